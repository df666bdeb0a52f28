"""The least of a desk behind a form: judges, keeps, lets the form go on."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QShortcut

from capdesk.app.rules import DeskRules
from capdesk.campaigns import practice_campaign
from capdesk.domain.lead import Draft
from capdesk.ui.form import LeadForm


class SmallDesk(QObject):
    """Takes leads as the window's desk does, and keeps them in a list."""

    def __init__(self, form: LeadForm) -> None:
        super().__init__(form)
        self.kept: list[Draft] = []
        self._form = form
        self._rules = DeskRules()
        form.send_requested.connect(self._send)
        shortcut = QShortcut("Ctrl+Return", form)
        shortcut.activated.connect(form.request_send)

    @Slot(Draft)
    def _send(self, draft: Draft) -> None:
        judged = self._rules.judge(draft, practice_campaign(), "1")
        if judged.lead is None:
            self._form.show_problems(judged.problems)
            return
        self._form.problems.clear()
        self._form.set_locked(locked=True)
        self.kept.append(draft)
        # Saving takes a moment, in a thread.
        QTimer.singleShot(0, self._saved)

    @Slot()
    def _saved(self) -> None:
        self._form.start_next()
        self._form.set_locked(locked=False)
