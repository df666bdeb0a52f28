"""Keeps what the window shows of the outbox true: rows, counts, queue line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from capdesk.app.gathering import Gathering
from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.courier import News
    from capdesk.domain.entry import Entry
    from capdesk.services.desk_view import DeskView
    from capdesk.ui.words import QueueView

WATCH_EVERY_MS = 1_000
"""How often it is looked whether another program has changed the outbox."""


class OutboxView(QObject):
    """Hears the courier's news and other programs' changes, and shows them."""

    def __init__(self, window: MainWindow, relay: Relay) -> None:
        """Make the view; it is idle until `begin`.

        Args:
            window: Shows it.
            relay: Brings news and answers from other threads.
        """
        super().__init__(window)
        self._window = window
        self._relay = relay
        self._parts: Parts | None = None
        self._environment = ""
        self._queues: dict[str, QueueView] = {}
        # What hinders the whole program, whatever environment is looked at.
        self._trouble = ""
        self._remedy = ""
        # What is being waited for; it goes by itself.
        self._wait = ""
        # Why the last look failed; the next one that succeeds settles it.
        self._unseen = ""
        self._data_version: int | None = None
        self._watch = QTimer(self, interval=WATCH_EVERY_MS)
        self._watch.timeout.connect(self._look_for_changes)
        self._changed = Gathering(self)
        self._changed.due.connect(self.refresh)
        relay.news.connect(self._hear)

    @property
    def is_watching(self) -> bool:
        """Whether it looks for what other programs change."""
        return self._watch.isActive()

    def begin(self, parts: "Parts") -> None:
        """Show everything in an outbox that has just been opened."""
        self._parts = parts
        from capdesk.services.desk_view import look_at_newest

        # Of 10,000 leads, the newest are there at once, and the others right behind:
        # what changes in between is in the second look, which shows all anew.
        newest = parts.storage.submit(look_at_newest)
        self._relay.when_done(newest, self._show_newest)
        self.show_everything()

    def watch(self) -> None:
        """Look for what other programs change from now on."""
        self._watch.start()

    def end(self) -> None:
        """Hear and look no more: the window is closing."""
        self._watch.stop()
        self._parts = None

    def look_at(self, environment: str) -> None:
        """Say how the queue of this environment is."""
        self._environment = environment
        self._show_queue()

    def unsent_in(self, environment: str) -> int:
        """Return how many leads of an environment have not reached its gateway."""
        from capdesk.domain.entry import UNSENT

        counts = self._queue(environment).counts
        return sum(number for status, number in counts.items() if status in UNSENT)

    def show_new(self, entry: "Entry", corrected: str | None) -> None:
        """Show a lead that was captured a moment ago, and count it.

        Args:
            entry: The lead.
            corrected: Id of the one that it takes the place of, or None.
        """
        self._window.outbox.update_entries([entry])
        self.refresh([entry.id] if corrected is None else [entry.id, corrected])

    def show_everything(self) -> None:
        """Show how all entries stand now."""
        if self._parts is None:
            return
        from capdesk.services.desk_view import look

        self._relay.when_done(self._parts.storage.submit(look), self._show_all)

    def refresh(self, ids: Sequence[str]) -> None:
        """Show how these entries stand now."""
        if self._parts is None:
            return
        from capdesk.services.desk_view import look

        self._relay.when_done(self._parts.storage.submit(look, ids), self._show_some)

    def show_trouble(self, sentence: str, remedy: str = "") -> None:
        """Say what hinders the whole program; empty once it is over.

        Args:
            sentence: What.
            remedy: The words on a button, where a person can do something against it.
        """
        self._trouble = sentence
        self._remedy = remedy
        self._show_queue()

    def show_wait(self, sentence: str) -> None:
        """Say what is being waited for, below everything; empty once that is over."""
        self._wait = sentence
        self._show_queue()

    @Slot(object)
    def _hear(self, news: "News") -> None:
        if self._parts is None:
            return  # told while the window was closing
        self._trouble = news.outbox_trouble or ""
        if news.queue is not None:
            name = news.queue.environment
            self._queues[name] = self._queue(name)._replace(
                state=news.queue, in_flight=news.in_flight
            )
        if news.changed:
            self._changed.add(news.changed)
        else:
            self._show_queue()

    @Slot()
    def _look_for_changes(self) -> None:
        if self._parts is None:
            return
        from capdesk.outbox import Outbox

        version = self._parts.storage.submit(Outbox.data_version)
        self._relay.when_done(version, self._version_read)

    def _version_read(self, future: "Future[int]") -> None:
        if self._parts is None or future.exception() is not None:
            return
        if future.result() != self._data_version:
            self.show_everything()
            self._parts.nudge()

    def _show_newest(self, future: "Future[DeskView]") -> None:
        # That there are none is for the look at all to say.
        if (view := self._read(future)) is not None and view.entries:
            self._window.outbox.show_entries(view.entries)
            self._show_queue()

    def _show_all(self, future: "Future[DeskView]") -> None:
        if (view := self._read(future)) is None:
            return
        # A look at some entries would hide that another program has added one.
        self._data_version = view.data_version
        self._window.outbox.show_entries(view.entries)
        for name, state in view.queues.items():
            known = self._queue(name)
            # The courier, once it has spoken, knows better.
            if known.state is None:
                self._queues[name] = known._replace(state=state)
        self._show_queue()

    def _show_some(self, future: "Future[DeskView]") -> None:
        if (view := self._read(future)) is not None:
            self._window.outbox.update_entries(view.entries)
            self._show_queue()

    def _read(self, future: "Future[DeskView]") -> "DeskView | None":
        if (error := future.exception()) is not None:
            self._unseen = sentence_of(error)
            # What is shown may be old: look at everything at the next occasion.
            self._data_version = None
            self._show_queue()
            return None
        self._unseen = ""
        view = future.result()
        for name, counts in view.counts.items():
            self._queues[name] = self._queue(name)._replace(
                counts=counts, held=view.held.get(name, 0)
            )
        self._window.set_unsent(view.unsent)
        return view

    def _queue(self, environment: str) -> "QueueView":
        from capdesk.ui.words import QueueView

        return self._queues.get(environment) or QueueView()

    def _show_queue(self) -> None:
        if self._parts is None and not (self._trouble or self._wait):
            return  # nothing is known before the outbox is open
        from capdesk.ui.attention import attention, is_said_above
        from capdesk.ui.words import QueueWords, queue_words

        trouble = self._trouble or self._unseen
        banners = attention(self._queues, trouble=trouble, remedy=self._remedy)
        self._window.show_attention(banners)
        view = self._queue(self._environment)
        if is_said_above(banners, self._environment, view):
            # Said above it already, with what to do.
            view = view._replace(state=None)
        words = queue_words(view, self._environment)
        if self._wait:
            words = QueueWords(self._wait, "wait", words.can_send)
        self._window.queue_line.show_words(words)
