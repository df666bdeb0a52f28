"""Judges the rows of a file by the rules of the form, and captures those that pass."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice

from capdesk.campaigns import CampaignAmbiguous, CampaignFinder, CampaignNotFound
from capdesk.domain.campaign import Campaign
from capdesk.domain.consent import CONSENT_FIELDS, Answer, Consents
from capdesk.domain.fields import Field
from capdesk.domain.judge import check_field, judge
from capdesk.domain.lead import Draft, Lead
from capdesk.domain.rules.consents import read_answer
from capdesk.domain.rules.postcode import OutwardCodes
from capdesk.domain.rules.result import Wrong
from capdesk.outbox import CaptureError, NewEntry, Outbox
from capdesk.services.row_files import AnyRow, Remark, Row, UnreadableRow

ROWS_PER_TRANSACTION = 500
"""Each transaction waits for the disk once, and writes a page once, however many of its
rows are in it; a window that wants to keep a lead meanwhile waits for no more than these,
a fifth of a second."""

_DRAFT_TEXTS = tuple(
    each for each in Field if each not in {Field.CAMPAIGN, *CONSENT_FIELDS}
)


class Verdict(StrEnum):
    """What became of a row."""

    OK = "ok"  # it could be captured, and nobody asked for that
    CAPTURED = "captured"  # it is on the disk
    ALREADY_CAPTURED = "already_captured"  # the same row was given before
    REFUSED = "refused"  # it is not in the outbox, and the errors say why


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The verdict on one row.

    Attributes:
        number: 1 for the first lead of the file.
        line: Line of the file that it begins in.
        verdict: What became of it.
        id: Id of its entry in the outbox; None where it has none.
        errors: Why it was refused.
        warnings: What somebody should look at.
    """

    number: int
    line: int
    verdict: Verdict
    id: str | None = None
    errors: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row and what the rules say of it.

    Attributes:
        lead: The lead; None exactly where there are errors.
        campaign: The campaign it is for; None where it names none.
        identity: Its content, to know the row again.
    """

    number: int
    line: int
    lead: Lead | None = None
    campaign: Campaign | None = None
    errors: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    identity: Mapping[str, str] = field(default_factory=dict)

    def verdict(self, verdict: Verdict, entry_id: str | None = None) -> RowVerdict:
        """Return this as the verdict on the row."""
        return RowVerdict(
            self.number, self.line, verdict, entry_id, self.errors, self.warnings
        )


class RowJudge:
    """Judges rows for the campaigns of one computer."""

    def __init__(
        self,
        library: CampaignFinder,
        environment: str | None,
        outward: OutwardCodes,
        clock: Callable[[], datetime],
    ) -> None:
        """Prepare to judge.

        Args:
            library: The campaigns there are.
            environment: Which environment's campaigns are meant; None for all.
            outward: The outward codes that are known.
            clock: Gives the time, aware.
        """
        self._library = library
        self._environment = environment
        self._outward = outward
        self._clock = clock
        # Finding one reads the library's file, and a file of rows names few campaigns.
        self._found: dict[str, Campaign | Remark] = {}

    def judge(self, row: AnyRow) -> JudgedRow:
        """Judge one row.

        Raises:
            CampaignLibraryError: The campaigns of this computer can't be read.
        """
        match row:
            case UnreadableRow(number, line, faults):
                return JudgedRow(number, line, errors=faults)
            case Row():
                return self._judge(row)

    def _judge(self, row: Row) -> JudgedRow:
        campaign = self._campaign(row.texts.get(Field.CAMPAIGN, ""))
        consents, misread = _consents(row.texts)
        texts = {each.value: row.texts.get(each, "") for each in _DRAFT_TEXTS}
        draft = Draft(**texts, consents=consents)
        if isinstance(campaign, Remark):
            errors = (campaign, *self._faults_without_campaign(row.texts), *misread)
            return JudgedRow(row.number, row.line, errors=errors)
        judgement = judge(
            draft,
            campaign,
            lead_id=str(uuid.uuid4()),
            now=self._clock(),
            outward=self._outward,
        )
        remarks = [(p.stops, Remark(p.field, p.message)) for p in judgement.problems]
        errors = (*(each for stops, each in remarks if stops), *misread)
        return JudgedRow(
            row.number,
            row.line,
            lead=None if misread else judgement.lead,
            campaign=campaign,
            errors=errors,
            warnings=tuple(each for stops, each in remarks if not stops),
            identity=_identity(row.texts),
        )

    def _campaign(self, text: str) -> Campaign | Remark:
        if not text:
            return Remark(Field.CAMPAIGN, "Campaign is empty; give its name or its id.")
        if text not in self._found:
            try:
                self._found[text] = self._library.find(text, self._environment)
            except (CampaignNotFound, CampaignAmbiguous) as error:
                self._found[text] = Remark(Field.CAMPAIGN, str(error))
        return self._found[text]

    def _faults_without_campaign(self, texts: Mapping[Field, str]) -> Iterator[Remark]:
        """Say what can be told of the other fields, to be put right in one go."""
        for each in _DRAFT_TEXTS:
            checked = check_field(
                each,
                texts.get(each, ""),
                None,
                outward=self._outward,
                now=self._clock(),
            )
            for problem in checked.problems:
                if problem.stops:
                    yield Remark(problem.field, problem.message)


def judge_rows(rows: Iterable[AnyRow], judge: RowJudge) -> Iterator[RowVerdict]:
    """Judge rows and capture none."""
    for row in rows:
        judged = judge.judge(row)
        yield judged.verdict(Verdict.OK if judged.lead else Verdict.REFUSED)


def import_rows(
    rows: Iterable[AnyRow],
    judge: RowJudge,
    outbox: Callable[[], Outbox],
    *,
    clock: Callable[[], datetime],
) -> Iterator[RowVerdict]:
    """Judge rows and capture those that pass; a refused row never stops the others.

    A verdict comes out once it is durable. After a failure of the outbox every row
    still gets its verdict, and nothing more is tried.

    Args:
        rows: What a file holds.
        judge: Judges them.
        outbox: Gives the outbox; not called before there is something to capture.
        clock: Gives the time, aware, UTC.

    Raises:
        CaptureError: After the last verdict, where rows were refused because the
            outbox could not take them.
        OutboxError: The outbox can't be opened.
    """
    remaining = iter(rows)
    failure: CaptureError | None = None
    while batch := [
        judge.judge(row) for row in islice(remaining, ROWS_PER_TRANSACTION)
    ]:
        ids: dict[int, tuple[str, bool]] = {}
        passed = [each for each in batch if each.lead is not None]
        if passed and failure is None:
            try:
                entries = [_new_entry(each) for each in passed]
                captured = outbox().capture_all(entries, now=clock())
                ids = {
                    each.number: (kept.id, kept.already)
                    for each, kept in zip(passed, captured, strict=True)
                }
            except CaptureError as error:
                failure = error
        for each in batch:
            yield _outcome(each, ids.get(each.number), failure)
    if failure is not None:
        raise failure


def _outcome(
    judged: JudgedRow, kept: tuple[str, bool] | None, failure: CaptureError | None
) -> RowVerdict:
    match kept:
        case (entry_id, already):
            verdict = Verdict.ALREADY_CAPTURED if already else Verdict.CAPTURED
            return judged.verdict(verdict, entry_id)
        case _ if judged.lead is not None and failure is not None:
            reason = (Remark(None, str(failure)),)
            return RowVerdict(
                judged.number,
                judged.line,
                Verdict.REFUSED,
                errors=reason,
                warnings=judged.warnings,
            )
        case _:
            return judged.verdict(Verdict.REFUSED)


def _new_entry(judged: JudgedRow) -> NewEntry:
    # What makes the payload is heavy, and a dry run needs none.
    from capdesk.services.capture import new_entry

    assert judged.lead is not None  # noqa: S101 - the caller has picked these
    assert judged.campaign is not None  # noqa: S101 - there is no lead without one
    return new_entry(judged.lead, judged.campaign, row=judged.identity)


def _consents(texts: Mapping[Field, str]) -> tuple[Consents, list[Remark]]:
    answers: dict[Field, Answer] = {}
    misread = []
    for each in CONSENT_FIELDS:
        match read_answer(texts.get(each, ""), label=each.label):
            case Wrong(error):
                misread.append(Remark(each, error.message))
            case bool() | None as answer:
                answers[each] = answer
    return (
        Consents(
            phone_call=answers.get(Field.CONSENT_PHONE_CALL),
            post=answers.get(Field.CONSENT_POST),
            email=answers.get(Field.CONSENT_EMAIL),
            sms=answers.get(Field.CONSENT_SMS),
        ),
        misread,
    )


def _identity(texts: Mapping[Field, str]) -> dict[str, str]:
    """Return what a row is known by: its texts, whichever file they stand in.

    The campaign is left out: it is known by its id, whether the row gave that or a
    name. An answer is the same in any case.
    """
    return {
        each.value: text.strip().casefold() if each in CONSENT_FIELDS else text.strip()
        for each, text in texts.items()
        if each is not Field.CAMPAIGN
    }
