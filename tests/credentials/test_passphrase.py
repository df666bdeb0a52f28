"""Without a keyring: what the passphrase opens, and what never reaches the disk."""

import json
import os
import stat
from pathlib import Path

import pytest

from capdesk.credentials import (
    DataKeyDamagedError,
    PassphraseCredentials,
    PassphraseTooShortError,
    WrappedKeysUnavailable,
    WrongPassphraseError,
)
from capdesk.credentials.wrapped_keys import WRAPPED_KEYS_NAME, Cost

URL = "https://gateway.example.com/lead"
KEY_ID = "passphrase:0f6c1c8e-7e0b-4b52-9d3c-2f2f5f1f9a11"
OTHER_ID = "passphrase:1f6c1c8e-7e0b-4b52-9d3c-2f2f5f1f9a11"
KEY = bytes(range(32))
WORDS = "correct horse battery"
CHEAP = Cost(n=2**4)


def opened_with(folder: Path, passphrase: str = WORDS) -> PassphraseCredentials:
    """Return the credentials of a folder, as a program begins with them."""
    return PassphraseCredentials(folder, passphrase, cost=CHEAP)


def test_the_data_key_comes_back_with_the_passphrase(tmp_path: Path) -> None:
    """Another program with the same passphrase finds the same key."""
    opened_with(tmp_path).create_data_key(KEY_ID, KEY)
    assert opened_with(tmp_path).data_key(KEY_ID) == KEY


@pytest.mark.parametrize("wrong", ["", "correct horse batterY", f"{WORDS} "])
def test_another_passphrase_opens_nothing_and_gets_no_hint(
    wrong: str, tmp_path: Path
) -> None:
    """However near it came, the sentence is the same; the right one works after it."""
    opened_with(tmp_path).create_data_key(KEY_ID, KEY)
    sentences = set()
    for _ in range(3):
        with pytest.raises(WrongPassphraseError) as caught:
            opened_with(tmp_path, wrong).data_key(KEY_ID)
        sentences.add(str(caught.value))
    assert sentences == {str(WrongPassphraseError())}
    assert opened_with(tmp_path).data_key(KEY_ID) == KEY


def test_the_file_is_private_and_holds_no_secret(tmp_path: Path) -> None:
    """Neither data key, passphrase nor API key is on the disk in any form we know."""
    credentials = opened_with(tmp_path)
    credentials.create_data_key(KEY_ID, KEY)
    credentials.set_api_key("qa", URL, "S3CR3T-api-key")
    (file,) = tmp_path.iterdir()
    assert file.name == WRAPPED_KEYS_NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    for secret in (KEY, KEY.hex().encode(), WORDS.encode(), b"S3CR3T-api-key"):
        assert secret not in content


def test_an_api_key_is_kept_for_the_session_alone(tmp_path: Path) -> None:
    """The next program has to be given it again."""
    first = opened_with(tmp_path)
    first.set_api_key("qa", URL, "abc")
    assert first.api_key("qa", URL) == "abc"
    assert opened_with(tmp_path).api_key("qa", URL) is None


def test_a_passphrase_that_is_too_short_is_refused_when_it_is_chosen(
    tmp_path: Path,
) -> None:
    """Nothing is written, and the sentence does not repeat it."""
    with pytest.raises(PassphraseTooShortError, match="at least 12") as caught:
        opened_with(tmp_path, "hunter2hunt").create_data_key(KEY_ID, KEY)
    assert "hunter2" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_letter_is_the_same_however_it_was_typed(tmp_path: Path) -> None:
    """One keyboard gives é as one sign, another as two."""
    opened_with(tmp_path, "caf\u00e9 au lait froid").create_data_key(KEY_ID, KEY)
    again = opened_with(tmp_path, "cafe\u0301 au lait froid")
    assert again.data_key(KEY_ID) == KEY


def test_a_second_key_is_wrapped_by_the_same_passphrase_or_not_at_all(
    tmp_path: Path,
) -> None:
    """One passphrase opens all keys of a folder."""
    opened_with(tmp_path).create_data_key(KEY_ID, KEY)
    with pytest.raises(WrongPassphraseError):
        opened_with(tmp_path, "another passphrase").create_data_key(OTHER_ID, KEY)
    opened_with(tmp_path).create_data_key(OTHER_ID, KEY[::-1])
    both = opened_with(tmp_path)
    assert (both.data_key(KEY_ID), both.data_key(OTHER_ID)) == (KEY, KEY[::-1])


def test_a_changed_passphrase_opens_and_the_old_one_does_not(tmp_path: Path) -> None:
    """Every key is wrapped anew under a new salt; a program under way goes on."""
    credentials = opened_with(tmp_path)
    credentials.create_data_key(KEY_ID, KEY)
    before = json.loads((tmp_path / WRAPPED_KEYS_NAME).read_bytes())
    credentials.change_passphrase("quite another one")
    after = json.loads((tmp_path / WRAPPED_KEYS_NAME).read_bytes())
    assert before["salt"] != after["salt"]
    assert before["keys"].keys() == after["keys"].keys()
    assert credentials.data_key(KEY_ID) == KEY
    assert opened_with(tmp_path, "quite another one").data_key(KEY_ID) == KEY
    with pytest.raises(WrongPassphraseError):
        opened_with(tmp_path).data_key(KEY_ID)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("not the passphrase", "quite another one", WrongPassphraseError),
        (WORDS, "short", PassphraseTooShortError),
    ],
)
def test_a_change_that_is_refused_changes_nothing(
    old: str, new: str, error: type[Exception], tmp_path: Path
) -> None:
    """The file stays as it is, byte for byte."""
    opened_with(tmp_path).create_data_key(KEY_ID, KEY)
    before = (tmp_path / WRAPPED_KEYS_NAME).read_bytes()
    with pytest.raises(error):
        opened_with(tmp_path, old).change_passphrase(new)
    assert (tmp_path / WRAPPED_KEYS_NAME).read_bytes() == before


@pytest.mark.parametrize("position", range(0, 300, 7))
def test_damage_is_never_taken_for_a_wrong_passphrase_or_for_no_key(
    position: int, tmp_path: Path
) -> None:
    """Else somebody types the right one for hours, or a second key takes its place."""
    opened_with(tmp_path).create_data_key(KEY_ID, KEY)
    path = tmp_path / WRAPPED_KEYS_NAME
    content = bytearray(path.read_bytes())
    content[position] ^= 0x01
    path.write_bytes(content)
    with pytest.raises(DataKeyDamagedError, match=WRAPPED_KEYS_NAME):
        opened_with(tmp_path).data_key(KEY_ID)
    with pytest.raises(DataKeyDamagedError):
        opened_with(tmp_path).create_data_key(KEY_ID, KEY)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"null", b"[" * 100_000, b"\xff", b'{"sum": {}}']
)
def test_what_is_no_such_file_is_told_for_damage(
    content: bytes, tmp_path: Path
) -> None:
    """Whatever lies there, it is a sentence."""
    (tmp_path / WRAPPED_KEYS_NAME).write_bytes(content)
    with pytest.raises(DataKeyDamagedError, match="restore that file"):
        opened_with(tmp_path).data_key(KEY_ID)


@pytest.mark.parametrize(
    "cost", [(2**40, 8, 1), (2**17, 10**6, 1), (3, 8, 1), (0, 1, 1)]
)
def test_a_cost_that_no_computer_could_pay_is_refused(
    cost: tuple[int, int, int],
) -> None:
    """A file that somebody changed can't ask for all of the memory."""
    with pytest.raises(ValueError, match="cost"):
        Cost(*cost)


def test_the_usual_cost_is_written_down_with_the_key(tmp_path: Path) -> None:
    """A later version may ask for more, and still open what there is."""
    PassphraseCredentials(tmp_path, WORDS).create_data_key(KEY_ID, KEY)
    tree = json.loads((tmp_path / WRAPPED_KEYS_NAME).read_bytes())
    assert (tree["n"], tree["r"], tree["p"]) == (2**17, 8, 1)
    assert len(bytes.fromhex(tree["salt"])) == 16
    assert opened_with(tmp_path).data_key(KEY_ID) == KEY


def test_a_passphrase_is_asked_for_once_and_only_when_it_is_needed(
    tmp_path: Path,
) -> None:
    """Whoever needs no data key is not asked."""
    opened_with(tmp_path).create_data_key(KEY_ID, KEY)
    asked: list[str] = []

    def ask() -> str:
        asked.append(WORDS)
        return WORDS

    credentials = PassphraseCredentials(tmp_path, ask)
    assert credentials.api_key("qa", URL) is None
    assert credentials.data_key(OTHER_ID) is None
    assert asked == []
    for _ in range(3):
        assert credentials.data_key(KEY_ID) == KEY
    assert asked == [WORDS]


def test_a_file_that_can_not_be_read_or_written_is_told(tmp_path: Path) -> None:
    """It is not taken for one that is not there."""
    (tmp_path / WRAPPED_KEYS_NAME).mkdir()
    with pytest.raises(WrappedKeysUnavailable, match="can't be read"):
        opened_with(tmp_path).create_data_key(KEY_ID, KEY)


def test_what_the_disk_did_not_keep_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sealed with a key that was not read back."""

    def forget(source: Path, target: Path) -> None:
        os.unlink(source)  # noqa: PTH108 - what `replace` is made of
        target.write_bytes(b"old")

    monkeypatch.setattr(Path, "replace", forget)
    with pytest.raises(WrappedKeysUnavailable, match="does not hold what was written"):
        opened_with(tmp_path).create_data_key(KEY_ID, KEY)
