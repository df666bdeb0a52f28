"""`capdesk outbox send`."""

from argparse import Namespace

from capdesk.cli.console import CommandError, Console
from capdesk.cli.outbox import say_entry
from capdesk.domain.entry import Status
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.services.send_waiting import SendReport, Unsent, send_waiting


def send(options: Namespace, console: Console) -> int:
    """Make one attempt for each waiting entry; 1 if anything unsent is left."""
    profile = console.profile(options.data_dir)
    report = send_waiting(profile, console.clock)
    console.tell_salvage(report.salvage)
    for each in report.attempted:
        say_entry(each, console, as_json=options.json)
    if report.trouble is not None:
        raise CommandError(report.trouble)
    if report.unsent:
        raise CommandError(_what_is_left(report))
    return 0


def _what_is_left(report: SendReport) -> str:
    total = sum(each.total for each in report.unsent)
    leads = "1 lead has" if total == 1 else f"{total:,} leads have"
    left = "; ".join(f"{each.environment}: {_left_in(each)}" for each in report.unsent)
    return f"{leads} not been sent: {left}."


def _left_in(unsent: Unsent) -> str:
    parts = []
    for status, count in unsent.counts.items():
        part = f"{count:,} {_WORDS[status]}"
        if status is Status.WAITING:
            part += f" ({_why(unsent.queue)})"
        parts.append(part)
    return ", ".join(parts)


_WORDS = {
    Status.WAITING: "waiting",
    Status.SENDING: "being sent",
    Status.MAY_HAVE_ARRIVED: "may have arrived",
    Status.NEEDS_FIXING: "to be fixed",
}

_PAUSES = {
    PauseReason.KEY_MISSING: (
        "there is no API key; give it with"
        ' "capdesk key set --environment {environment}"'
    ),
    PauseReason.KEY_REFUSED: "the gateway refused the API key",
    PauseReason.MISCONFIGURED: "the gateway's address seems to be wrong",
}

# By what the code of the trouble begins with.
_TROUBLES = {
    "not_sent_dns": "the gateway's name was not found",
    "not_sent_connect": "no connection to the gateway",
    "not_sent_timeout": "the gateway did not answer",
    "not_sent_tls": "no secure connection to the gateway could be made",
    "not_sent_certificate": "the gateway's certificate is not trusted",
    "not_sent_proxy": "the proxy did not let the connection by",
    "not_sent": "the connection broke",
    "not_the_gateway": "a sign-in page is in the way (captive portal)",
    "unknown": "the gateway did not say whether it took an earlier one",
    "http_429": "the gateway asks to slow down",
    "http_503": "the gateway is busy and asks to wait",
    "keyring": "the keyring did not answer",
    "environment_unknown": (
        "this computer does not know the environment; an administrator adds it with"
        ' "capdesk environment add"'
    ),
}


def _why(queue: QueueState) -> str:
    code = queue.trouble or ""
    for beginning, words in _TROUBLES.items():
        if code.startswith(beginning):
            return words
    if queue.paused is not None:
        return _PAUSES[queue.paused].format(environment=queue.environment)
    return "not tried yet"
