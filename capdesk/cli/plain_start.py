"""Reads the two command lines of nearly every start: nothing at all, and `--practice`.

The window waits for it, and to load the parser and make one takes longer than its whole
first layout (6 ms where a bare window takes 160). All other words are the parser's.
"""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from argparse import Namespace

_IS_PRACTICE: dict[tuple[str, ...], bool] = {(): False, ("--practice",): True}


def plain_start(arguments: Sequence[str]) -> "Namespace | None":
    """Return the options the parser would return; None where it has to be asked."""
    is_practice = _IS_PRACTICE.get(tuple(arguments))
    return None if is_practice is None else window_options(is_practice=is_practice)


def window_options(*, is_practice: bool) -> "Namespace":
    """Return the options of a window on the usual data folder, or in practice mode."""
    options = SimpleNamespace(command="window", data_dir=None, practice=is_practice)
    return cast("Namespace", options)
