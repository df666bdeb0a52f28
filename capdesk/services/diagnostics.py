"""Saves diagnostics: a zip that somebody can read before they send it to support.

Every file in it is plain text. What goes in is chosen by name and checked for its
shape, so that a new setting or column is left out until somebody puts it in.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from capdesk import __version__, files, logs
from capdesk.domain.finding import Finding
from capdesk.services.diagnostics_computer import about_computer
from capdesk.services.diagnostics_folder import (
    campaigns_of,
    environments_of,
    files_of,
    log_files_of,
    settings_of,
)
from capdesk.services.diagnostics_outbox import entry_lines, outbox_of
from capdesk.services.diagnostics_words import Tree, without_home
from capdesk.services.listing import utc_text
from capdesk.services.profile import Profile

_README = """CapDesk diagnostics, made {made_at} by CapDesk {version}

Everything in here is plain text: open each file and read it before you send it.
{contents}
Not in here: leads, names, email addresses, phone numbers, postcodes, what the gateway
wrote, drafts, staff names, API keys, passphrases, campaign texts, and the name of this
computer or its user (the home folder reads ~). A word that might have been one of these
reads {withheld}.
"""


def save_diagnostics(
    profile: Profile, path: Path, *, now: datetime, findings: Sequence[Finding] = ()
) -> None:
    """Write a zip that tells what is wrong with a CapDesk, and of nobody.

    Nothing of the profile is changed, and neither keyring nor network is asked. What
    can't be read is told by the kind of its error.

    Args:
        profile: Whose.
        path: Where; a file that is there is replaced, and its owner alone can read it.
        now: Aware UTC.
        findings: What the self-check said, if it was run.

    Raises:
        OSError: The file can't be written; what was there is as it was.
    """
    files.write_private(path, _zip(_contents(profile, now, findings), now))


def _contents(
    profile: Profile, now: datetime, findings: Sequence[Finding]
) -> dict[str, str]:
    """Return every file by its name, README first."""
    folder = profile.folder
    parts: dict[str, tuple[str, str]] = {}

    def add(name: str, purpose: str, content: Callable[[], str]) -> None:
        try:
            parts[name] = (purpose, content())
        except Exception as error:
            # Whatever is broken is what these diagnostics are made for.
            parts[name] = (purpose, f"can't be told: {logs.describe(error)}\n")

    add(
        "computer.json",
        "versions, system, settings of the system by name",
        lambda: _json(about_computer(profile, now)),
    )
    add("settings.json", "settings without names", lambda: _json(settings_of(folder)))
    add(
        "environments.json",
        "where leads go: names and hosts",
        lambda: _json(environments_of(folder)),
    )
    add(
        "campaigns.json",
        "ids and dates of campaigns",
        lambda: _json(campaigns_of(profile)),
    )
    add(
        "files.json",
        "CapDesk's files: sizes, permissions, times",
        lambda: _json(files_of(folder)),
    )
    add(
        "outbox.json",
        "how many leads there are in which status, and how the queues stand",
        lambda: _json(outbox_of(folder)),
    )
    add(
        "entries.jsonl",
        "ids, statuses, codes, times and references of the newest leads",
        lambda: _json_lines(entry_lines(folder)),
    )
    if findings:
        add("check.jsonl", "what the self-check said", lambda: _check(findings))
    for name, content in log_files_of(folder):
        add(f"logs/{name}", "the log: what happened, by ids and codes", content)
    contents = "\n".join(f"  {name:<20} {parts[name][0]}" for name in parts)
    readme = _README.format(
        made_at=utc_text(now),
        version=__version__,
        contents=f"\n{contents}\n",
        withheld=logs.WITHHELD,
    )
    return {"README.txt": readme} | {name: text for name, (_, text) in parts.items()}


def _zip(contents: Mapping[str, str], now: datetime) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in contents.items():
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = files.PRIVATE_FILE_MODE << 16
            target.writestr(entry, text.encode("utf-8", "replace"))
    return written.getvalue()


def _json(tree: Tree) -> str:
    return f"{json.dumps(tree, indent=2, ensure_ascii=False)}\n"


def _json_lines(trees: Iterable[Tree]) -> str:
    return "".join(f"{json.dumps(tree, ensure_ascii=False)}\n" for tree in trees)


def _check(findings: Sequence[Finding]) -> str:
    return _json_lines(
        {
            "name": each.name,
            "environment": each.environment,
            "light": each.light.value,
            "sentence": without_home(each.sentence),
        }
        for each in findings
    )
