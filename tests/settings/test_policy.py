"""The policy of a computer: what it sets, what is wrong with it, what holds instead."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.domain.pack_signature import PackKey
from capdesk.resources import locate
from capdesk.settings import NO_POLICY, Environment, Policy, PolicyKey, load_policy
from capdesk.settings.policy import MAX_POLICY_BYTES
from capdesk.settings.policy_format import MAX_TROUBLES

WritePolicy = Callable[[str | bytes], Path]
URL = "https://leads.example.com/post"
PACK_KEY = "RWTF4/yEjmsuuUGOjj9CV9R8P8WBt66pd5QUiPsSD9z+VNwoIFsjqB0X"
RECOVERY_KEY = "age1ffgppz4a4xrxy8fkk3r7m3ulhycn2j5tqfxrrckwjup0uxd4sp5qldfv6h"


@pytest.fixture
def write(tmp_path: Path) -> WritePolicy:
    """Give a function that writes a policy and returns its folder."""

    def write(content: str | bytes) -> Path:
        raw = content.encode() if isinstance(content, str) else content
        (tmp_path / "policy.toml").write_bytes(raw)
        return tmp_path

    return write


def check_sentences(policy: Policy, folder: Path) -> None:
    """Each trouble names the file, is one printable line and is not endless."""
    for each in policy.troubles:
        assert each.startswith(str(folder / "policy.toml"))
        assert each.endswith(".")
        assert each.isprintable()
        assert len(each) < 600


@pytest.mark.parametrize("folder", [None, Path("/nowhere/at/all")])
def test_no_file_is_no_policy(folder: Path | None) -> None:
    """A computer that nobody manages has nothing set and nothing wrong."""
    assert load_policy(folder) == NO_POLICY
    assert NO_POLICY.trouble is None
    assert NO_POLICY.allows_adding_campaigns
    assert NO_POLICY.allows_own_environments


def test_the_sample_policy_sets_every_key(write: WritePolicy) -> None:
    """The sample that IT starts from is right, and has each key there is."""
    folder = write(locate("sample-policy.toml").read_bytes())
    assert load_policy(folder) == Policy(
        environment="dealer-group",
        environments=(Environment("dealer-group", f"{URL}/v1", managed=True),),
        retention_days=14,
        on_unknown_outcome=OnUnknownOutcome.HOLD,
        curtain_minutes=3,
        proxy="http://proxy.example.com:8080",
        staff_names=("Ana Núñez", "Front desk"),
        practice_allowed=True,
        only_managed_campaigns=True,
        only_managed_environments=True,
        pack_public_key=(PackKey.read(PACK_KEY),),
        recovery_public_key=RECOVERY_KEY,
    )
    assert all(
        f"\n{key}" in locate("sample-policy.toml").read_text()
        for key in PolicyKey
        if key != "environments"
    )


def test_windows_editors_are_fine(write: WritePolicy) -> None:
    """A byte order mark and Windows line ends change neither values nor lines."""
    folder = write(b"\xef\xbb\xbfretention_days = 7\r\nproxy = 5\r\n")
    policy = load_policy(folder)
    assert policy.retention_days == 7
    assert "policy.toml, line 2: proxy" in policy.troubles[0]


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ("environment = 'prod'", "environment", "not one of production, qa; leads go to the environments of their campaigns"),
        ("environment = 5", "environment", "not one of"),
        ("environment = 'practice'", "environment", "not one of"),
        ("retention_days = 0", "retention_days", "from 1 to 365; contact data is kept for 30 days"),
        ("retention_days = 366", "retention_days", "from 1 to 365"),
        ("retention_days = true", "retention_days", "from 1 to 365"),
        ("retention_days = '30'", "retention_days", "from 1 to 365"),
        ("retention_days = 30.0", "retention_days", "from 1 to 365"),
        ("on_unknown_outcome = 'Hold'", "on_unknown_outcome", "neither resend nor hold; each campaign decides"),
        ("on_unknown_outcome = []", "on_unknown_outcome", "neither resend nor hold"),
        ("curtain_minutes = 121", "curtain_minutes", "from 0 to 120; the curtain falls after 5 minutes"),
        ("curtain_minutes = -1", "curtain_minutes", "from 0 to 120"),
        ("proxy = 'socks5://proxy:1080'", "proxy", "the system's proxy is used"),
        ("proxy = {}", "proxy", "not text"),
        ("staff_names = []", "staff_names", "not a list of 1 to 200 names"),
        ("staff_names = ['Ana', 5]", "staff_names", "staff names are typed"),
        ("staff_names = ['Ana', ' ']", "staff_names", "not a list"),
        ('staff_names = ["A\\u0007"]', "staff_names", "not a list"),
        ("staff_names = 'Ana'", "staff_names", "not a list"),
        ("practice_allowed = 'no'", "practice_allowed", "neither true nor false; practice mode is allowed"),
        ("only_managed_campaigns = 1", "only_managed_campaigns", "no campaign pack can be added by hand"),
        ("only_managed_environments = 'yes'", "only_managed_environments", "added by hand are not used"),
        ("pack_public_key = 5", "pack_public_key", "none of the other keys has signed are not used"),
        ("pack_public_key = []", "pack_public_key", "not a public key"),
        (f"pack_public_key = '{PACK_KEY[:-1]}'", "pack_public_key", "not a public key"),
        (f"pack_public_key = 'AA{PACK_KEY[2:]}'", "pack_public_key", "not a public key"),
        (f"recovery_public_key = '{RECOVERY_KEY[:-1]}q'", "recovery_public_key", "sealed to nobody else"),
        ("recovery_public_key = 'AGE-SECRET-KEY-1'", "recovery_public_key", "not a public key"),
        ("recovery_public_key = ['age1']", "recovery_public_key", "not a public key"),
        ("environments = 5", "environments", "only the built-in environments are used"),
        ("environments.uat = 5", "environments", "text in quotation marks"),
        ("environments.uat = 'http://leads.example.com/'", "environments", "https only"),
        ("environments.uat = 'https://me:secret@leads.example.com/'", "environments", "no user name or password"),
        ("environments.production = 'https://leads.example.com/'", "environments", "comes with CapDesk"),
        ("environments.'Bad Name' = 'https://leads.example.com/'", "environments", "lower-case"),
    ],
)  # fmt: skip
def test_a_bad_value_is_told_and_the_others_count(
    write: WritePolicy, line: str, key: str, words: str
) -> None:
    """The sentence has file, line and what holds instead; nothing else is lost."""
    other = (
        "practice_allowed = false" if key != "practice_allowed" else "proxy = 'none'"
    )
    folder = write(f"# {key} = 1\n\n{line}\n{other}\n")
    policy = load_policy(folder)
    check_sentences(policy, folder)
    (trouble,) = policy.troubles
    assert "policy.toml, line 3: " in trouble
    assert words in trouble
    assert "secret" not in trouble
    assert policy.unusable == {PolicyKey(key)}
    assert not getattr(policy, key)
    assert policy.practice_allowed is False or policy.proxy == "none"


def test_one_bad_environment_leaves_the_others(write: WritePolicy) -> None:
    """The table's own line is found, and what was added by hand is not used."""
    folder = write(f"[environments]\ngood = '{URL}'\nbad = 'x'\n")
    policy = load_policy(folder)
    assert [each.name for each in policy.environments] == ["good"]
    assert ", line 3: environments." in policy.troubles[0]
    assert not policy.allows_own_environments


def test_an_unknown_key_is_told_and_left_out(write: WritePolicy) -> None:
    """A misspelt key does not spoil the rest, and locks nothing."""
    folder = write("retention_days = 7\nretention = 3\n")
    policy = load_policy(folder)
    assert policy.retention_days == 7
    assert policy.unusable == frozenset()
    assert ', line 2: "retention" is not a key of a policy' in policy.troubles[0]


def test_faults_come_in_the_files_order_and_not_without_end(write: WritePolicy) -> None:
    """A thousand unknown keys are ten sentences and a number."""
    folder = write("".join(f"key{at} = 0\n" for at in range(1_000)))
    policy = load_policy(folder)
    lines = [
        int(found[1])
        for each in policy.troubles
        if (found := re.search(r"line (\d+)", each))
    ]
    assert lines == list(range(1, MAX_TROUBLES + 1))
    assert "has 990 more faults; " in policy.troubles[-1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"proxy = 'none'\nretention_days 7\n", ", line 2: this is not TOML"),
        (b"proxy = 'none'\nproxy = 'none'\n", ", line 2: this is not TOML"),
        (b"proxy = 'none'\n\nstaff_names = [\n", ", line 3: this is not TOML"),
        (b"proxy = 'none'\n# \xe9\n", ", line 2: this is not UTF-8"),
        (b"\xff\xfep\x00", ", line 1: this is not UTF-8"),
        (b"a = " + b"9" * 5_000, "number too long"),
        (b"a = " + b"[" * 5_000, "nested too deeply"),
        (b"a" * (MAX_POLICY_BYTES + 1), "more than 64 kB"),
        (b"x = 1\n" * 1_000_000, "more than 64 kB"),
        (b"\n" + b"a." * 5_000, ", line 2: this line has more than 8,000 characters"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_loosens_nothing(
    write: WritePolicy, content: bytes, words: str
) -> None:
    """Whatever it may have set counts as set, to nothing that is looser."""
    folder = write(content)
    policy = load_policy(folder)
    check_sentences(policy, folder)
    assert policy.trouble is not None
    assert words in policy.trouble
    assert policy.unusable == set(PolicyKey)
    assert not policy.allows_own_environments
    assert not policy.allows_adding_campaigns


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """A folder, and a pipe that would never end, are sentences."""
    path = tmp_path / "policy.toml"
    path.mkdir()
    assert "it is not a file" in (load_policy(tmp_path).trouble or "")
    path.rmdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)
        assert "it is not a file" in (load_policy(tmp_path).trouble or "")


def test_a_policy_that_the_system_keeps_back_is_told(tmp_path: Path) -> None:
    """Not to be able to look is not the same as no policy."""
    (tmp_path / "policy.toml").symlink_to(tmp_path / "policy.toml")
    assert "cannot be read" in (load_policy(tmp_path).trouble or "")


def test_reading_a_policy_stays_light(write: WritePolicy) -> None:
    """The window waits for it: no pydantic, and without a file not even tomllib."""
    code = (
        "import sys; from pathlib import Path\n"
        "from capdesk.settings import load_policy\n"
        "load_policy(Path(sys.argv[1]))\n"
        "print(sorted({'pydantic', 'tomllib', 'httpx'} & set(sys.modules)))"
    )
    folder = write("retention_days = 7\n")
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code, path],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for path in (folder / "none", folder)
    ]
    assert outputs == ["[]\n", "['tomllib']\n"]


def test_of_several_pack_keys_those_that_can_be_used_count(write: WritePolicy) -> None:
    """One misspelt key is told; packs of the other one are used, and of nobody else."""
    policy = load_policy(write(f"pack_public_key = ['{PACK_KEY}', 'RW', '{PACK_KEY}']"))
    assert policy.pack_keys == (PackKey.read(PACK_KEY),)
    assert policy.unusable == {PolicyKey.PACK_PUBLIC_KEY}
    assert "line 1" in policy.troubles[0]


def test_a_pack_key_that_is_none_believes_nobody(write: WritePolicy) -> None:
    """Not anybody: head office wanted signatures."""
    assert load_policy(write("pack_public_key = 'RW'")).pack_keys == ()
    assert load_policy(write("")).pack_keys is None
    assert load_policy(write("pack_public_key")).pack_keys is None
