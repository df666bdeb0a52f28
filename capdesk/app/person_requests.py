"""Opens *What is held about a person* and does what it asks: find, export, forget."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QObject, Slot

from capdesk import files
from capdesk.app.chores import Chores
from capdesk.app.clock import utc_now
from capdesk.app.correcting import Correcting
from capdesk.app.outbox_view import OutboxView
from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.domain.lead import Draft
    from capdesk.domain.person import Erased, PersonFile
    from capdesk.ui.person.dialog import PersonDialog

NO_OUTBOX = "Nobody can be looked for: the outbox is not open."


class PersonRequests(QObject):
    """What a person may ask of whoever holds their data, done on this computer."""

    def __init__(
        self,
        window: MainWindow,
        relay: Relay,
        chores: Chores,
        view: OutboxView,
        correcting: Correcting,
    ) -> None:
        """Join the menu; nobody can be looked for before `begin`.

        Args:
            window: Its menu asks for the dialog.
            relay: Brings answers from the storage thread.
            chores: Writes the export.
            view: Shows what is left after somebody was forgotten.
            correcting: Knows what stands in the form, which has to forget them as well.
        """
        super().__init__(window)
        self._window = window
        self._relay = relay
        self._chores = chores
        self._view = view
        self._correcting = correcting
        self._parts: Parts | None = None
        self._dialog: PersonDialog | None = None
        self._found: PersonFile | None = None
        self._being_forgotten: PersonFile | None = None
        window.person.connect(self._open)

    def begin(self, parts: "Parts") -> None:
        """Look into an outbox that has just been opened."""
        self._parts = parts

    def end(self) -> None:
        """Look no more: the window is closing, and keeps what stands in the form."""
        self._parts = None
        if self._being_forgotten is not None:
            self._forget_in_form(self._being_forgotten)

    @Slot()
    def _open(self) -> None:
        if self._parts is None:
            self._window.notice.show_text(NO_OUTBOX)
            return
        from capdesk.ui.person.dialog import PersonDialog

        dialog = PersonDialog(self._window)
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.find_wanted.connect(self._find)
        dialog.export_wanted.connect(self._export)
        dialog.forget_wanted.connect(self._forget)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()

    @Slot()
    def _closed(self) -> None:
        self._dialog = None
        self._found = None

    @Slot(str, str)
    def _find(self, email: str, phone: str) -> None:
        self._found = None
        if self._parts is None:
            return
        from capdesk.services.people import held_about

        found = self._parts.storage.submit(held_about, email=email, phone=phone)
        self._relay.when_done(found, partial(self._show_found, self._dialog))

    def _show_found(
        self, asked: "PersonDialog | None", future: "Future[PersonFile]"
    ) -> None:
        if self._dialog is None or self._dialog is not asked:
            return  # closed meanwhile, perhaps opened again for somebody else
        if (error := future.exception()) is not None:
            self._dialog.show_failure(sentence_of(error))
            return
        self._found = future.result()
        self._dialog.show_file(self._found)

    @Slot(str)
    def _export(self, path: str) -> None:
        if self._found is None:
            return
        from capdesk.services.people import export_person

        content = export_person(self._found)
        write = partial(files.write_private, Path(path), content)
        self._chores.do(write, partial(self._exported, path))

    def _exported(self, path: str, future: "Future[None]") -> None:
        if self._dialog is None:
            return
        error = future.exception()
        if isinstance(error, OSError):
            self._dialog.show_failure(
                f"Nothing was exported: {path} can’t be written"
                f" ({error.strerror or error}). Choose another place."
            )
        elif error is not None:
            self._dialog.show_failure(sentence_of(error))
        else:
            self._dialog.show_exported(path)

    @Slot()
    def _forget(self) -> None:
        if self._parts is None or self._found is None:
            return
        from capdesk.services.people import forget

        done = self._parts.storage.submit(
            forget,
            self._parts.profile.folder,
            email=self._found.email,
            phone=self._found.phone,
            now=utc_now(),
        )
        self._being_forgotten = self._found
        answer = partial(self._forgotten, self._dialog, self._found)
        self._relay.when_done(done, answer)

    def _forgotten(
        self,
        asked: "PersonDialog | None",
        person: "PersonFile",
        future: "Future[Erased]",
    ) -> None:
        self._view.show_everything()
        self._being_forgotten = None
        error = future.exception()
        if error is None:
            self._forget_in_form(person)
        if self._dialog is None or self._dialog is not asked:
            return
        if error is not None:
            # What was found stays, to be tried again.
            self._dialog.show_failure(sentence_of(error))
            return
        self._found = None
        self._dialog.show_erased(future.result())

    def _forget_in_form(self, person: "PersonFile") -> None:
        ids = {story.entry.id for story in person.stories}
        self._correcting.forget(ids, partial(_is_theirs, person))


def _is_theirs(person: "PersonFile", draft: "Draft") -> bool:
    from capdesk.services.people import normal_email, normal_phone

    email, phone = normal_email(draft.email), normal_phone(draft.phone)
    same_email = bool(person.email) and email.lower() == person.email.lower()
    return same_email or (bool(person.phone) and phone == person.phone)
