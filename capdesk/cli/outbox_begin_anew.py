"""`capdesk outbox begin-anew`: goes on without a data key that is lost."""

from argparse import Namespace
from contextlib import closing

from capdesk.cli.console import CommandError, Console
from capdesk.outbox import LostDataKeyError
from capdesk.services.existing_outbox import has_outbox
from capdesk.services.outbox_access import begin_outbox_anew, open_outbox

_QUESTION = (
    "The key to the leads in the outbox is lost. New leads get a new key; those that are"
    " here stay as they are, and can be read again only if the old key comes back."
)


def begin_anew(options: Namespace, console: Console) -> int:
    """Ask, then begin anew; where no key is lost, say so and change nothing."""
    profile = console.profile(options.data_dir)
    if not has_outbox(profile):
        raise CommandError("There is no outbox in this data folder yet.")
    try:
        with closing(open_outbox(profile, now=console.clock())):
            console.say("The key to the leads is there; nothing was changed.")
            return 0
    except LostDataKeyError:
        pass
    if not options.yes and not _agrees(console):
        raise CommandError("Nothing was changed.")
    report = begin_outbox_anew(profile, now=console.clock())
    console.say("New leads are sealed by a new key from now on.")
    if report is not None:
        console.say(report.sentence)
    return 0


def _agrees(console: Console) -> bool:
    if not console.stdin.isatty():
        raise CommandError(
            f'{_QUESTION} Nothing was changed; to agree to that, add "--yes".'
        )
    console.say(_QUESTION)
    console.say('Type "yes" to begin anew:')
    return console.stdin.readline().strip().lower() == b"yes"
