"""What stands in the form: the fields, and a draft from them and back."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from capdesk.domain.campaign import Campaign
from capdesk.domain.consent import Consents
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.ui.form.consents import ConsentBlock
from capdesk.ui.form.enquiry_time import EnquiryTime
from capdesk.ui.form.labelled import ChoiceField, LabelledField, TextField
from capdesk.ui.form.pins import Pins
from capdesk.ui.form.rules import FormRules

ENQUIRY_FIELDS = (Field.ENQUIRY_TYPE, Field.VEHICLE, Field.ACQUISITION_CHANNEL)
"""What is picked from the campaign."""
PERSON_FIELDS = (
    *(Field.FIRST_NAME, Field.LAST_NAME),
    *(Field.EMAIL, Field.PHONE, Field.POSTCODE),
)
"""What is typed about the person."""


class Contents(QObject):
    """One lead as it stands in the fields; what is pinned outlives it."""

    changed = Signal()
    """Anything but a text or a choice was changed."""
    text_changed = Signal(str)
    """A text or a choice was changed; carries the field's name."""
    left = Signal(str)
    """The focus went elsewhere; carries the field's name."""

    def __init__(self, rules: FormRules, parent: QWidget) -> None:
        super().__init__(parent)
        self.staff_name = ""
        self.fields: dict[Field, LabelledField] = {
            **{field: ChoiceField(field) for field in ENQUIRY_FIELDS},
            **{field: TextField(field) for field in PERSON_FIELDS},
        }
        """What the rules check; the enquiry time is among them while it is open."""
        self.time = EnquiryTime(rules, parent)
        self.consents = ConsentBlock()
        self.pins = Pins(self)
        self._consent_asked_at = ""
        # What the pins kept of the lead before: no work of anybody's on this one.
        self._kept: dict[Field, str] = {}
        for field in self.fields.values():
            self._take_up(field)
        self.pins.add(self.consents.method_pin_place)
        self.consents.changed.connect(self.changed)
        self.time.made.connect(self._time_made)
        self.time.opened.connect(self._time_opened)
        self.time.closed.connect(self._time_closed)

    def text(self, field: Field) -> str:
        """Return what stands in a field."""
        return self.fields[field].text()

    def draft(self) -> Draft:
        """Return what stands in all of them."""
        texts = {field.value: widget.text() for field, widget in self.fields.items()}
        return Draft(
            **texts,
            consents=self.consents.consents(),
            consent_method=self.consents.method,
            consent_asked_at=self._consent_asked_at,
            staff_name=self.staff_name,
        )

    def load(self, draft: Draft) -> None:
        """Put a draft into the fields."""
        self.time.show_text(draft.enquiry_datetime)
        for field in (*ENQUIRY_FIELDS, *PERSON_FIELDS):
            self.fields[field].set_text(getattr(draft, field.value))
        self.consents.set_consents(draft.consents)
        self.consents.method = draft.consent_method
        self._consent_asked_at = draft.consent_asked_at

    def start_next(self) -> None:
        """Empty what is not pinned."""
        pinned = self.pins.pinned
        for field in (*ENQUIRY_FIELDS, *PERSON_FIELDS):
            if field not in pinned:
                self.fields[field].clear()
        if Field.ENQUIRY_DATETIME not in pinned:
            self.time.show_text("")
        # One pile of paper was filled in on one day, and asked in one way.
        if not pinned & {Field.ENQUIRY_DATETIME, Field.CONSENT_METHOD}:
            self.consents.method = Draft().consent_method
        self.consents.set_consents(Consents())
        self._consent_asked_at = ""
        self._kept = {field: self.text(field) for field in pinned & {*PERSON_FIELDS}}

    def is_empty(self) -> bool:
        """Whether nothing about a person was entered; what was kept does not count."""
        typed = any(
            self.text(field).strip() not in {"", self._kept.get(field, "").strip()}
            for field in PERSON_FIELDS
        )
        return not typed and self.consents.consents() == Consents()

    def offer_choices(self, campaign: Campaign) -> None:
        """Offer what a campaign has; what was typed stays."""
        for field, choices in (
            (Field.ENQUIRY_TYPE, campaign.enquiry_types),
            (Field.VEHICLE, campaign.vehicles),
            (Field.ACQUISITION_CHANNEL, campaign.acquisition_channels),
        ):
            choice = self.fields[field]
            assert isinstance(choice, ChoiceField)  # noqa: S101 - for the type checker
            choice.set_choices(tuple(str(each) for each in choices))
        for field in (Field.PHONE, Field.POSTCODE):
            self.fields[field].set_optional(optional=field not in campaign.required)
        self.consents.set_wording(
            campaign.consent.wording, campaign.consent.controllers
        )

    # Focus

    def first_to_type(self) -> Field:
        """Return the first field that wants an answer for this lead."""
        to_type = [field for field in PERSON_FIELDS if field not in self.pins.pinned]
        wanting = (f for f in (*ENQUIRY_FIELDS, *to_type) if not self.text(f))
        return next(wanting, next(iter(to_type), Field.FIRST_NAME))

    def in_focus(self) -> Field | None:
        """Return the field that keys go to, if it is one that can be pinned."""
        if self.consents.method_box.hasFocus():
            return Field.CONSENT_METHOD
        return next((f for f, each in self.fields.items() if each.has_focus), None)

    def control(self, field: Field) -> QWidget | None:
        """Return what takes the focus for a field; None where there is nothing."""
        if field in self.fields:
            return self.fields[field].control
        if field in self.consents.rows:
            return self.consents.rows[field].tab_stop
        return self.consents.method_box if field is Field.CONSENT_METHOD else None

    # Inside

    def _take_up(self, field: LabelledField) -> None:
        field.changed.connect(self._field_changed)
        field.left.connect(self._field_left)
        self.pins.add(field.pin_place)

    def _time_made(self) -> None:
        self._take_up(self.time.field)

    def _time_opened(self) -> None:
        self.fields[Field.ENQUIRY_DATETIME] = self.time.field
        self.changed.emit()

    def _time_closed(self) -> None:
        del self.fields[Field.ENQUIRY_DATETIME]
        self.changed.emit()

    def _field_changed(self) -> None:
        field = self._sending_field()
        # The time is put back to today before it is shown.
        if field in self.fields:
            self.text_changed.emit(field)

    def _field_left(self) -> None:
        field = self._sending_field()
        if field in self.fields:
            self.left.emit(field)

    def _sending_field(self) -> Field:
        widget = self.sender()
        assert isinstance(widget, LabelledField)  # noqa: S101 - for the type checker
        return widget.field
