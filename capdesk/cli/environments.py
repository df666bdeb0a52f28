"""`capdesk environment add` and `list`."""

from argparse import Namespace
from typing import assert_never

from capdesk.cli.console import CommandError, Console
from capdesk.credentials import CredentialError
from capdesk.domain.queue import PauseReason
from capdesk.services.pauses import lift_pause
from capdesk.services.profile import Profile
from capdesk.settings import Added, Changed, Unchanged


def add(options: Namespace, console: Console) -> int:
    """Add an environment, or give one another address."""
    profile = console.profile(options.data_dir)
    match profile.environments.add(options.name, options.url):
        case Added(environment):
            console.say(
                f"Added {environment.name}: {environment.url}. Give its API key with"
                f' "capdesk key set --environment {environment.name}".'
            )
        case Changed(environment, previous_url):
            console.say(
                f"Changed {environment.name}: {environment.url}. Its API key has to be"
                f' given again: "capdesk key set --environment {environment.name}".'
            )
            _forget(profile, environment.name, previous_url)
            salvage = lift_pause(
                profile,
                environment.name,
                {PauseReason.MISCONFIGURED},
                now=console.clock(),
            )
            console.tell_salvage(salvage)
        case Unchanged(environment):
            console.say(f"{environment.name} is there already: {environment.url}.")
        case other:
            assert_never(other)
    return 0


def _forget(profile: Profile, name: str, previous_url: str) -> None:
    try:
        profile.credentials.delete_api_key(name, previous_url)
    except CredentialError as error:
        raise CommandError(
            f"The API key that {name} had for its old address could not be deleted; it"
            f" is not used any more. {error}"
        ) from error


def show(options: Namespace, console: Console) -> int:
    """List the environments."""
    profile = console.profile(options.data_dir)
    console.tell_troubles(profile.policy.troubles)
    for each in profile.environments.all():
        if options.json:
            console.say_json(
                {
                    "name": each.name,
                    "url": each.url,
                    "built_in": each.builtin,
                    "managed": each.managed,
                }
            )
        else:
            by = "  (set by IT)" if each.managed else ""
            console.say(f"{each.name}  {each.url}{by}")
    return 0


COMMANDS = {"add": add, "list": show}
