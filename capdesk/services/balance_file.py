"""The file that carries one laptop's books: JSON Lines, a balance for each environment.

It comes by mail or on a stick, so it is hostile until read: its size is capped, unknown
keys are refused, its numbers have to add up, and every fault ends in one sentence.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from capdesk.domain.balance import Balance, CountedLead
from capdesk.domain.day import DayRange
from capdesk.domain.entry import Status

FORMAT = "capdesk-balance/1"
MAX_BALANCE_BYTES = 50_000_000
"""That of some 200,000 leads; a laptop has seldom more than a thousand."""
MAX_LINES = 100
MAX_NAME_CHARACTERS = 200


class BalanceFileError(Exception):
    """The file is left out as a whole; one sentence says why."""


def write_balances(balances: Iterable[Balance]) -> str:
    """Return the content of a file: one line of JSON for each balance."""
    return "".join(f"{json.dumps(tree_of(each))}\n" for each in balances)


def tree_of(balance: Balance) -> dict[str, object]:
    """Return a balance as it stands in a file."""
    return {
        "format": FORMAT,
        "outbox": balance.outbox_id,
        "laptop": balance.laptop,
        "environment": balance.environment,
        "first_day": balance.days.first.isoformat(),
        "last_day": balance.days.last.isoformat(),
        "counted_at": _utc_text(balance.counted_at),
        "history": balance.history,
        "captured": len(balance.leads),
        "counts": {status.value: n for status, n in balance.counts.items()},
        "campaigns": dict(balance.campaign_names),
        "leads": [
            {
                "id": lead.id,
                "status": lead.status.value,
                "captured_at": _utc_text(lead.captured_at),
                "campaign_id": lead.campaign_id,
                "enquiry_type": lead.enquiry_type,
                "possible_duplicate": lead.possible_duplicate,
            }
            for lead in balance.leads
        ],
    }


def read_balances(path: Path) -> tuple[Balance, ...]:
    """Read the balances of one laptop.

    Args:
        path: A file of at most `MAX_BALANCE_BYTES`.

    Raises:
        BalanceFileError: It can't be read, or anything at all in it is wrong.
    """
    name = _printable(path.name)
    try:
        if not path.is_file():
            raise BalanceFileError(f"{name} was left out: it is not a file.")
        with path.open("rb") as file:
            content = file.read(MAX_BALANCE_BYTES + 1)
    except OSError as error:
        raise BalanceFileError(
            f"{name} was left out: it can't be read ({error.strerror or error})."
        ) from error
    if len(content) > MAX_BALANCE_BYTES:
        limit_mb = MAX_BALANCE_BYTES // 1_000_000
        raise BalanceFileError(
            f"{name} was left out: it has more than {limit_mb} MB, so it is no balance."
        )
    return parse_balances(content, name)


def parse_balances(content: bytes, name: str) -> tuple[Balance, ...]:
    """Read the content of a file; see `read_balances`.

    Args:
        content: UTF-8, with or without a byte order mark.
        name: What to call it.

    Raises:
        BalanceFileError: Anything at all in it is wrong.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    lines = [line for line in content.split(b"\n", MAX_LINES) if line.strip()]
    if not lines or len(lines) > MAX_LINES:
        raise BalanceFileError(
            f"{name} was left out: it is not a balance that CapDesk has written."
        )
    return tuple(_parse(line, number, name) for number, line in enumerate(lines, 1))


def _parse(line: bytes, number: int, name: str) -> Balance:
    try:
        return _Balance.model_validate_json(line).balance()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["loc"] == ("format",) and first["type"] == "literal_error":
            raise BalanceFileError(
                f"{name} was left out: it is not a balance that this CapDesk reads"
                f" ({FORMAT}). If a newer CapDesk wrote it, update this one."
            ) from error
        place = ".".join(str(step) for step in first["loc"]) or "the whole"
        raise BalanceFileError(
            f"{name} was left out: line {number}, {_printable(place)}:"
            f" {_fault(first['type'], first['msg'])}. Save the balance anew on that"
            " laptop."
        ) from error


def _fault(kind: str, message: str) -> str:
    match kind:
        case "missing":
            return "it is missing"
        case "extra_forbidden":
            return "this does not belong in a balance"
        case "json_invalid":
            return "this is not JSON, or only part of it"
        case "value_error":
            return message.removeprefix("Value error, ")
        case _:
            return "it has a value that no balance has"


def _visible(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it has a line break or a control character in it")
    return text


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("it has no time zone")
    return moment.astimezone(UTC)


_Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_NAME_CHARACTERS),
    AfterValidator(_visible),
]
_Text = Annotated[
    str, StringConstraints(max_length=MAX_NAME_CHARACTERS), AfterValidator(_visible)
]
_Moment = Annotated[datetime, AfterValidator(_aware)]
_Count = Annotated[int, Field(ge=0, le=10**9)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Lead(_Strict):
    id: UUID
    status: Status
    captured_at: _Moment
    campaign_id: _Name
    enquiry_type: _Text
    possible_duplicate: bool


class _Balance(_Strict):
    format: Literal["capdesk-balance/1"]
    outbox: UUID
    laptop: _Name
    environment: _Name
    first_day: date
    last_day: date
    counted_at: _Moment
    history: _Count
    captured: _Count
    counts: dict[Status, _Count]
    campaigns: dict[_Name, _Name]
    leads: tuple[_Lead, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> "_Balance":
        if self.last_day < self.first_day:
            raise ValueError("its last day is before its first")
        if not date(2000, 1, 1) <= self.first_day <= self.last_day <= date(2999, 1, 1):
            raise ValueError("its days are of no calendar that is in use")
        if len({lead.id for lead in self.leads}) != len(self.leads):
            raise ValueError("a lead is there twice")
        balance = self.balance()
        counts = {status: n for status, n in balance.counts.items() if n}
        if self.captured != len(self.leads) or counts != {
            status: n for status, n in self.counts.items() if n
        }:
            raise ValueError("its numbers don't add up, so part of it is missing")
        days = balance.days
        if not all(days.begins <= each.captured_at < days.ends for each in self.leads):
            raise ValueError("a lead in it is of another day")
        return self

    def balance(self) -> Balance:
        return Balance(
            outbox_id=str(self.outbox),
            laptop=self.laptop,
            environment=self.environment,
            days=DayRange(self.first_day, self.last_day),
            counted_at=self.counted_at,
            history=self.history,
            campaign_names=self.campaigns,
            leads=tuple(
                CountedLead(
                    id=str(lead.id),
                    status=lead.status,
                    captured_at=lead.captured_at,
                    campaign_id=lead.campaign_id,
                    enquiry_type=lead.enquiry_type,
                    possible_duplicate=lead.possible_duplicate,
                )
                for lead in self.leads
            ),
        )


def _utc_text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _printable(text: str) -> str:
    short = text if len(text) <= MAX_NAME_CHARACTERS else f"{text[:60]}…"
    return "".join(
        ch if ch.isprintable() else "\N{REPLACEMENT CHARACTER}" for ch in short
    )
