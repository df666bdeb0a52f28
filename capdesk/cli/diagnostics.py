"""`capdesk diagnostics`."""

from argparse import Namespace
from pathlib import Path

from capdesk.cli.console import CommandError, Console
from capdesk.domain.finding import Finding
from capdesk.services.diagnostics import save_diagnostics


def save(options: Namespace, console: Console) -> int:
    """Write what support needs to know, and nobody's data, to a zip."""
    target = Path(options.file)
    if not target.parent.is_dir():
        raise CommandError(
            f"There is no folder {target.parent} to save to; nothing was written."
        )
    profile = console.profile(options.data_dir)
    now = console.clock()
    findings: tuple[Finding, ...] = ()
    if options.check:
        from capdesk.services.check import run_checks

        findings = run_checks(profile, now=now)
    try:
        save_diagnostics(profile, target, now=now, findings=findings)
    except OSError as error:
        raise CommandError(
            f"{target} can't be written ({error.strerror or error}); what was there is"
            " as it was."
        ) from error
    console.say(
        f"{target} is written. Read it before you send it; README.txt in it says what"
        " each file is."
    )
    return 0
