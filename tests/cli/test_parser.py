"""The words and options of the command line."""

import pytest

from capdesk import __version__
from capdesk.cli.parser import parse
from capdesk.cli.plain_start import plain_start
from capdesk.domain.entry import Status
from tests.cli.command_desk import Desk


@pytest.mark.parametrize(
    "line",
    [
        "--data-dir D outbox list",
        "outbox --data-dir D list",
        "outbox list --data-dir D",
        "--data-dir X outbox list --data-dir D",
    ],
)
def test_data_dir_may_stand_anywhere(line: str) -> None:
    """--data-dir counts before and after the command; the last one wins."""
    options = parse(line.split())
    assert (options.command, options.data_dir) == ("outbox list", "D")


def test_no_command_is_the_window() -> None:
    """Without a command the window opens, on the usual folder."""
    options = parse([])
    assert (options.command, options.data_dir, options.practice) == (
        *("window", None),
        False,
    )


@pytest.mark.parametrize("line", ["", "--practice"])
def test_a_plain_start_needs_no_parser(line: str) -> None:
    """What is read without the parser is what the parser reads."""
    options = plain_start(line.split())
    assert options is not None
    assert vars(options) == vars(parse(line.split()))


@pytest.mark.parametrize("line", ["--practice --practice", "check", "--data-dir D"])
def test_all_else_is_for_the_parser(line: str) -> None:
    """One more word, and it is not read here."""
    assert plain_start(line.split()) is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--practice --data-dir D", "--practice and --data-dir do not go together"),
        ("--data-dir D --practice", "--practice and --data-dir do not go together"),
        ("--practice outbox list", "takes no command"),
        ("outbox", "COMMAND"),
        ("nonsense", "nonsense"),
        ("--pract", "--pract"),
        ("key status", "--environment"),
        ("outbox list --status lost", "may_have_arrived"),
        ("practice-gateway --mode nice", "captive_portal"),
        ("practice-gateway --port 65536", "0 to 65535"),
        ("practice-gateway --port -1", "--port"),
        ("environment add only-a-name", "URL"),
    ],
)
def test_wrong_usage_is_one_line(
    line: str, words: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage ends with 2 and a line that says what is wrong; nothing is made."""
    with pytest.raises(SystemExit) as ending:
        parse(line.split())
    said = capsys.readouterr()
    assert ending.value.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert words in said.err


def test_main_returns_what_the_parser_ends_with(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Usage errors and --version are exit codes of main, not exceptions."""
    assert desk.run("--practice").code == 2
    assert desk.run("--version").code == 0
    assert capsys.readouterr().out == f"capdesk {__version__}\n"
    assert not desk.folder.exists()


def test_names_may_be_written_with_hyphens() -> None:
    """A status or a mode may be written with hyphens, as options are."""
    assert parse(["outbox", "list", "--status", "needs-fixing"]).status is (
        Status.NEEDS_FIXING
    )
    assert parse(["practice-gateway", "--mode", "lose-reply"]).mode == "lose_reply"
