"""Opens *Hand over unsent leads* and *Take leads over*, and does what they ask."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QObject, Slot

from capdesk.app.chores import Chores
from capdesk.app.clock import utc_now
from capdesk.app.outbox_view import OutboxView
from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.app.set_up import SetUp
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.domain.slip import Slip
    from capdesk.services.hand_over import Cipher
    from capdesk.ui.hand_over.dialog import HandOverDialog
    from capdesk.ui.hand_over.words import SideWords

NO_OUTBOX = "Leads can be neither handed nor taken over: the outbox is not open."


class HandingOver(QObject):
    """Both sides of a hand-over, as the window has them."""

    def __init__(
        self,
        window: MainWindow,
        relay: Relay,
        chores: Chores,
        view: OutboxView,
        set_up: SetUp,
    ) -> None:
        """Join the menu; nothing can be handed over before `begin`.

        Args:
            window: Its menu asks for the dialogs.
            relay: Brings answers.
            chores: Encrypts and writes, which takes seconds.
            view: Shows how the leads stand afterwards.
            set_up: Knows what this laptop is called.
        """
        super().__init__(window)
        self._window = window
        self._relay = relay
        self._chores = chores
        self._view = view
        self._set_up = set_up
        self._parts: Parts | None = None
        self._dialog: HandOverDialog | None = None
        self.cipher: Cipher | None = None
        """What files are encrypted with; None for the usual one."""
        window.hand_over.connect(self._open_giving)
        window.take_over.connect(self._open_taking)

    def begin(self, parts: "Parts") -> None:
        """Work on an outbox that has just been opened."""
        self._parts = parts

    def end(self) -> None:
        """Begin nothing more: the window is closing."""
        self._parts = None

    @Slot()
    def _open_giving(self) -> None:
        from capdesk.ui.hand_over.words import GIVING

        self._open(is_giving=True, side=GIVING)

    @Slot()
    def _open_taking(self) -> None:
        from capdesk.ui.hand_over.words import TAKING

        self._open(is_giving=False, side=TAKING)

    def _open(self, *, is_giving: bool, side: "SideWords") -> None:
        if self._parts is None:
            self._window.notice.show_text(NO_OUTBOX)
            return
        # Late: most days nothing is handed over.
        from capdesk.ui.hand_over.dialog import HandOverDialog

        dialog = HandOverDialog(
            self._window, side, fault_of=_fault_of if is_giving else None
        )
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._give if is_giving else self._take)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()

    @Slot()
    def _closed(self) -> None:
        self._dialog = None

    @Slot(str, str)
    def _give(self, path: str, passphrase: str) -> None:
        if self._parts is None:
            return
        from capdesk.services.hand_over import asking_storage, hand_over_leads

        chore = partial(
            hand_over_leads,
            asking_storage(self._parts.storage),
            Path(path),
            passphrase,
            computer=self._laptop,
            clock=utc_now,
            cipher=self.cipher,
        )
        self._chores.do(chore, partial(self._was_done, self._dialog))

    @Slot(str, str)
    def _take(self, path: str, passphrase: str) -> None:
        if self._parts is None:
            return
        from capdesk.services.hand_over import asking_storage, take_over_file

        chore = partial(
            take_over_file,
            asking_storage(self._parts.storage),
            Path(path),
            passphrase,
            profile=self._parts.profile,
            computer=self._laptop,
            clock=utc_now,
            cipher=self.cipher,
        )
        self._chores.do(chore, partial(self._was_done, self._dialog))

    def _was_done(self, asked: "HandOverDialog | None", future: "Future[Slip]") -> None:
        if self._parts is not None:
            self._view.show_everything()
            self._parts.nudge()
        error = future.exception()
        if self._dialog is None or self._dialog is not asked:
            # Closed meanwhile: what became of the leads must not go unsaid.
            said = future.result().headline if error is None else sentence_of(error)
            self._window.notice.show_until_read(said)
        elif error is not None:
            self._dialog.show_failure(sentence_of(error))
        else:
            self._dialog.show_slip(future.result())

    @property
    def _laptop(self) -> str:
        from capdesk.services.balancing import laptop_name

        return self._set_up.settings.laptop or laptop_name()


def _fault_of(passphrase: str) -> str:
    from capdesk.credentials import CredentialError, check_passphrase

    try:
        check_passphrase(passphrase)
    except CredentialError as error:
        return str(error)
    return ""
