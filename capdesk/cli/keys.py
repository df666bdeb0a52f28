"""`capdesk key set`, `status` and `delete`."""

from argparse import Namespace

from capdesk.cli.console import CommandError, Console
from capdesk.credentials import PassphraseCredentials
from capdesk.outbox import OutboxError
from capdesk.services.pauses import KEY_PAUSES, lift_pause


def set_key(options: Namespace, console: Console) -> int:
    """Keep the key that standard input gives, and let what waits for it go."""
    profile = console.profile(options.data_dir)
    environment = profile.environments.get(options.environment)
    if isinstance(profile.credentials, PassphraseCredentials):
        raise CommandError(
            "Without a keyring an API key is kept only until the program ends, so it was"
            " not taken; give it in the window."
        )
    key = console.read_secret(f"API key for {environment.name}: ")
    profile.credentials.set_api_key(environment.name, environment.url, key)
    console.say(f"The API key for {environment.name} is in the keyring.")
    try:
        salvage = lift_pause(profile, environment.name, KEY_PAUSES, now=console.clock())
    except OutboxError as error:
        raise CommandError(
            f"The key is kept, but leads that waited for it can't be let go. {error}"
        ) from error
    console.tell_salvage(salvage)
    return 0


def show_status(options: Namespace, console: Console) -> int:
    """Say whether there is a key; 1 if not."""
    profile = console.profile(options.data_dir)
    environment = profile.environments.get(options.environment)
    if profile.credentials.api_key(environment.name, environment.url) is None:
        raise CommandError(
            f"There is no API key for {environment.name}; give it with"
            f' "capdesk key set --environment {environment.name}".'
        )
    console.say(f"There is an API key for {environment.name} in the keyring.")
    return 0


def delete(options: Namespace, console: Console) -> int:
    """Forget a key; that there was none is fine too."""
    profile = console.profile(options.data_dir)
    environment = profile.environments.get(options.environment)
    if profile.credentials.delete_api_key(environment.name, environment.url):
        console.say(f"The API key for {environment.name} is deleted.")
    else:
        console.say(f"There was no API key for {environment.name}.")
    return 0


COMMANDS = {"set": set_key, "status": show_status, "delete": delete}
