"""Offers to spread a pasted contact over the fields it belongs to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from capdesk.domain.fields import Field
from capdesk.ui.form.labelled import LabelledField, TextField

if TYPE_CHECKING:
    # Most leads are typed.
    from capdesk.domain.contact_block import ContactBlock


class PasteOffer(QObject):
    """A link under the field that was pasted into; nothing is filled in unasked."""

    def __init__(self, fields: Mapping[Field, LabelledField], parent: QObject) -> None:
        """Listen to every field of text.

        Args:
            fields: Where a contact may be pasted, and its parts may go.
            parent: Its parent.
        """
        super().__init__(parent)
        self._fields = fields
        self._block: ContactBlock | None = None
        self._field: LabelledField | None = None
        self._before = ""
        for field in fields.values():
            if isinstance(field, TextField):
                field.pasted.connect(self._pasted)
                field.offer_taken.connect(self._fill_in)

    def text_changed(self, field: Field) -> None:
        """Note that a field was changed: what is offered may not fit it any more."""
        if self._field is not None and self._field.field is field:
            self.withdraw()

    def withdraw(self) -> None:
        """Take the link away."""
        if self._field is not None:
            self._field.offer("")
        self._field = self._block = None

    def _pasted(self, text: str, before: str) -> None:
        from capdesk.domain.contact_block import read_block

        self.withdraw()
        field, block = self.sender(), read_block(text)
        if isinstance(field, TextField) and block is not None:
            self._field, self._block, self._before = field, block, before
            field.offer(f"Fill in {', '.join(block.kinds)}")

    def _fill_in(self) -> None:
        """Put each part in its field; what somebody typed in another field stays."""
        target, block = self._field, self._block
        if target is None or block is None:
            return
        self.withdraw()
        found = block.texts
        target.set_text(found.pop(target.field, self._before))
        for field, text in found.items():
            if not self._fields[field].text().strip():
                self._fields[field].set_text(text)
        target.control.setFocus()
