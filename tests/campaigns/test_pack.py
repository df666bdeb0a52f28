"""Campaign packs: what a good one gives, and the sentence for each fault."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from capdesk.campaigns import PackError, read_pack
from capdesk.campaigns.pack import MAX_PACK_BYTES
from capdesk.domain.campaign import Campaign, EnquiryType, OnUnknownOutcome
from capdesk.domain.consent import ConsentWording
from capdesk.domain.fields import Field
from capdesk.resources import locate

ENVIRONMENTS = ("qa", "production")
Tree = dict[str, Any]
WritePack = Callable[[object], Path]


def fault_of(path: Path) -> str:
    """Read a pack that is to be refused and give the sentence, checked as such."""
    with pytest.raises(PackError) as caught:
        read_pack(path, ENVIRONMENTS)
    sentence = str(caught.value)
    assert sentence.startswith("launch.json: ")
    assert "; this pack is not used, and leads stay as they are; " in sentence
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert sentence.count(". ") == 0
    assert len(sentence) < 400
    return sentence


def test_the_sample_pack_gives_its_campaigns() -> None:
    """Every key arrives where the rest of CapDesk looks for it."""
    pack = read_pack(locate("sample-pack.json"), ENVIRONMENTS)
    assert pack.environment == "qa"
    first, second = pack.campaigns
    assert first == Campaign(
        environment="qa",
        id="966c7488-bfa7-45b5-8510-d26ba3008879",
        name="Audi Q6 e-tron launch",
        enquiry_types=(EnquiryType.TEST_DRIVE, EnquiryType.QUOTATION),
        acquisition_channels=("Event", "Walk-in"),
        vehicles=("Audi Q6 e-tron", "Audi Q4 e-tron"),
        consent=ConsentWording(
            version="2026-09",
            wording=first.consent.wording,
            controllers=("Audi UK", "The retailer you visit"),
        ),
        required=frozenset({Field.PHONE, Field.POSTCODE}),
        starts=date(2026, 9, 1),
        ends=date(2027, 1, 31),
        on_unknown_outcome=OnUnknownOutcome.RESEND,
    )
    assert first.consent.wording.startswith("May we contact you")
    assert (second.required, second.starts, second.ends) == (frozenset(), None, None)


def test_a_byte_order_mark_is_fine(tree: Tree, write_pack: WritePack) -> None:
    """Windows editors put one in front of UTF-8."""
    path = write_pack(b"\xef\xbb\xbf" + json.dumps(tree).encode())
    assert len(read_pack(path, ENVIRONMENTS).campaigns) == 2


def test_ids_are_normalised(tree: Tree, write_pack: WritePack) -> None:
    """The gateway's id is hyphenated and lower case, however it was written."""
    tree["campaigns"][0]["id"] = " 966C7488-BFA7-45B5-8510-D26BA3008879 "
    pack = read_pack(write_pack(tree), ENVIRONMENTS)
    assert pack.campaigns[0].id == "966c7488-bfa7-45b5-8510-d26ba3008879"


def test_texts_are_trimmed_and_the_wording_is_kept(
    tree: Tree, write_pack: WritePack
) -> None:
    """Names lose white space at their ends; the wording is what people were asked."""
    campaign = tree["campaigns"][0]
    campaign["vehicles"] = [" Audi Q6 e-tron\u00a0"]
    campaign["consent"]["wording"] = " May we …?\r\nSee https://audi.example/privacy \n"
    pack = read_pack(write_pack(tree), ENVIRONMENTS)
    assert pack.campaigns[0].vehicles == ("Audi Q6 e-tron",)
    assert (
        pack.campaigns[0].consent.wording
        == " May we …?\nSee https://audi.example/privacy \n"
    )


def test_a_campaign_of_one_day_is_fine(tree: Tree, write_pack: WritePack) -> None:
    """Both dates are inclusive, and null is the same as leaving one out."""
    tree["campaigns"][0] |= {"starts": "2026-09-01", "ends": "2026-09-01"}
    tree["campaigns"][1] |= {"starts": None}
    assert read_pack(write_pack(tree), ENVIRONMENTS).campaigns[1].starts is None


FAULTS: list[tuple[tuple[str | int, ...], object, str]] = [
    (("format",), "capdesk-campaign-pack/2", 'format: "capdesk-campaign-pack/2" is not a format this CapDesk reads (capdesk-campaign-pack/1)'),
    (("format",), 1, "format: this is not a format"),
    (("environment",), "practice", "environment: practice mode brings its own campaign"),
    (("environment",), "uat", 'environment: "uat" is not an environment of this computer (production, qa)'),
    (("environment",), "QA", 'environment: "QA" is not an environment'),
    (("environment",), "https://evil.example/", "environment: it has a web address in it"),
    (("url",), "https://evil.example/", 'the key "url" is refused, because a campaign pack cannot say where leads go'),
    (("campaigns", 1, "endpoint"), "x", 'campaigns[1]: the key "endpoint" is refused'),
    (("campaigns", 0, "enquiry_type"), [], 'campaigns[0]: "enquiry_type" is not a key that belongs here'),
    (("campaigns", 0, "consent", "x\x1b\n"), 1, "campaigns[0].consent: "),
    (("campaigns",), [], "campaigns: it is empty"),
    (("campaigns",), {}, "campaigns: it must be a list"),
    (("campaigns",), ["x"], "campaigns[0]: it must be an object, { … }"),
    (("campaigns", 0, "id"), "966c7488", 'campaigns[0].id: "966c7488" is not a campaign id such as'),
    (("campaigns", 0, "id"), "{966c7488-bfa7-45b5-8510-d26ba3008879}", "campaigns[0].id: "),
    (("campaigns", 0, "id"), 5, "campaigns[0].id: it must be text"),
    (("campaigns", 1, "id"), "966C7488-bfa7-45b5-8510-d26ba3008879", "campaigns[1].id: 966c7488-bfa7-45b5-8510-d26ba3008879 is also the id of campaigns[0]"),
    (("campaigns", 0, "name"), " ", "campaigns[0].name: it is empty"),
    (("campaigns", 0, "name"), "x" * 201, "campaigns[0].name: it has more than 200 characters"),
    (("campaigns", 0, "name"), "a\nb", "campaigns[0].name: it has a line break or a control character"),
    (("campaigns", 0, "name"), "a\u202eb", "campaigns[0].name: it has a line break or a control character"),
    (("campaigns", 0, "name"), "a\ud800b", "campaigns[0].name: it has half a character"),
    (("campaigns", 0, "name"), None, "campaigns[0].name: it must be text"),
    (("campaigns", 0, "enquiry_types"), ["Test Drive", "Testdrive"], 'campaigns[0].enquiry_types[1]: "Testdrive" is not an enquiry type the gateway knows (Test Drive, Quotation, Retailer Contact, KMI, Interest Only, Register Of Interest)'),
    (("campaigns", 0, "enquiry_types"), ["KMI", "KMI"], 'campaigns[0].enquiry_types: "KMI" is there twice'),
    (("campaigns", 0, "enquiry_types"), "KMI", "campaigns[0].enquiry_types: it must be a list"),
    (("campaigns", 0, "enquiry_types"), [], "campaigns[0].enquiry_types: it is empty"),
    (("campaigns", 0, "acquisition_channels"), [""], "campaigns[0].acquisition_channels[0]: it is empty"),
    (("campaigns", 0, "vehicles"), ["A", "A "], 'campaigns[0].vehicles: "A" is there twice'),
    (("campaigns", 0, "vehicles"), [str(at) for at in range(1001)], "campaigns[0].vehicles: it has more than 1,000 items"),
    (("campaigns", 0, "vehicles"), ["A", 6], "campaigns[0].vehicles[1]: it must be text"),
    (("campaigns", 0, "vehicles"), ["https://evil.example"], "campaigns[0].vehicles[0]: it has a web address"),
    (("campaigns", 0, "required"), ["email"], 'campaigns[0].required[0]: "email" is not a field a campaign can require (phone, postcode)'),
    (("campaigns", 0, "required"), ["phone", "phone"], 'campaigns[0].required: "phone" is there twice'),
    (("campaigns", 0, "starts"), "1.9.2026", "campaigns[0].starts: it is not a date such as 2026-09-01"),
    (("campaigns", 0, "starts"), "2026-06-31", "campaigns[0].starts: it is not a date"),
    (("campaigns", 0, "starts"), "2026-W23-1", "campaigns[0].starts: it is not a date"),
    (("campaigns", 0, "starts"), 20260901, "campaigns[0].starts: it is not a date"),
    (("campaigns", 0, "ends"), "2026-08-31", "campaigns[0]: it ends (2026-08-31) before it starts (2026-09-01)"),
    (("campaigns", 0, "consent"), "yes", "campaigns[0].consent: it must be an object"),
    (("campaigns", 0, "consent", "wording"), "\n ", "campaigns[0].consent.wording: it is empty"),
    (("campaigns", 0, "consent", "wording"), "a\x07", "campaigns[0].consent.wording: it has a control character"),
    (("campaigns", 0, "consent", "wording"), "x" * 20_001, "campaigns[0].consent.wording: it has more than 20,000 characters"),
    (("campaigns", 0, "consent", "version"), "", "campaigns[0].consent.version: it is empty"),
    (("campaigns", 0, "consent", "controllers"), ["A", "A"], 'campaigns[0].consent.controllers: "A" is there twice'),
    (("campaigns", 0, "on_unknown_outcome"), "retry", 'campaigns[0].on_unknown_outcome: "retry" is neither resend nor hold'),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "words"), FAULTS)
def test_a_wrong_value_is_told_with_its_place(
    tree: Tree,
    write_pack: WritePack,
    place: tuple[str | int, ...],
    value: object,
    words: str,
) -> None:
    """One value is wrong, and one sentence says where and why."""
    node: Any = tree
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value
    assert fault_of(write_pack(tree)).startswith(f"launch.json: {words}")


@pytest.mark.parametrize(
    "place",
    [
        ("format",),
        ("environment",),
        ("campaigns",),
        ("campaigns", 0, "id"),
        ("campaigns", 0, "name"),
        ("campaigns", 0, "enquiry_types"),
        ("campaigns", 0, "acquisition_channels"),
        ("campaigns", 0, "vehicles"),
        ("campaigns", 0, "consent"),
        ("campaigns", 0, "consent", "version"),
        ("campaigns", 0, "consent", "wording"),
    ],
)
def test_a_mandatory_key_that_is_missing_is_named(
    tree: Tree, write_pack: WritePack, place: tuple[str | int, ...]
) -> None:
    """Each mandatory key, left out, is the one that is told."""
    node: Any = tree
    for step in place[:-1]:
        node = node[step]
    del node[place[-1]]
    assert f"{place[-1]}: it is missing; " in fault_of(write_pack(tree))


def test_a_misspelt_key_is_named_rather_than_missed(
    tree: Tree, write_pack: WritePack
) -> None:
    """Of a wrong key and the one it should have been, the wrong one is told."""
    tree["campaigns"][0]["vehicle"] = tree["campaigns"][0].pop("vehicles")
    assert '"vehicle" is not a key that belongs here' in fault_of(write_pack(tree))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1, column 1: this is not JSON"),
        (b'{\n "format": 1,\n}', "column"),
        (b"PK\x03\x04", "this is not JSON"),
        (b"\xff\xfe{\x00}\x00", "byte 1: this is not UTF-8 text"),
        (b'{"a": "\xe9"}', "byte 8: this is not UTF-8 text"),
        (b"[]", "it must be an object"),
        (b'"x"', "it must be an object"),
        (b'{"format": NaN}', "NaN is not JSON"),
        (b'{"format": -Infinity}', "-Infinity is not JSON"),
        (b'{"format": 1e999}', "format: this is not a format"),
        (b'{"format": ' + b"9" * 10_000 + b"}", "format: this is not a format"),
        (b"[" * 50_000, "nested too deeply"),
        (b'{"a":' * 50_000, "nested too deeply"),
        (b"[" * 5_000_000, "more than 50,000 opening brackets"),
        (b"[" + b'{"a":0,"a":0},' * 340_000 + b"0]", "more than 50,000"),
        (b'{"a": 1, "b": 2, "a": 3}', 'the key "a" is there twice'),
        (b'{"c": [{}, {"id": 1, "id": 1}]}', 'c[1]: the key "id" is there twice'),
        (b'{"\\ud800": 1, "\\ud800": 1}', "is there twice"),
        (b"[" + b"0," * 2_000_000 + b"0]", "it must be an object"),
    ],
)
def test_what_is_no_json_object_is_told(
    write_pack: WritePack, content: bytes, words: str
) -> None:
    """Whatever the file holds, one sentence says what is the matter."""
    assert words in fault_of(write_pack(content))


def test_an_object_with_very_many_keys_is_told(write_pack: WritePack) -> None:
    """Not one by one, which would take its time."""
    content = {f"key {at}": at for at in range(101)}
    assert "more than 100 keys" in fault_of(write_pack(content))


def test_a_file_that_is_too_big_is_not_read(
    tmp_path: Path, write_pack: WritePack
) -> None:
    """50 MB are refused by their size alone."""
    path = write_pack("")
    with path.open("r+b") as file:
        file.truncate(50_000_000)
    assert "at most 5 MB" in fault_of(path)


def test_the_size_limit_is_inclusive(tree: Tree, write_pack: WritePack) -> None:
    """A pack of exactly the limit is read, one byte more is not."""
    content = json.dumps(tree).encode().ljust(MAX_PACK_BYTES)
    assert len(read_pack(write_pack(content), ENVIRONMENTS).campaigns) == 2
    assert "at most 5 MB" in fault_of(write_pack(content + b" "))


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """A missing file, a folder and a name that cannot be one each have a sentence."""
    assert "no such file" in fault_of(tmp_path / "launch.json")
    (tmp_path / "launch.json").mkdir()
    assert "not a file that can be read" in fault_of(tmp_path / "launch.json")
    with pytest.raises(PackError, match="cannot be the name of a file"):
        read_pack(Path("a\0b"), ENVIRONMENTS)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What may never end is not read."""
    os.mkfifo(tmp_path / "launch.json")
    assert "not a file that can be read" in fault_of(tmp_path / "launch.json")
