"""Clears the form at somebody's wish, with a way back that loses no lead begun since."""

from capdesk.domain.lead import Draft
from capdesk.ui.form import LeadForm
from capdesk.ui.notice import Notice

CLEARED = "The form was cleared."
CORRECTION_FIRST = (
    "Save or cancel the correction first; then what was cleared can come back."
)
SWAPPED = "What was cleared is back, in place of the lead that was begun since."


def clear(form: LeadForm, notice: Notice) -> None:
    """Empty the form for the next lead; a notice has the way back."""
    if form.is_locked:
        return  # what stands there is just being saved
    if form.is_correcting:
        # What stands there has another way back: it is put aside with its lead.
        form.correction_cancelled.emit()
        return
    before = None if form.is_empty() else form.draft()
    form.start_next()
    if before is not None:
        notice.show_text(CLEARED, "Undo", _Restore(form, notice, before))


class _Restore:
    """Puts a cleared draft back; a lead begun meanwhile is not lost for it."""

    def __init__(self, form: LeadForm, notice: Notice, draft: Draft) -> None:
        self._form = form
        self._notice = notice
        self._draft = draft

    def __call__(self) -> None:
        form, notice = self._form, self._notice
        if form.is_correcting:
            notice.show_text(CORRECTION_FIRST, "Undo", self)
            return
        meanwhile = None if form.is_empty() else form.draft()
        form.load(self._draft)
        if meanwhile is not None:
            notice.show_text(SWAPPED, "Undo", _Restore(form, notice, meanwhile))
