"""The search for marked values finds them in every form, and nothing else."""

import base64
import io
import json
import os
import zipfile
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.support.canaries import (
    CANARIES,
    EMAIL,
    FILE_NAME,
    FIRST_NAME,
    LAST_NAME,
    leaks_in,
    leaks_under,
)

AROUND = "before {} after"


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: AROUND.format(text).encode(),
        lambda text: AROUND.format(text).upper().encode(),
        lambda text: AROUND.format(text).encode("utf-16"),
        lambda text: AROUND.format(text).encode("utf-16-be"),
        lambda text: AROUND.format(text).encode("latin-1"),
        lambda text: quote(AROUND.format(text)).encode(),
        lambda text: urlencode({"q": text}).encode(),
        lambda text: json.dumps(text).encode(),
        lambda text: text.encode().hex().upper().encode(),
        lambda text: b"\xff\xfe\x00" + text.encode(),
    ],
    ids=[
        *("utf-8", "upper case", "utf-16", "utf-16-be", "latin-1", "percent"),
        *("form", "json", "hex", "between other bytes"),
    ],
)
def test_each_form_is_found(canary: str, encode: "object") -> None:
    """However it was written, a marked value is told by what it is."""
    assert callable(encode)
    found = leaks_in("a file", encode(CANARIES[canary][0]))
    assert canary in {leak.canary for leak in found}


@pytest.mark.parametrize("offset", range(3))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_is_found_at_any_offset(offset: int, encode: "object") -> None:
    """Base64 reads differently at each of three offsets."""
    assert callable(encode)
    content = encode(b"?" * offset + EMAIL.encode() + b"??")
    assert {leak.canary for leak in leaks_in("a file", content)} == {"email"}


def test_a_zip_is_looked_into() -> None:
    """What is packed is found with the name of the file in the zip."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("inner.txt", f"{LAST_NAME} and much more" * 10)
    found = leaks_in("a.zip", written.getvalue())
    assert {leak.where for leak in found} == {"a.zip!inner.txt"}


def test_names_of_files_are_searched_and_some_spared(tmp_path: Path) -> None:
    """A file may tell a name by what it is called; an export may hold them."""
    (tmp_path / f"{FILE_NAME}.csv").write_text("nothing")
    (tmp_path / "export.csv").write_text(FIRST_NAME)
    found = leaks_under(tmp_path, but_not=[tmp_path / "export.csv"])
    assert {leak.canary for leak in found} == {"file name"}
    assert len(leaks_under(tmp_path)) > len(found)


def test_random_bytes_hold_none() -> None:
    """Sealed columns look random, and must not be taken for a leak."""
    assert leaks_in("random", os.urandom(2_000_000)) == []
