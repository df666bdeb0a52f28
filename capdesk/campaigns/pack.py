"""A campaign pack: a file from head office, read and checked before it is believed.

Such a file may come by mail, so it is hostile until read: its size is capped, nothing
in it can say where leads go, and every fault ends in one sentence.
"""

import stat
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capdesk.campaigns import strict_json
from capdesk.domain.campaign import Campaign
from capdesk.domain.environment import PRACTICE

if TYPE_CHECKING:  # the window's first campaigns do without signatures
    from capdesk.campaigns.minisign import SignatureFault
    from capdesk.campaigns.seal import Seal
    from capdesk.domain.pack_signature import PackKey

MAX_PACK_BYTES = 5_000_000


ASK_HEAD_OFFICE = "ask head office for a corrected one"
TRY_ANOTHER = "choose the file again, or ask head office for it"


class PackError(Exception):
    """The pack is refused as a whole; one sentence says all there is to know."""


class OlderPackError(PackError):
    """A pack was signed before one that is in use; a person may want it all the same.

    Args:
        sentence: Says what was signed when.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(f"{sentence} It was not added; leads stay as they are.")
        self.sentence = sentence


def refused(place: str, fault: str, remedy: str = ASK_HEAD_OFFICE) -> PackError:
    """Return the error of a pack that cannot be used.

    Args:
        place: The file, and where in it.
        fault: What is wrong there, as the end of a sentence without its full stop.
        remedy: What to do about it, likewise.
    """
    return PackError(
        f"{place}: {fault}; this pack is not used, and leads stay as they are; {remedy}."
    )


@dataclass(frozen=True, slots=True)
class CampaignPack:
    """What a pack holds once it was checked.

    Attributes:
        environment: Where the leads of its campaigns go.
        campaigns: In the pack's order, at least one, no id twice.
        seal: What was signed, and the signature; None where it has none.
    """

    environment: str
    campaigns: tuple[Campaign, ...]
    seal: "Seal | None" = None


def read_pack(
    path: Path,
    environments: Collection[str],
    keys: "Collection[PackKey] | None" = None,
) -> CampaignPack:
    """Read a campaign pack from a file.

    Args:
        path: A file of at most `MAX_PACK_BYTES`, UTF-8 with or without a byte order
            mark.
        environments: Names of the environments that this computer knows.
        keys: Whose signatures are believed; None where packs need none.

    Raises:
        PackError: It cannot be read, is not signed as it has to be, or anything at all
            in it is wrong.
    """
    from capdesk.campaigns.minisign import SignatureFault
    from capdesk.campaigns.seal import read_seal

    name = printable(path.name or str(path))
    content = read_pack_file(path, name)
    try:
        seal = read_seal(path, content, keys)
    except SignatureFault as fault:
        raise not_believed(name, fault) from fault
    pack = check_pack(content, name)
    check_environment(pack.environment, name, environments)
    return replace(pack, seal=seal)


def not_believed(name: str, fault: "SignatureFault") -> PackError:
    """Return the error of a pack whose signature does not hold."""
    return refused(name, str(fault), "ask head office for the pack with its signature")


def check_pack(content: bytes, name: str) -> CampaignPack:
    """Check all of a pack but whether this computer knows its environment.

    Args:
        content: The file.
        name: What to call it.

    Raises:
        PackError: Anything at all in it is wrong.
    """
    text = _decode(content, name)
    try:
        tree = strict_json.parse(text)
    except strict_json.StrictJsonError as error:
        raise refused(name, str(error)) from error
    return _check(tree, name)


def check_environment(
    environment: str, name: str, environments: Collection[str]
) -> None:
    """Check that a pack's environment is one that takes packs here.

    Raises:
        PackError: It is not.
    """
    if environment == PRACTICE:
        raise refused(
            f"{name}: environment",
            "practice mode brings its own campaign and takes none from a pack",
        )
    if environment not in environments:
        known = ", ".join(sorted(environments))
        raise refused(
            f"{name}: environment",
            f"{strict_json.quoted(environment)} is not an environment of this computer "
            f"({known})",
            'an administrator adds one with "capdesk environment add"',
        )


def pack_schema() -> dict[str, Any]:
    """Describe the format as JSON Schema (draft 2020-12), for editors and generators."""
    from capdesk.campaigns.pack_format import Pack

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Pack.model_json_schema(),
        "title": "CapDesk campaign pack",
    }


def read_pack_file(path: Path, name: str) -> bytes:
    """Read the file of a pack.

    Args:
        path: Where it is.
        name: What to call it.

    Raises:
        PackError: It cannot be read, or has more than `MAX_PACK_BYTES`.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise refused(name, "this is not a file that can be read", TRY_ANOTHER)
        if status.st_size > MAX_PACK_BYTES:
            raise _too_big(name)
        with path.open("rb") as file:
            content = file.read(MAX_PACK_BYTES + 1)
    except FileNotFoundError as error:
        raise refused(name, "there is no such file", TRY_ANOTHER) from error
    except OSError as error:
        reason = error.strerror or "the system gives no reason"
        raise refused(
            name,
            f"the file cannot be read ({reason})",
            "give CapDesk access to it, or copy it elsewhere and open the copy",
        ) from error
    except ValueError as error:  # a null character in the path
        raise refused(name, "this cannot be the name of a file", TRY_ANOTHER) from error
    if len(content) > MAX_PACK_BYTES:
        raise _too_big(name)  # it grew after it was measured
    return content


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(
            f"{name}: byte {error.start + 1:,}",
            "this is not UTF-8 text",
            f"{ASK_HEAD_OFFICE}, saved as UTF-8",
        ) from error


def _check(tree: strict_json.Json, name: str) -> CampaignPack:
    from pydantic import ValidationError

    from capdesk.campaigns import pack_format

    try:
        pack = pack_format.Pack.model_validate(tree)
    except ValidationError as error:
        place, fault = pack_format.first_fault(error)
        where = f"{name}: {place}" if place else name
        raise refused(where, fault) from error
    _check_ids([each.id for each in pack.campaigns], name)
    return CampaignPack(
        environment=pack.environment,
        campaigns=tuple(each.to_domain(pack.environment) for each in pack.campaigns),
    )


def _check_ids(ids: list[str], name: str) -> None:
    first_at: dict[str, int] = {}
    for at, each in enumerate(ids):
        if each in first_at:
            raise refused(
                f"{name}: campaigns[{at}].id",
                f"{each} is also the id of campaigns[{first_at[each]}]",
            )
        first_at[each] = at


def printable(name: str) -> str:
    """Make the name of a file safe to print."""
    return "".join(
        ch if ch.isprintable() else "\N{REPLACEMENT CHARACTER}" for ch in name
    )


def _too_big(name: str) -> PackError:
    return refused(
        name,
        f"a campaign pack has at most {MAX_PACK_BYTES // 1_000_000} MB, and this file is "
        "bigger",
        TRY_ANOTHER,
    )
