"""`capdesk outbox add`."""

from argparse import Namespace
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path

from capdesk.campaigns import KnownCampaigns
from capdesk.campaigns.strict_json import quoted
from capdesk.cli.console import CommandError, Console
from capdesk.outbox import Outbox
from capdesk.services.outbox_access import open_outbox
from capdesk.services.outward import outward_codes
from capdesk.services.profile import Profile
from capdesk.services.row_files import MAX_FILE_BYTES, Remark, read_rows
from capdesk.services.row_import import (
    RowJudge,
    RowVerdict,
    Verdict,
    import_rows,
    judge_rows,
)

_FROM_STDIN = "-"


def add(options: Namespace, console: Console) -> int:
    """Capture the leads of a file, with a verdict on each of its rows."""
    profile = console.profile(options.data_dir)
    if options.environment is not None:
        profile.environments.get(options.environment)
    rows = read_rows(_content(options.file, console), _name(options.file))
    judge = RowJudge(
        KnownCampaigns(profile.campaigns()),
        options.environment,
        outward_codes(),
        console.clock,
    )
    with _OpenOnce(profile, console) as outbox:
        verdicts = (
            judge_rows(rows, judge)
            if options.dry_run
            else import_rows(rows, judge, outbox.get, clock=console.clock)
        )
        counts: Counter[Verdict] = Counter()
        for each in verdicts:
            counts[each.verdict] += 1
            _say(each, console, as_json=options.json)
    if counts[Verdict.REFUSED]:
        raise CommandError(_refusals(counts))
    return 0


class _OpenOnce(ExitStack):
    """Opens the outbox when it is first needed, and closes it in the end."""

    def __init__(self, profile: Profile, console: Console) -> None:
        super().__init__()
        self._profile = profile
        self._console = console
        self._outbox: Outbox | None = None

    def get(self) -> Outbox:
        """Return the outbox.

        Raises:
            OutboxError: It can't be opened.
        """
        if self._outbox is None:
            opened = open_outbox(self._profile, now=self._console.clock())
            self._outbox = self.enter_context(closing(opened))
            self._console.tell_salvage(opened.salvage_report)
        return self._outbox


def _content(file: str, console: Console) -> bytes:
    # One byte more than may be there, so that too much is known for what it is.
    if file == _FROM_STDIN:
        return console.stdin.read(MAX_FILE_BYTES + 1)
    try:
        with Path(file).open("rb") as stream:
            return stream.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this can't be the name of a file"
        raise CommandError(
            f"{quoted(file)} can't be read ({reason}); no lead was captured."
        ) from error


def _name(file: str) -> str:
    return "Standard input" if file == _FROM_STDIN else quoted(Path(file).name)[1:-1]


def _say(verdict: RowVerdict, console: Console, *, as_json: bool) -> None:
    try:
        if as_json:
            console.say_json(_tree(verdict))
        else:
            console.say(_line(verdict))
    except BrokenPipeError as error:
        raise CommandError(
            f"Nobody reads the verdicts from row {verdict.number:,} on, so no more rows"
            " were captured; give the file again: rows that were are known."
        ) from error


def _tree(verdict: RowVerdict) -> dict[str, object]:
    return {
        "row": verdict.number,
        "verdict": verdict.verdict.value,
        "id": verdict.id,
        "errors": _trees(verdict.errors),
        "warnings": _trees(verdict.warnings),
    }


def _trees(remarks: tuple[Remark, ...]) -> list[dict[str, object]]:
    return [
        {"field": each.field and each.field.value, "message": each.message}
        for each in remarks
    ]


def _line(verdict: RowVerdict) -> str:
    parts = [
        f"Row {verdict.number:,} (line {verdict.line:,}): {_WORDS[verdict.verdict]}",
        *([verdict.id] if verdict.id else []),
        *(each.message for each in verdict.errors),
        *(f"Look again: {each.message}" for each in verdict.warnings),
    ]
    return "  ".join(parts)


_WORDS = {
    Verdict.OK: "ok",
    Verdict.CAPTURED: "captured",
    Verdict.ALREADY_CAPTURED: "already captured",
    Verdict.REFUSED: "refused",
}


def _refusals(counts: Counter[Verdict]) -> str:
    refused, total = counts[Verdict.REFUSED], counts.total()
    were = "was" if refused == 1 else "were"
    return (
        f"{refused:,} of {total:,} rows {were} refused; put them right and give the file"
        " again: rows that were captured are not captured twice."
    )
