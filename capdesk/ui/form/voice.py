"""What the fields say: each by its own speech, all by the same rules."""

from collections.abc import Callable, Mapping, Sequence

from capdesk.domain.campaign import Campaign
from capdesk.domain.consent import Consents
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.domain.needs import missing
from capdesk.domain.problem import Problem, Severity
from capdesk.ui.form.labelled import LabelledField
from capdesk.ui.form.rules import FormRules
from capdesk.ui.form.speech import FieldSpeech, Speech

_READ_BACK = frozenset({Field.PHONE, Field.POSTCODE, Field.ENQUIRY_DATETIME})
_IN_ORDER = {field: place for place, field in enumerate(Field)}


class Voice:
    """Lets each field speak when it is its turn, and knows what is still wrong."""

    def __init__(
        self,
        fields: Mapping[Field, LabelledField],
        rules: FormRules,
        draft: Callable[[], Draft],
    ) -> None:
        """Speak for fields.

        Args:
            fields: What is checked; may grow and shrink.
            rules: What to check by.
            draft: Returns what stands in the form.
        """
        self.campaign: Campaign | None = None
        self._fields = fields
        self._rules = rules
        self._draft = draft
        self._speech: dict[Field, FieldSpeech] = {}
        self._wrong: dict[Field, Problem] = {}
        # What the gateway said about a field, until that field is changed.
        self._quotes: dict[Field, str] = {}

    # What happens to a field

    def edited(self, field: Field) -> None:
        """Note that a text was changed; a field that has begun to speak answers."""
        self._quotes.pop(field, None)
        self._speech[field] = self._of(field).edited()
        self.speak(field)

    def left(self, field: Field) -> bool:
        """Note that the focus went elsewhere.

        Returns:
            Whether the field has begun to speak just now.
        """
        before = self._of(field)
        after = before.left(is_empty=not self._fields[field].text().strip())
        self._speech[field] = after
        if after == before:
            return False
        self.speak(field)
        return True

    def sent(self) -> None:
        """Note that Send was pressed: every field speaks from now on."""
        for field in self._fields:
            self._speech[field] = self._of(field).sent()
            self.speak(field)

    def quote(self, quotes: Mapping[Field, str]) -> None:
        """Have fields say what the gateway said about them, until they are changed."""
        self._quotes = dict(quotes)
        for field in self._fields:
            self.speak(field)

    def silence(self) -> None:
        """Begin anew: nothing was typed, nothing is said."""
        self._speech.clear()
        self._quotes.clear()
        for field in self._fields:
            self.speak(field)

    def forget(self, field: Field) -> None:
        """Note that a field is no longer in the form."""
        for known in (self._speech, self._quotes, self._wrong):
            known.pop(field, None)

    # What is said

    def speak(self, field: Field) -> None:
        """Let a field say what is to be said about it now."""
        widget, speech = self._fields[field], self._of(field)
        self._wrong.pop(field, None)
        if (quote := self._quotes.get(field)) is not None:
            widget.say(Problem(field, Severity.ERROR, quoted(quote)))
            return
        if speech.speech is Speech.SILENT:
            widget.say(None)
            return
        problem, shown = widget.own_problem(), None
        if problem is None:
            problem, shown = self._check(field, speech)
        if problem is not None and problem.stops:
            self._wrong[field] = problem
        has_hint = shown and field in _READ_BACK and shown != widget.text()
        widget.say(problem, hint=shown if shown and has_hint else "")

    def is_complete(self, field: Field) -> bool:
        """Whether a field holds a value that could be sent."""
        text = self._fields[field].text()
        if not text.strip():
            return False
        checked = self._rules.check(field, text, self.campaign, is_needed=True)
        return not any(problem.stops for problem in checked.problems)

    def problem(self, field: Field) -> Problem | None:
        """Return what a field says that stops the lead."""
        return self._wrong.get(field)

    @property
    def wrong(self) -> list[Problem]:
        """What fields say that stops the lead, in the order of the form."""
        return [self._wrong[field] for field in sorted(self._wrong, key=_place)]

    def still_needed(self) -> str:
        """Return the calm line that is always true."""
        if self.campaign is None:  # which says what else is needed
            return f"Still needed: {Field.CAMPAIGN.label.lower()}"
        if needed := missing(self._draft(), self.campaign):
            return f"Still needed: {_names(needed)}"
        if self._wrong:
            return f"To put right: {_names([each.field for each in self.wrong])}"
        if self._quotes:
            return f"To look at: {_names(sorted(self._quotes, key=_place))}"
        return "Ready to send"

    def consent_warning(self) -> str:
        """Return what to look at in the consents, a line each."""
        draft = self._draft()
        # Most leads have no answer yet, and the rules need not be loaded for that.
        if draft.consents == Consents():
            return ""
        found = self._rules.consent_warnings(draft)
        return "\n".join(problem.message for problem in found)

    def _of(self, field: Field) -> FieldSpeech:
        return self._speech.get(field) or FieldSpeech()

    def _check(
        self, field: Field, speech: FieldSpeech
    ) -> tuple[Problem | None, str | None]:
        checked = self._rules.check(
            field,
            self._fields[field].text(),
            self.campaign,
            is_needed=speech.required_shown and self._is_missing(field),
        )
        # What stops the lead is said before what is only worth a look.
        return (
            min(checked.problems, key=lambda each: not each.stops, default=None),
            checked.shown,
        )

    def _is_missing(self, field: Field) -> bool:
        return self.campaign is not None and field in missing(
            self._draft(), self.campaign
        )


def quoted(words: str) -> str:
    """Return the gateway's words so that nobody takes them for CapDesk's own."""
    return f"The gateway said: {words}"


def _place(field: Field) -> int:
    return _IN_ORDER[field]


def _names(fields: Sequence[Field]) -> str:
    return ", ".join(field.label.lower() for field in fields)
