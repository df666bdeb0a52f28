"""The sentences that stand in CapDesk's code, and whether a quoted one is among them."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CODE = Path(__file__).parents[2] / "capdesk"
VARIES = "…"
_FILLED_IN = "\0"
_APOSTROPHES = str.maketrans("’", "'")


def stands_in(quote: str, sentence: str) -> bool:
    """Whether a quote is of a sentence.

    Args:
        quote: What is quoted; `…` stands for any words, and says that there are some.
        sentence: From the code, each value that is filled in as NUL.
    """
    pattern = _pattern(quote)
    return pattern is not None and pattern.search(_plain(sentence)) is not None


@cache
def _pattern(quote: str) -> re.Pattern[str] | None:
    pieces = [piece.strip(" .;:,") for piece in _plain(quote).split(VARIES)]
    pattern = ".*".join(re.escape(piece) for piece in pieces if piece)
    return re.compile(pattern) if pattern else None


@cache
def sentences() -> tuple[str, ...]:
    """Return every text in the code of more than one word, docstrings left out."""
    files = sorted(CODE.rglob("*.py"))
    found = (
        text
        for file in files
        for text in texts(ast.parse(file.read_text(encoding="utf-8")))
    )
    return tuple(text for text in found if " " in text.strip())


def texts(module: ast.Module) -> Iterator[str]:
    """Yield every text in some code, but docstrings; what is filled in is a NUL."""
    pieces: set[ast.AST] = set()
    for node in ast.walk(module):  # breadth first: a text comes before its pieces
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                pieces.add(docstring)
            case ast.JoinedStr(values=values):
                pieces.update(values)
                yield "".join(map(_piece, values))
            case ast.Constant(value=str(text)) if node not in pieces:
                yield text


def _piece(value: ast.expr) -> str:
    return str(value.value) if isinstance(value, ast.Constant) else _FILLED_IN


@cache
def _plain(text: str) -> str:
    return text.translate(_APOSTROPHES)
