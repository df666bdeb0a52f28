"""The JSON Schema of campaign packs, as `capdesk campaign schema` prints it."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from capdesk.campaigns import pack_schema
from capdesk.resources import locate

Tree = dict[str, Any]

TYPES: dict[str, type] = {
    "object": dict,
    "array": list,
    "string": str,
    "null": type(None),
}
# The keywords that our schema uses: (value, the keyword's rule, whole schema) -> bool.
KEYWORDS: dict[str, Callable[[Any, Any, Tree], bool]] = {
    "type": lambda value, name, _: isinstance(value, TYPES[name]),
    "$ref": lambda value, ref, root: agrees(
        value, root["$defs"][ref.rpartition("/")[2]], root
    ),
    "const": lambda value, rule, _: bool(value == rule),
    "enum": lambda value, rule, _: value in rule,
    "anyOf": lambda value, rules, root: any(
        agrees(value, each, root) for each in rules
    ),
    "pattern": lambda value, rule, _: re.search(rule, value) is not None,
    "minLength": lambda value, rule, _: len(value) >= int(rule),
    "minItems": lambda value, rule, _: len(value) >= int(rule),
    "maxLength": lambda value, rule, _: len(value) <= int(rule),
    "maxItems": lambda value, rule, _: len(value) <= int(rule),
    "uniqueItems": lambda value, _, __: len(set(value)) == len(value),
    "items": lambda value, rule, root: all(agrees(each, rule, root) for each in value),
    "required": lambda value, rule, _: set(rule) <= set(value),
    "properties": lambda value, rule, root: all(
        agrees(value[key], rule[key], root) for key in rule if key in value
    ),
}
NOTES = {"$schema", "$defs", "title", "description", "default", "format"}


def agrees(value: object, schema: Tree, root: Tree) -> bool:
    """Judge by the keywords above; one that is not among them is an error."""
    rules = {key: rule for key, rule in schema.items() if key not in NOTES}
    closed = rules.pop("additionalProperties", True) is False
    if closed and isinstance(value, dict) and set(value) - set(schema["properties"]):
        return False
    # "type" first: the other keywords rely on it.
    ordered = sorted(rules, key=lambda key: key != "type")
    return all(KEYWORDS[key](value, rules[key], root) for key in ordered)


@pytest.fixture
def schema() -> dict[str, Any]:
    """Give the schema as a program that reads it would have it."""
    schema: dict[str, Any] = json.loads(json.dumps(pack_schema()))
    return schema


def test_the_sample_pack_agrees_with_the_schema(schema: dict[str, Any]) -> None:
    """What an editor checks by the schema is what ships as an example."""
    assert agrees(json.loads(locate("sample-pack.json").read_bytes()), schema, schema)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "966c7488"),
        ("name", ""),
        ("enquiry_types", ["Testdrive"]),
        ("enquiry_types", []),
        ("vehicles", ["A", "A"]),
        ("required", ["email"]),
        ("consent", {"version": "1"}),
        ("starts", 2026),
        ("on_unknown_outcome", "retry"),
        ("url", "https://evil.example/"),
    ],
)
def test_the_schema_finds_the_usual_faults(
    schema: dict[str, Any], key: str, value: object
) -> None:
    """A generator of packs learns of them before CapDesk refuses the pack."""
    tree = copy.deepcopy(json.loads(locate("sample-pack.json").read_bytes()))
    tree["campaigns"][0][key] = value
    assert not agrees(tree, schema, schema)
