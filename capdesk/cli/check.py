"""`capdesk check`."""

from argparse import Namespace

from capdesk.cli.console import CommandError, Console
from capdesk.domain.finding import Finding, Light
from capdesk.services.check import run_checks

_WORDS = {Light.GREEN: "ok", Light.AMBER: "LOOK", Light.RED: "FAULT"}


def check(options: Namespace, console: Console) -> int:
    """Tell what this computer lacks to take leads and to send them; 1 if it is serious."""

    def tell(finding: Finding) -> None:
        if options.json:
            console.say_json(_tree(finding))
        else:
            console.say(_line(finding))

    findings = run_checks(
        console.profile(options.data_dir),
        now=console.clock(),
        tell=tell,
    )
    faults = sum(each.light is Light.RED for each in findings)
    if faults:
        what = "1 fault" if faults == 1 else f"{faults:,} faults"
        raise CommandError(f"This computer has {what}; see above what to do.")
    return 0


def _tree(finding: Finding) -> dict[str, object]:
    return {
        "name": finding.name,
        "light": finding.light.value,
        "sentence": finding.sentence,
        "environment": finding.environment,
    }


def _line(finding: Finding) -> str:
    name = finding.name.replace("_", " ")
    about = f"{name} ({finding.environment})" if finding.environment else name
    return f"{_WORDS[finding.light]:<5}  {about}: {finding.sentence}"
