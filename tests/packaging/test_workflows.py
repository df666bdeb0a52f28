"""The workflows run what people run, with as few rights as they can."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

each_workflow = pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)


@each_workflow
def test_actions_are_pinned(file: Path) -> None:
    """An action is named by its full commit, with the release it is, the same everywhere."""
    used = re.findall(r"uses: (.+)", file.read_text("utf-8"))
    assert used
    for line in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_actions_are_the_same_everywhere() -> None:
    """One action has one commit in all workflows."""
    text = "".join(file.read_text("utf-8") for file in WORKFLOWS)
    pins = set(re.findall(r"uses: (\S+)@(\S+)", text))
    assert len({action for action, _ in pins}) == len(pins)


@each_workflow
def test_rights_are_given_job_by_job(file: Path) -> None:
    """A workflow has no rights; each job names its own, and a time it must end in."""
    text = file.read_text("utf-8")
    head, _, jobs = text.partition("\njobs:\n")
    assert "\npermissions: {}\n" in head
    for job in re.split(r"(?m)^  (?=[a-z-]+:$)", jobs)[1:]:
        assert "\n    permissions:" in job
        assert "\n    timeout-minutes: " in job


@each_workflow
def test_sessions_exist(file: Path) -> None:
    """A workflow calls sessions of noxfile.py, and no others."""
    noxfile = (ROOT / "noxfile.py").read_text("utf-8")
    called = re.findall(
        r"nox -s ([\w ]+?)(?: --|$)", file.read_text("utf-8"), re.MULTILINE
    )
    sessions = {name for names in called for name in names.split()}
    assert sessions
    defined = set(
        re.findall(r"^def (\w+?)_?\(session: nox\.Session", noxfile, re.MULTILINE)
    )
    assert sessions - defined == set()


@each_workflow
def test_installs_are_locked(file: Path) -> None:
    """Nothing is installed from an index but by hash."""
    for line in re.findall(r"pip install .*", file.read_text("utf-8")):
        assert line.startswith("pip install --require-hashes -r requirements/")
