"""Finds the function of a command, and imports it only then."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from capdesk.cli.console import Console

if TYPE_CHECKING:
    from argparse import Namespace

Command: TypeAlias = "Callable[[Namespace, Console], int]"
"""Runs a command and returns its exit code; raises what carries a sentence."""


def find(name: str) -> Command:
    """Return the command of a name, as the parser gives it."""
    group, _, action = name.partition(" ")
    match group:
        case "window":
            from capdesk.cli import window

            return window.show
        case "campaign":
            return _find_campaign(action)
        case "environment":
            from capdesk.cli import environments

            return environments.COMMANDS[action]
        case "key" | "passphrase" | "recovery":
            return _find_secret(group, action)
        case "outbox":
            return _find_outbox(action)
        case _:
            return _find_single(group)


def _find_campaign(action: str) -> Command:
    if action in {"keygen", "sign", "verify"}:
        from capdesk.cli import campaign_signing

        return campaign_signing.COMMANDS[action]
    from capdesk.cli import campaigns

    return campaigns.COMMANDS[action]


def _find_secret(kind: str, action: str) -> Command:
    if kind == "key":
        from capdesk.cli import keys

        return keys.COMMANDS[action]
    if kind == "recovery":
        from capdesk.cli import recovery

        return recovery.COMMANDS[action]
    from capdesk.cli import passphrase

    return passphrase.COMMANDS[action]


def _find_outbox(action: str) -> Command:
    match action:
        case "add":
            from capdesk.cli import outbox_add

            return outbox_add.add
        case "send":
            from capdesk.cli import outbox_send

            return outbox_send.send
        case "balance":
            from capdesk.cli import outbox_balance

            return outbox_balance.balance
        case "hand-over" | "take-over":
            from capdesk.cli import outbox_hand_over

            return outbox_hand_over.COMMANDS[action]
        case "begin-anew":
            from capdesk.cli import outbox_begin_anew

            return outbox_begin_anew.begin_anew
        case _:
            from capdesk.cli import outbox

            return outbox.COMMANDS[action]


def _find_single(name: str) -> Command:
    match name:
        case "recover":
            from capdesk.cli import recover

            return recover.recover
        case "check":
            from capdesk.cli import check

            return check.check
        case "diagnostics":
            from capdesk.cli import diagnostics

            return diagnostics.save
        case _:
            from capdesk.cli import practice

            return practice.run
