"""The form: one lead being typed, checked while it is typed, handed over on Send."""

from collections.abc import Iterable, Sequence

from PySide6 import QtCore
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from capdesk.domain.campaign import Campaign
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.domain.problem import Problem
from capdesk.ui.announce import announce
from capdesk.ui.form import layout
from capdesk.ui.form.contact_watch import ContactWatch, EarlierLine
from capdesk.ui.form.contents import Contents
from capdesk.ui.form.correction import CorrectionBar
from capdesk.ui.form.hold import Hold
from capdesk.ui.form.page import laid_out_once
from capdesk.ui.form.paste_offer import PasteOffer
from capdesk.ui.form.problem_list import ProblemList
from capdesk.ui.form.rules import FormRules
from capdesk.ui.form.second_press import SecondPress
from capdesk.ui.form.send_button import SendButton
from capdesk.ui.form.voice import Voice
from capdesk.ui.plain import PlainLabel

AUTOSAVE_AFTER_MS = 800
"""How long typing has to rest before the draft is kept."""


class LeadForm(QWidget):
    """Everything that is asked about one lead."""

    send_requested = Signal(Draft)
    draft_changed = Signal(Draft)
    """Typing rested; here is what stands in the fields."""
    cleared = Signal()
    pinned_changed = Signal(object)
    """Somebody pinned or unpinned a field; carries the frozenset of what is pinned."""
    contact_changed = Signal(str, str)
    """Email and phone as typed: typing rested, and one of them at least is complete."""
    correction_cancelled = Signal()
    """*Cancel* was pressed in the bar above a lead that is corrected."""

    def __init__(self, rules: FormRules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contents = Contents(rules, self)
        self.fields = self._contents.fields
        self.consents = self._contents.consents
        self.time = self._contents.time
        self.problems = ProblemList()
        self.still_needed = PlainLabel(role="muted", wrap=True)
        self.send_button = SendButton()
        self.clear_button = QPushButton("Clear")
        self._earlier = EarlierLine()
        self._correction = CorrectionBar()
        self._enquiry = layout.EnquiryGrid(self.fields)
        self._is_narrow = False
        self._was_painted = False
        self._voice = Voice(self.fields, rules, self.draft)
        self._contact = ContactWatch(self._contents.text, self._voice.is_complete, self)
        self._paste_offer = PasteOffer(self.fields, self)
        self._hold = Hold(self)
        self._second_press = SecondPress(self)
        self._autosave = QTimer(self, singleShot=True, interval=AUTOSAVE_AFTER_MS)
        self._build()
        self._connect()
        self._refresh_still_needed()

    def complete(self) -> None:
        """Do what the first paint did not have to wait for, and key presses shall not."""
        # Python makes Qt's style type when it is first touched, which takes 20 ms: here
        # rather than at the key press that first turns a field red.
        self.style()
        self.time.complete()
        self._scroll.keep_what_is_painted()

    # The lead in it

    def set_campaign(self, campaign: Campaign) -> None:
        """Offer the choices of a campaign; what was typed stays."""
        self._voice.campaign = campaign
        self._contents.offer_choices(campaign)
        if self.time.is_open:
            self._voice.speak(Field.ENQUIRY_DATETIME)  # its dates may be other ones
        self._refresh_still_needed()

    def set_staff_name(self, name: str) -> None:
        """Note who is typing."""
        self._contents.staff_name = name

    def draft(self) -> Draft:
        """Return what stands in the fields."""
        return self._contents.draft()

    def load(self, draft: Draft) -> None:
        """Put a draft into the fields."""
        self._paste_offer.withdraw()
        self._contents.load(draft)

    def is_empty(self) -> bool:
        """Whether nothing about a person was entered; what is pinned does not count."""
        return self._contents.is_empty()

    def start_next(self) -> None:
        """Empty the form for the next lead; what is pinned keeps its value."""
        self._contents.start_next()
        self._say_nothing()
        self._earlier.say("")
        self._contact.forget()
        self._autosave.stop()
        self.focus_first()
        self._second_press.lead_went()

    # Pins

    @property
    def pinned(self) -> frozenset[Field]:
        """The fields that keep their value for the next lead."""
        return self._contents.pins.pinned

    def set_pinned(self, fields: Iterable[Field]) -> None:
        """Pin these fields and no other."""
        self._contents.pins.set_pinned(fields)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pin or unpin the field in focus at F9."""
        field = (
            self._contents.in_focus() if event.key() == QtCore.Qt.Key.Key_F9 else None
        )
        if field is None:
            super().keyPressEvent(event)
        else:
            self._contents.pins.toggle(field)

    # What is said about it

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what a judge found; put the focus on the first thing to put right."""
        self._voice.sent()
        self._refresh_still_needed()
        # A field may say the same in words that fit it better than a file.
        errors = [
            self._voice.problem(problem.field) or problem
            for problem in problems
            if problem.stops
        ]
        self.problems.show_problems(errors)
        if errors:
            self.focus_field(errors[0].field)

    def show_failure(self, sentence: str) -> None:
        """Say why the lead could not be saved; what was typed stays."""
        self.problems.show_failure(sentence)

    def show_earlier(self, text: str) -> None:
        """Say quietly that this person has been here before; empty says nothing."""
        self._earlier.say(text)

    @property
    def earlier(self) -> str:
        """What is said about earlier leads of this person; empty for nothing."""
        return self._earlier.text()

    # Correcting a lead that was captured before

    def begin_correction(self, draft: Draft, who: str, words: Sequence[str]) -> None:
        """Take a captured lead into the form, to be corrected.

        Args:
            draft: What was captured.
            who: The person's name.
            words: What the gateway said; shown at the fields they seem to mean.
        """
        self.load(draft)
        self._say_nothing()
        self._earlier.say("")
        from capdesk.ui.form.placed_words import place_words

        placed = place_words(words, self.fields)
        self._voice.quote(placed.at_fields)
        self._refresh_still_needed()
        self._correction.begin(who, placed.others)
        self.send_button.set_correcting(correcting=True)
        self.clear_button.hide()  # *Cancel* is the way back
        self._scroll.verticalScrollBar().setValue(0)
        self.focus_field(next(iter(placed.at_fields), Field.FIRST_NAME))

    def end_correction(self) -> None:
        """Turn back to taking new leads; what stands in the fields is left alone."""
        self._correction.hide()
        self._say_nothing()
        self.send_button.set_correcting(correcting=False)
        self.clear_button.show()

    @property
    def is_correcting(self) -> bool:
        """Whether the lead in the form was captured before."""
        return not self._correction.isHidden()

    @property
    def correction(self) -> str:
        """What the bar above a lead that is corrected says; empty without one."""
        return self._correction.text

    # Focus and keys

    def focus_first(self) -> None:
        """Put the focus on the first field that wants an answer, the form at its top."""
        self._scroll.verticalScrollBar().setValue(0)
        self.focus_field(self._contents.first_to_type())

    def focus_field(self, field: Field) -> None:
        """Put the focus on a field, and it on the screen."""
        control = self._contents.control(field)
        if control is not None:
            control.setFocus()
            self._scroll.ensureWidgetVisible(control)

    @property
    def is_locked(self) -> bool:
        """Whether the form is held still."""
        return self._hold.is_on

    def set_locked(self, *, locked: bool) -> None:
        """Hold the form still while a lead is being saved; no key gets lost."""
        if locked:
            self._hold.begin()
        else:
            self._hold.end()

    def request_send(self) -> None:
        """Hand the draft over, as pressing Send does; a double press hands over one."""
        if not self._hold.is_on and not self._second_press.is_it():
            self.send_requested.emit(self.draft())

    def take_suggestion(self) -> None:
        """Take what is offered for the field in focus, else for the last that offers."""
        offering = [each for each in self.fields.values() if each.suggestion]
        in_focus = [each for each in offering if each.has_focus]
        for widget in in_focus or offering[-1:]:
            widget.take_suggestion()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Do the rest after the first paint."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._dress)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand closer together where the window is narrow or its text large."""
        super().resizeEvent(event)
        needed = layout.NARROW_CHARACTERS * self.fontMetrics().averageCharWidth()
        if (narrow := self.width() < needed) is not self._is_narrow:
            self._is_narrow = narrow
            self._enquiry.set_narrow(narrow=narrow)
            self.consents.set_narrow(narrow=narrow)

    # Inside

    def _build(self) -> None:
        self.clear_button.setAccessibleName("Clear")
        self.clear_button.setToolTip("Ctrl+N")
        self._scroll = layout.scrolling(
            [
                self.problems,
                layout.section_title("Enquiry", self.time.line),
                self.time.place,
                self._enquiry,
                layout.rule(),
                layout.section_title("Person"),
                layout.person_grid(self.fields, self._earlier),
                layout.rule(),
                layout.section_title("Consent to be contacted"),
                self.consents,
            ]
        )
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self._correction)
        down.addWidget(self._scroll, 1)
        down.addWidget(layout.rule())
        down.addLayout(
            layout.foot(self.still_needed, self.clear_button, self.send_button)
        )
        # The primary button comes first: after the last answer, Tab reaches it.
        QWidget.setTabOrder(self.send_button, self.clear_button)

    def _connect(self) -> None:
        self._contents.text_changed.connect(self._text_changed)
        self._contents.changed.connect(self._changed)
        self._contents.left.connect(self._field_left)
        self.time.closed.connect(self._time_closed)
        self._contents.pins.changed.connect(self.pinned_changed)
        self._contact.rested.connect(self.contact_changed)
        self._contact.unknown.connect(self._hide_earlier)
        self._correction.cancelled.connect(self.correction_cancelled)
        self._hold.lasting.connect(self._say_saving)
        self.consents.finished.connect(self._focus_send)
        self.consents.reached.connect(self._show_consents)
        self.problems.chosen.connect(self._problem_chosen)
        self.send_button.clicked.connect(self.request_send)
        self.clear_button.clicked.connect(self.cleared)
        self._autosave.timeout.connect(self._save_draft)

    def _dress(self) -> None:
        # The focus came before there was room: on a low screen it had scrolled.
        self._scroll.verticalScrollBar().setValue(0)
        if (field := self._contents.in_focus()) is not None:
            self.focus_field(field)
        self._contents.pins.show()

    def _text_changed(self, name: str) -> None:
        field = Field(name)
        widget = self.fields[field]
        said_before = widget.message
        with laid_out_once(self._scroll.column):
            self._paste_offer.text_changed(field)
            self._voice.edited(field)
            self._changed()
        if widget.message != said_before and widget.has_focus:
            self._scroll.ensureWidgetVisible(widget, 0, 0)  # with what it says
        self._contact.typed(field)

    def _changed(self) -> None:
        self._second_press.something_entered()
        self._refresh_still_needed()
        self.consents.set_warning(self._voice.consent_warning())
        self._autosave.start()

    def _field_left(self, name: str) -> None:
        field = Field(name)
        self.problems.close_up()
        if self._voice.left(field):
            self._refresh_still_needed()
            if message := self.fields[field].message:
                announce(self.fields[field].control, message)

    def _say_nothing(self) -> None:
        self._paste_offer.withdraw()
        self._voice.silence()
        self.problems.clear()
        self._refresh_still_needed()

    def _refresh_still_needed(self) -> None:
        self.still_needed.setText(self._voice.still_needed())
        self.problems.keep_true(self._voice.wrong)

    def _time_closed(self) -> None:
        self._voice.forget(Field.ENQUIRY_DATETIME)
        self._refresh_still_needed()

    def _hide_earlier(self) -> None:
        self._earlier.say("")

    def _say_saving(self, lasts: bool) -> None:
        self.send_button.say_saving(saving=lasts)

    def _focus_send(self) -> None:
        self.send_button.setFocus(QtCore.Qt.FocusReason.TabFocusReason)

    def _show_consents(self, box: QWidget) -> None:
        # What to read out, all of it if there is room; where the focus is, in any case.
        self._scroll.ensureWidgetVisible(self.consents, 0, 0)
        self._scroll.ensureWidgetVisible(box)

    def _problem_chosen(self, name: str) -> None:
        self.focus_field(Field(name))

    def _save_draft(self) -> None:
        self.draft_changed.emit(self.draft())
