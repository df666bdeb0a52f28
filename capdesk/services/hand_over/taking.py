"""Takes the leads of a hand-over file over, and says what became of each."""

import logging
from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from capdesk.domain.hand_over import HandOver, Taken, Verdict
from capdesk.domain.slip import Slip, leads, line_of_taken, shown_moment
from capdesk.outbox import Outbox
from capdesk.services.hand_over import file_format
from capdesk.services.hand_over.age_file import Age, Cipher, read_file
from capdesk.services.hand_over.asking import Ask
from capdesk.services.hand_over.errors import HandOverFileError
from capdesk.services.profile import Profile

_log = logging.getLogger(__name__)

_HEADLINES = {
    Verdict.TAKEN_OVER: "taken over",
    Verdict.TAKEN_BACK: "taken back",
    Verdict.ALREADY_HERE: "already here",
    Verdict.FORGOTTEN: "left out",
}


def read_hand_over(
    path: Path, passphrase: str, *, cipher: Cipher | None = None
) -> HandOver:
    """Return what stands in a hand-over file.

    Args:
        path: The file.
        passphrase: Opens it; a guess costs about a second.
        cipher: Decrypts the file.

    Raises:
        HandOverFileError: It can't be opened, or holds something else.
    """
    plain = (cipher or Age()).decrypt(read_file(path), passphrase)
    return file_format.read(plain)


def take_over_leads(
    ask: Ask,
    hand_over: HandOver,
    *,
    profile: Profile,
    computer: str,
    clock: Callable[[], datetime],
) -> Slip:
    """Make the leads of a hand-over this computer's; again, it changes nothing.

    Args:
        ask: Asks the outbox.
        hand_over: What stands in the file.
        profile: Tells which environments and campaigns are known here.
        computer: What people call this computer.
        clock: Gives the time, aware, UTC.

    Raises:
        HandOverFileError: This is practice mode, where nothing is kept.
        OutboxError: Nothing was taken over; trying again is safe.
    """
    if profile.is_practice:
        raise HandOverFileError(
            "Practice mode keeps nothing, so it takes no leads over. Open CapDesk"
            " without practice mode and take the file over there."
        )
    taken = ask(Outbox.take_over, hand_over, now=clock())
    _log.info("took over %d leads of %s", len(taken), hand_over.id)
    counts = Counter(each.verdict for each in taken)
    said = ", ".join(
        f"{counts[verdict]:,} {words}"
        for verdict, words in _HEADLINES.items()
        if counts[verdict]
    )
    pairs = zip(taken, hand_over.leads, strict=True)
    return Slip(
        title="Leads taken over",
        headline=f"{leads(len(taken))} in the file: {said or 'nothing to do'}.",
        facts=(
            ("Hand-over", hand_over.id),
            ("Handed over", shown_moment(hand_over.made_at)),
            ("Taken over", shown_moment(clock())),
            ("From", hand_over.from_computer),
            ("To", computer),
        ),
        lines=tuple(line_of_taken(each, handed.lead) for each, handed in pairs),
        notes=(
            *_notes(taken),
            *_unknown_environments(taken, profile),
            *_unknown_campaigns(taken, profile),
        ),
    )


def take_over_file(
    ask: Ask,
    path: Path,
    passphrase: str,
    *,
    profile: Profile,
    computer: str,
    clock: Callable[[], datetime],
    cipher: Cipher | None = None,
) -> Slip:
    """Read a hand-over file and take its leads over; see both."""
    made = read_hand_over(path, passphrase, cipher=cipher)
    return take_over_leads(ask, made, profile=profile, computer=computer, clock=clock)


def _notes(taken: Collection[Taken]) -> list[str]:
    verdicts = {each.verdict for each in taken}
    said = []
    if Verdict.TAKEN_OVER in verdicts:
        said.append(
            "They are sent from this computer. Delete the file: it holds contact data."
        )
    if Verdict.TAKEN_BACK in verdicts:
        said.append(
            "What was taken back may have been sent by whoever else took the file over,"
            " so it is marked as a possible duplicate."
        )
    return said


def _unknown_environments(taken: Collection[Taken], profile: Profile) -> list[str]:
    counts = Counter(
        each.entry.environment
        for each in taken
        if each.verdict.is_new and profile.url_of(each.entry.environment) is None
    )
    return [
        f"This computer does not know the environment {name}: {leads(count)} wait here"
        " until an administrator adds it."
        for name, count in sorted(counts.items())
    ]


def _unknown_campaigns(taken: Collection[Taken], profile: Profile) -> list[str]:
    known = {(each.environment, each.id) for each in profile.campaigns()}
    missing = {
        each.entry.campaign_id
        for each in taken
        if each.verdict.is_new
        and (each.entry.environment, each.entry.campaign_id) not in known
    }
    return [
        f"The campaign {campaign} is not on this computer. Its leads are sent all the"
        " same; to correct one, add its campaign pack."
        for campaign in sorted(missing)
    ]
