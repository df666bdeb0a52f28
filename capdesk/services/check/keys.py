"""Checks the keyring: does it answer, has it the keys that are needed."""

import sys
from collections.abc import Iterator

from capdesk.credentials import (
    CredentialError,
    CredentialStore,
    MemoryCredentials,
    PassphraseCredentials,
    SystemKeyring,
)
from capdesk.domain.finding import Finding, Light
from capdesk.outbox.checkup import Checkup
from capdesk.services.check.survey import Survey
from capdesk.settings import BUILT_IN

_NAMES = {
    "win32": "Windows Credential Manager",
    "darwin": "the macOS Keychain",
    "linux": "the desktop's Secret Service",
}


def check_keyring(survey: Survey) -> Iterator[Finding]:
    """Ask for every key once; the keyring's own deadline ends the wait.

    One that did not answer is not asked again: each question would wait as long.
    """
    credentials, urls = survey.profile.credentials, survey.known_urls
    try:
        fits = _has_data_key(survey)
        if fits is None and not urls:
            # There is nothing to find yet, but whether it answers has to be known.
            credentials.api_key(BUILT_IN[0].name, BUILT_IN[0].url)
        there = {
            name: credentials.api_key(name, url) is not None
            for name, url in urls.items()
        }
    except CredentialError as error:
        yield Finding("keyring", Light.RED, str(error))
        for name in urls:
            yield Finding(
                "api_key",
                Light.AMBER,
                f"Whether there is an API key for {name} can't be told while the keyring"
                " can't be used.",
                name,
            )
        return
    yield _keyring(backend_name(credentials), fits=fits is not False)
    for name, is_there in there.items():
        yield _api_key(name, is_there=is_there)


def backend_name(credentials: CredentialStore) -> str:
    """Name where keys are kept, to follow "in" and to begin with "the" or a name."""
    match credentials:
        case SystemKeyring():
            return _NAMES.get(sys.platform, "this computer's keyring")
        case PassphraseCredentials():
            return "the data folder, behind a passphrase"
        case MemoryCredentials():
            return "memory, until CapDesk is closed"
        case _:
            return "a place of its own"


def _has_data_key(survey: Survey) -> bool | None:
    """Whether the outbox's key is there; None where it needs none, or can't be read."""
    outbox = survey.outbox
    if not isinstance(outbox, Checkup) or not outbox.has_key:
        return None
    return outbox.is_key(survey.profile.credentials.data_key(outbox.identity.key_id))


def _keyring(name: str, *, fits: bool) -> Finding:
    if fits:
        return Finding("keyring", Light.GREEN, f"Keys are kept in {name}.")
    return Finding(
        "keyring",
        Light.RED,
        f"Keys are kept in {name}, but the key to the leads in the outbox is not there"
        " any more: they are kept and can't be read; restore the keyring from a backup,"
        " or ask for help.",
    )


def _api_key(environment: str, *, is_there: bool) -> Finding:
    if is_there:
        return Finding(
            "api_key",
            Light.GREEN,
            f"There is an API key for {environment}.",
            environment,
        )
    return Finding(
        "api_key",
        Light.RED,
        f"There is no API key for {environment}, so its leads wait here; give it in the"
        f' window or with "capdesk key set --environment {environment}".',
        environment,
    )
