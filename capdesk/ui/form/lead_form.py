"""The form: one lead being typed, checked while it is typed, handed over on Send."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.campaign import Campaign
from capdesk.domain.consent import Consents
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.domain.needs import missing
from capdesk.domain.problem import Problem
from capdesk.ui.announce import announce
from capdesk.ui.form.consents import ConsentBlock
from capdesk.ui.form.hold import Hold
from capdesk.ui.form.labelled import ChoiceField, LabelledField, TextField
from capdesk.ui.form.problem_list import ProblemList
from capdesk.ui.form.rules import FormRules
from capdesk.ui.form.speech import FieldSpeech, Speech
from capdesk.ui.plain import PlainLabel

AUTOSAVE_AFTER_MS = 800
"""How long typing has to rest before the draft is kept."""

_PINNED = (Field.ENQUIRY_TYPE, Field.VEHICLE, Field.ACQUISITION_CHANNEL)
_TYPED = (Field.FIRST_NAME, Field.LAST_NAME, Field.EMAIL, Field.PHONE, Field.POSTCODE)
_READ_BACK = frozenset({Field.PHONE, Field.POSTCODE})


class LeadForm(QWidget):
    """Everything that is asked about one lead."""

    send_requested = Signal(Draft)
    draft_changed = Signal(Draft)
    """Typing rested; here is what stands in the fields."""
    cleared = Signal()

    def __init__(self, rules: FormRules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules = rules
        self._campaign: Campaign | None = None
        self._staff_name = ""
        self.fields: dict[Field, LabelledField] = {
            **{field: ChoiceField(field) for field in _PINNED},
            **{field: TextField(field) for field in _TYPED},
        }
        self._speech = dict.fromkeys(self.fields, FieldSpeech())
        # Fields that have begun to speak and say that the lead can't go as it is.
        self._wrong: dict[Field, Problem] = {}
        self.consents = ConsentBlock()
        self.problems = ProblemList()
        self.still_needed = PlainLabel(role="muted", wrap=True)
        self.send_button = QPushButton("&Send lead")
        self.send_button.setAccessibleName("Send lead")
        self.send_button.setProperty("role", "primary")
        self.send_button.setToolTip("Ctrl+Enter")
        self.clear_button = QPushButton("Clear")
        self.clear_button.setAccessibleName("Clear")
        self.clear_button.setToolTip("Ctrl+N")
        self._hold = Hold(self)
        self._autosave = QTimer(self, singleShot=True, interval=AUTOSAVE_AFTER_MS)
        self._build()
        self._connect()
        self._refresh_still_needed()

    # What the window asks of it

    def set_campaign(self, campaign: Campaign) -> None:
        """Offer the choices of a campaign; what was typed stays."""
        self._campaign = campaign
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
        self._refresh_still_needed()

    def set_staff_name(self, name: str) -> None:
        """Note who is typing."""
        self._staff_name = name

    def draft(self) -> Draft:
        """Return what stands in the fields."""
        texts = {field.value: widget.text() for field, widget in self.fields.items()}
        return Draft(
            **texts, consents=self.consents.consents(), staff_name=self._staff_name
        )

    def load(self, draft: Draft) -> None:
        """Put a draft into the fields."""
        for field, widget in self.fields.items():
            widget.set_text(getattr(draft, field.value))
        self.consents.set_consents(draft.consents)

    def is_empty(self) -> bool:
        """Whether nothing about a person was entered."""
        texts = any(self.fields[field].text().strip() for field in _TYPED)
        return not texts and self.consents.consents() == Consents()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what a judge found; put the focus on the first thing to put right."""
        errors = [problem for problem in problems if problem.stops]
        for field in self.fields:
            self._speech[field] = self._speech[field].sent()
            self._speak(field)
        self._refresh_still_needed()
        self.problems.show_problems(errors)
        if errors:
            self.focus_field(errors[0].field)

    def show_failure(self, sentence: str) -> None:
        """Say why the lead could not be saved; what was typed stays."""
        self.problems.show_failure(sentence)

    def set_locked(self, *, locked: bool) -> None:
        """Hold the form still while a lead is being saved; no key gets lost."""
        if locked:
            self._hold.begin()
        else:
            self._hold.end()

    def start_next(self) -> None:
        """Empty the form for the next lead; what is pinned keeps its value."""
        for field in _TYPED:
            self.fields[field].set_text("")
        self.consents.set_consents(Consents())
        self._speech = dict.fromkeys(self.fields, FieldSpeech())
        for field in self.fields:
            self._speak(field)
        self.problems.clear()
        self._autosave.stop()
        self._refresh_still_needed()
        self.focus_first()

    def focus_first(self) -> None:
        """Put the focus on the first field that wants an answer."""
        wanting = (field for field in self.fields if not self.fields[field].text())
        self.focus_field(next(wanting, Field.FIRST_NAME))

    def focus_field(self, field: Field) -> None:
        """Put the focus on a field, and it on the screen."""
        if field in self.fields:
            control: QWidget = self.fields[field].control
        elif field in self.consents.rows:
            control = self.consents.rows[field].tab_stop
        else:
            return
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(control)

    def request_send(self) -> None:
        """Hand the draft over, as pressing Send does."""
        if not self._hold.is_on:
            self.send_requested.emit(self.draft())

    def take_suggestion(self) -> None:
        """Take what is offered for the field in focus, else for the last that offers."""
        offering = [each for each in self.fields.values() if each.suggestion]
        in_focus = [each for each in offering if each.control.hasFocus()]
        for widget in in_focus or offering[-1:]:
            widget.take_suggestion()

    # Inside

    def _build(self) -> None:
        content = QWidget()
        content.setObjectName("page")
        inner = QVBoxLayout(content)
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(8)
        inner.addWidget(self.problems)
        inner.addWidget(PlainLabel("Enquiry", role="title"))
        inner.addLayout(self._grid([_PINNED]))
        inner.addWidget(_rule())
        inner.addWidget(PlainLabel("Person", role="title"))
        inner.addLayout(
            self._grid(
                [
                    (Field.FIRST_NAME, Field.LAST_NAME),
                    (Field.EMAIL, Field.PHONE),
                    (Field.POSTCODE,),
                ]
            )
        )
        inner.addWidget(_rule())
        inner.addWidget(PlainLabel("Consent to be contacted", role="title"))
        inner.addWidget(self.consents)
        inner.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The page scrolls with the focus; it is no stop of its own.
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(8)
        foot.addWidget(self.still_needed, 1)
        foot.addWidget(self.clear_button)
        foot.addWidget(self.send_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(_rule())
        layout.addLayout(foot)
        # The primary button comes first: after the last answer, Tab reaches it.
        QWidget.setTabOrder(self.send_button, self.clear_button)

    def _grid(self, lines: Sequence[Sequence[Field]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for line, fields in enumerate(lines):
            for column, field in enumerate(fields):
                grid.addWidget(self.fields[field], line, column)
                grid.setColumnStretch(column, 1)
        return grid

    def _connect(self) -> None:
        for widget in self.fields.values():
            widget.changed.connect(self._field_changed)
            widget.left.connect(self._field_left)
        self._hold.lasting.connect(self._say_saving)
        self.consents.changed.connect(self._after_change)
        self.consents.finished.connect(self._focus_send)
        self.problems.chosen.connect(self._problem_chosen)
        self.send_button.clicked.connect(self.request_send)
        self.clear_button.clicked.connect(self.cleared)
        self._autosave.timeout.connect(self._save_draft)

    def _field_changed(self) -> None:
        widget = self.sender()
        assert isinstance(widget, LabelledField)  # noqa: S101 - for the type checker
        field = widget.field
        self._speech[field] = self._speech[field].edited()
        self._speak(field)
        self._after_change()

    def _field_left(self) -> None:
        widget = self.sender()
        assert isinstance(widget, LabelledField)  # noqa: S101 - for the type checker
        field = widget.field
        is_empty = not widget.text().strip()
        before = self._speech[field]
        self._speech[field] = before.left(is_empty=is_empty)
        if self._speech[field] != before:
            self._speak(field)
            self._refresh_still_needed()
            if widget.message:
                announce(widget.control, widget.message)

    def _after_change(self) -> None:
        self._refresh_still_needed()
        self._refresh_consent_warning()
        self._autosave.start()

    def _speak(self, field: Field) -> None:
        widget, speech = self.fields[field], self._speech[field]
        self._wrong.pop(field, None)
        if speech.speech is Speech.SILENT:
            widget.say(None)
            return
        is_needed = speech.required_shown and self._is_missing(field)
        checked = self._rules.check(
            field, widget.text(), self._campaign, is_needed=is_needed
        )
        # What stops the lead is said before what is only worth a look.
        problem = min(checked.problems, key=lambda each: not each.stops, default=None)
        if problem is not None and problem.stops:
            self._wrong[field] = problem
        shown = checked.shown if field in _READ_BACK else None
        hint = shown if shown and shown != widget.text() else ""
        widget.say(problem, hint=hint)

    def _is_missing(self, field: Field) -> bool:
        if self._campaign is None:
            return False
        return field in missing(self.draft(), self._campaign)

    def _refresh_still_needed(self) -> None:
        if self._campaign is None:
            self.still_needed.setText("")
            return
        needed = missing(self.draft(), self._campaign)
        wrong = [field for field in self.fields if field in self._wrong]
        if needed:
            text = f"Still needed: {_names(needed)}"
        elif wrong:
            text = f"To put right: {_names(wrong)}"
        else:
            text = "Ready to send"
        self.still_needed.setText(text)
        self.problems.keep_true([self._wrong[field] for field in wrong])

    def _refresh_consent_warning(self) -> None:
        draft = self.draft()
        # Most leads have no answer yet, and the rules need not be loaded for that.
        found = (
            () if draft.consents == Consents() else self._rules.consent_warnings(draft)
        )
        self.consents.set_warning("\n".join(problem.message for problem in found))

    def _say_saving(self, lasts: bool) -> None:
        self.send_button.setText("Saving…" if lasts else "&Send lead")

    def _focus_send(self) -> None:
        self.send_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _problem_chosen(self, name: str) -> None:
        self.focus_field(Field(name))

    def _save_draft(self) -> None:
        self.draft_changed.emit(self.draft())


def _names(fields: Sequence[Field]) -> str:
    return ", ".join(field.label.lower() for field in fields)


def _rule() -> QWidget:
    rule = QWidget()
    rule.setObjectName("rule")
    rule.setFixedHeight(1)
    rule.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return rule
