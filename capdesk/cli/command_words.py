"""The words and options of every command."""

import argparse
from typing import TYPE_CHECKING

from capdesk.cli.option_values import day, mode, port, status
from capdesk.cli.parser import DATA_DIR_HELP, Parser

if TYPE_CHECKING:
    from typing import TypeAlias

    _Commands: TypeAlias = argparse._SubParsersAction[Parser]  # noqa: SLF001 - its only name


def add_commands(parser: Parser) -> None:
    """Teach a parser every command."""
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", prog=parser.prog
    )
    _add_campaign(commands)
    _add_environment(commands)
    _add_key(commands)
    _add_outbox(commands)
    _add_passphrase(commands)
    _add_recovery(commands)
    _add_check(commands)
    _add_diagnostics(commands)
    _add_practice_gateway(commands)


def _add_campaign(commands: "_Commands") -> None:
    group = _group(commands, "campaign", "campaign packs")
    add = _command(group, "campaign add", "add the campaigns of a pack")
    add.add_argument("file", metavar="FILE", help="a campaign pack")
    add.add_argument(
        "--allow-older",
        action="store_true",
        help="even if it was signed before the one in use",
    )
    _json_option(_command(group, "campaign list", "list the campaigns"))
    _command(group, "campaign schema", "print the JSON Schema of a campaign pack")
    _add_signing(group)


def _add_signing(group: "_Commands") -> None:
    keygen = _command(group, "campaign keygen", "make a key to sign packs with")
    keygen.add_argument("file", metavar="FILE", help="where the private key goes")
    keygen.add_argument(
        "--no-passphrase", action="store_true", help="leave the private key unwrapped"
    )
    sign = _command(group, "campaign sign", "sign a pack, in FILE.minisig beside it")
    sign.add_argument("file", metavar="PACK")
    sign.add_argument("--key", metavar="FILE", required=True, help="the private key")
    sign.add_argument(
        "--signer", metavar="NAME", default="", help="who signs, for people to read"
    )
    verify = _command(group, "campaign verify", "tell who signed a pack, and when")
    verify.add_argument("file", metavar="PACK")
    verify.add_argument(
        "--public-key",
        metavar="KEY",
        action="append",
        help="whose signature to believe; default: those of this computer's policy",
    )


def _add_environment(commands: "_Commands") -> None:
    group = _group(commands, "environment", "where leads go")
    add = _command(group, "environment add", "add one, or change its address")
    add.add_argument("name", metavar="NAME")
    add.add_argument(
        "url", metavar="URL", help="the whole POST address: https, or http on loopback"
    )
    _json_option(_command(group, "environment list", "list them"))


def _add_key(commands: "_Commands") -> None:
    group = _group(commands, "key", "the API key of an environment, in the keyring")
    for name, purpose in (
        ("set", "keep the key that is given on standard input"),
        ("status", "tell whether there is one; exit 1 if not"),
        ("delete", "forget it"),
    ):
        command = _command(group, f"key {name}", purpose)
        command.add_argument("--environment", metavar="NAME", required=True)


def _add_outbox(commands: "_Commands") -> None:
    group = _group(commands, "outbox", "the leads on this computer")
    add = _command(group, "outbox add", "capture leads from a .csv or .jsonl file")
    add.add_argument("file", metavar="FILE", help='"-" for standard input')
    add.add_argument(
        "--environment", metavar="NAME", help="look for campaigns in this one alone"
    )
    add.add_argument(
        "--dry-run", action="store_true", help="judge the rows, capture none"
    )
    _json_option(add)
    show = _command(group, "outbox list", "list leads, oldest first")
    show.add_argument("--status", metavar="S", type=status, help="only these")
    _json_option(show)
    export = _command(group, "outbox export", "write all leads to a CSV file")
    export.add_argument("file", metavar="FILE.csv")
    send = _command(group, "outbox send", "try once to send each waiting lead")
    _json_option(send)
    _add_balance(group)
    _add_hand_over(group)
    begin_anew = _command(
        group, "outbox begin-anew", "go on with a new data key, where it is lost"
    )
    begin_anew.add_argument(
        "--yes", action="store_true", help="agree to that without being asked"
    )


def _add_balance(group: "_Commands") -> None:
    command = _command(
        group, "outbox balance", "count the day's leads, of this computer or of a team"
    )
    command.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="balances that laptops wrote with --json, to be put together",
    )
    command.add_argument("--environment", metavar="NAME", help="only this one")
    for name, which in (("from", "first"), ("to", "last")):
        command.add_argument(
            f"--{name}",
            dest=which,
            metavar="DATE",
            type=day,
            help=f"the {which} day, such as 2026-09-12, by UK clocks; default: today",
        )
    command.add_argument(
        "--laptop",
        metavar="NAME",
        help="what this one is called; default: its own name",
    )
    command.add_argument(
        "--expect",
        metavar="NAME",
        action="append",
        default=[],
        help="a laptop of the team, to be told if it is missing; may be repeated",
    )
    _json_option(command)


def _add_hand_over(group: "_Commands") -> None:
    for name, purpose, file in (
        (
            "hand-over",
            "give all unsent leads up to an encrypted file",
            "does not exist",
        ),
        ("take-over", "make the leads of such a file this computer's", "is to be read"),
    ):
        command = _command(group, f"outbox {name}", purpose)
        command.add_argument("file", metavar="FILE", help=f"the file; it {file}")


def _add_passphrase(commands: "_Commands") -> None:
    group = _group(
        commands, "passphrase", "what opens the leads where there is no keyring"
    )
    _command(group, "passphrase set", "choose it, before the first lead")
    _command(group, "passphrase change", "have another one open them")


def _add_recovery(commands: "_Commands") -> None:
    group = _group(commands, "recovery", "the key that opens leads of a broken laptop")
    new = _command(group, "recovery new", "make one, for the policy of a fleet")
    new.add_argument("file", metavar="FILE", help="where the private key goes")
    recover = _command(
        commands, "recover", "read the leads of a found or broken laptop"
    )
    recover.add_argument("folder", metavar="DIR", help="its data folder")
    recover.add_argument(
        "--key", metavar="FILE", required=True, help="the private recovery key"
    )
    recover.add_argument("--export", metavar="FILE.csv", help="write all leads there")
    recover.add_argument(
        "--hand-over", metavar="FILE", help="for another laptop to take over and send"
    )
    _json_option(recover)


def _add_diagnostics(commands: "_Commands") -> None:
    command = _command(
        commands, "diagnostics", "save what support needs to know, and nobody's data"
    )
    command.add_argument("file", metavar="FILE.zip")
    command.add_argument(
        "--check",
        action="store_true",
        help="run the self-check for it, which asks keyring and network",
    )


def _add_check(commands: "_Commands") -> None:
    purpose = "tell whether this computer is fit to take leads; exit 1 if not"
    _json_option(_command(commands, "check", purpose))


def _add_practice_gateway(commands: "_Commands") -> None:
    command = _command(
        commands, "practice-gateway", "run the practice gateway by itself"
    )
    command.add_argument(
        "--port", metavar="N", type=port, default=0, help="default: any free one"
    )
    command.add_argument(
        "--mode",
        metavar="NAME",
        type=mode,
        default="accept",
        help="how to answer; a name it does not know gets the list",
    )


def _group(commands: "_Commands", name: str, purpose: str) -> "_Commands":
    parser = commands.add_parser(name, help=purpose, description=_sentence(purpose))
    _data_dir_option(parser)
    return parser.add_subparsers(
        title="commands", metavar="COMMAND", prog=parser.prog, required=True
    )


def _command(commands: "_Commands", name: str, purpose: str) -> Parser:
    parser = commands.add_parser(
        name.rpartition(" ")[2], help=purpose, description=_sentence(purpose)
    )
    parser.set_defaults(command=name)
    _data_dir_option(parser)
    return parser


def _sentence(purpose: str) -> str:
    return f"{purpose[0].upper()}{purpose[1:]}."


def _data_dir_option(parser: Parser) -> None:
    # Without a default of its own, or it would undo what stands before the command.
    parser.add_argument(
        "--data-dir", metavar="DIR", default=argparse.SUPPRESS, help=DATA_DIR_HELP
    )


def _json_option(parser: Parser) -> None:
    parser.add_argument(
        "--json", action="store_true", help="write JSON Lines, for other programs"
    )
