"""`capdesk campaign`: add, list, schema."""

import json

import pytest

from tests.cli.command_desk import DEALER, Desk, a_pack

URL = "https://gateway.example.com/lead-submission/v1/external"


def test_says_what_a_pack_added_and_replaced(desk: Desk) -> None:
    """The first time its campaigns are added, the second time replaced."""
    desk.run("environment", "add", DEALER, URL)
    pack = desk.write("pack.json", json.dumps(a_pack()))
    first, second = (desk.run("campaign", "add", str(pack)) for _ in range(2))
    assert (first.code, second.code) == (0, 0)
    assert first.out.startswith(f"Added: {DEALER}  966c7488-")
    assert second.out.startswith(f"Replaced: {DEALER}  966c7488-")
    (listed,) = desk.run("campaign", "list", "--json").objects
    assert (listed["environment"], listed["name"]) == (DEALER, "Audi Q6 e-tron launch")
    assert "Audi Q6 e-tron launch" in desk.run("campaign", "list").out


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("not JSON", "line 1"),
        ("", "line 1"),
        ("[]", "object"),
        (json.dumps(a_pack() | {"url": URL}), "url"),
        (json.dumps(a_pack("nowhere")), "environment"),
        (json.dumps(a_pack("practice")), "environment"),
        (json.dumps(a_pack() | {"campaigns": []}), "campaigns"),
        (b"\xff\xfe{}", "byte 1"),
    ],
)
def test_a_pack_that_is_wrong_changes_nothing(
    desk: Desk, content: str | bytes, place: str
) -> None:
    """One sentence names the file and the place; the campaigns are as they were."""
    desk.prepare(URL)
    before = desk.files()
    pack = desk.write("new pack.json", content)
    ended = desk.run("campaign", "add", str(pack))
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert ended.err.startswith("new pack.json: ")
    assert place in ended.err
    assert desk.files() == before


def test_a_pack_that_is_not_there(desk: Desk) -> None:
    """A missing file is one sentence, and no data folder is made for it."""
    ended = desk.run("campaign", "add", str(desk.folder / "none.json"))
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "no such file" in ended.err
    assert not desk.folder.exists()


def test_the_schema_is_json(desk: Desk) -> None:
    """Whoever writes packs gets the format as JSON Schema."""
    schema = json.loads(desk.run("campaign", "schema").out)
    assert "campaigns" in schema["properties"]
    assert desk.run("campaign", "list").out == ""


def test_a_damaged_library_is_one_sentence(desk: Desk) -> None:
    """The file of campaigns, damaged, is named and left as it is."""
    desk.prepare(URL)
    library = desk.folder / "campaigns.json"
    library.write_text("{")
    ended = desk.run("campaign", "list")
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "campaigns.json" in ended.err
    assert library.read_text() == "{"
