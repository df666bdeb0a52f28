"""JSON read more strictly than Python does, every fault a sentence with its place."""

import json
from collections import Counter
from collections.abc import Iterable

MAX_KEYS = 100
MAX_BRACKETS = 50_000
"""More than any pack has: making millions of objects takes seconds."""

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None
Container = list[Json] | dict[str, Json]


class StrictJsonError(Exception):
    """The text is not JSON, or is JSON that two programs would read differently.

    Attributes:
        place: Where, in people's terms; empty for the whole text.
        fault: What is wrong there, the end of a sentence without its full stop.
    """

    def __init__(self, place: str, fault: str) -> None:
        super().__init__(f"{place}: {fault}" if place else fault)
        self.place = place
        self.fault = fault


class _Repeated(dict[str, Json]):
    """An object in which a key is there twice; the parser cannot say where it is."""

    def __init__(self, pairs: list[tuple[str, Json]]) -> None:
        super().__init__(pairs)
        self._keys = [key for key, _ in pairs]

    @property
    def repeated_key(self) -> str:
        counts = Counter(self._keys)
        return next(key for key in self._keys if counts[key] > 1)


def parse(text: str) -> Json:
    """Read JSON.

    Numbers lose their value (all read as 0): no format that is read here has any, and
    a number of a million digits is not worth the time.

    Raises:
        StrictJsonError: A syntax error, NaN or Infinity, a key that is there twice in
            one object, more than `MAX_KEYS` of them, more than `MAX_BRACKETS` lists
            and objects (brackets in texts count too), or nesting deeper than Python
            follows.
    """
    if text.count("[") + text.count("{") > MAX_BRACKETS:
        raise StrictJsonError("", f"it has more than {MAX_BRACKETS:,} opening brackets")
    repeats = False

    def make_object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        nonlocal repeats
        if len(pairs) > MAX_KEYS:
            raise StrictJsonError("", f"an object in it has more than {MAX_KEYS} keys")
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        repeats = True
        return _Repeated(pairs)

    try:
        tree: Json = json.loads(
            text,
            object_pairs_hook=make_object,
            parse_constant=_refuse_constant,
            parse_float=_number,
            parse_int=_number,
        )
    except json.JSONDecodeError as error:
        raise StrictJsonError(
            f"line {error.lineno}, column {error.colno}",
            f"this is not JSON ({error.msg})",
        ) from error
    except RecursionError as error:
        raise StrictJsonError("", "it is nested too deeply") from error
    if repeats:
        raise _first_repeat(tree)
    return tree


def path(*steps: str | int) -> str:
    """Write a place in a tree as people do, such as `campaigns[0].name`."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{_shown(step)}" if text else _shown(step)
    return text


def quoted(text: str) -> str:
    """Put text from a file in quotes, short and safe to print in one line."""
    return f'"{_shown(text)}"'


def _shown(text: str, limit: int = 60) -> str:
    trimmed = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return "".join(
        ch if ch.isprintable() else "\N{REPLACEMENT CHARACTER}" for ch in trimmed
    )


def _refuse_constant(name: str) -> Json:
    raise StrictJsonError("", f"{name} is not JSON")


def _number(_digits: str) -> Json:
    return 0


def _first_repeat(tree: Json) -> StrictJsonError:
    # Without recursion, so that no file can use up the stack.
    open_nodes: list[tuple[tuple[str | int, ...], Container]] = []
    if isinstance(tree, dict | list):
        open_nodes = [((), tree)]
    while True:
        steps, node = open_nodes.pop()
        if isinstance(node, _Repeated):
            return StrictJsonError(
                path(*steps), f"the key {quoted(node.repeated_key)} is there twice"
            )
        entries: Iterable[tuple[str | int, Json]] = (
            node.items() if isinstance(node, dict) else enumerate(node)
        )
        children: list[tuple[tuple[str | int, ...], Container]] = [
            ((*steps, step), child)
            for step, child in entries
            if isinstance(child, dict | list)
        ]
        open_nodes.extend(reversed(children))
