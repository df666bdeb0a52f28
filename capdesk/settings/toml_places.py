"""Finds the line of a key in TOML text, which Python's reader does not tell."""

import re
import tomllib
from collections.abc import Mapping

Path = tuple[str, ...]

# What can hold a bracket or a line break that means nothing, and what means something.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*+"'
    r"|'[^'\n]*+'"
    r"|#[^\n]*+"
    r"|[\[\]{}\n]",
    re.DOTALL,
)
_KEY_PART = r"""(?:[A-Za-z0-9_-]++|"(?:\\.|[^"\\\n])*+"|'[^'\n]*+')"""
_KEY = rf"{_KEY_PART}(?:[ \t]*+\.[ \t]*+{_KEY_PART})*+"
_STATEMENT = re.compile(
    rf"[ \t]*+(?:\[\[?[ \t]*+(?P<table>{_KEY})|(?P<key>{_KEY})[ \t]*+=)"
)


def lines_of_keys(text: str) -> Mapping[Path, int]:
    """Return the line, from 1, on which each key and table begins.

    Keys inside an inline table are not told apart from the table.

    Args:
        text: Text that `tomllib` has read without a fault.
    """
    lines: dict[Path, int] = {}
    table: Path = ()
    for line, start in _statements(text):
        statement = _STATEMENT.match(text, start)
        if statement is None:
            continue
        if statement["table"] is not None:
            table = _path(statement["table"])
            lines.setdefault(table, line)
        else:
            path = (*table, *_path(statement["key"]))
            for end in range(len(table) + 1, len(path) + 1):
                lines.setdefault(path[:end], line)
    return lines


def _statements(text: str) -> list[tuple[int, int]]:
    """Return line and offset of each line that no value reaches into."""
    starts = [(1, 0)]
    line, depth = 1, 0
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
            case "\n":
                line += 1
                if depth == 0:
                    starts.append((line, token.end()))
            case inert:
                line += inert.count("\n")
    return starts


def _path(key: str) -> Path:
    # The reader itself knows best what quotation marks and escapes mean.
    node: object = tomllib.loads(f"{key} = 0")
    steps: list[str] = []
    while isinstance(node, dict):
        ((step, node),) = node.items()
        steps.append(step)
    return tuple(steps)
