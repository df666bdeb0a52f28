"""Killed at any moment while they hand over to each other, two laptops lose no lead.

`CAPDESK_CRASHES` says how often, `CAPDESK_CRASH_SEED` repeats the draws of a run that
failed; the moments themselves are the machine's.
"""

import os
import random
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from capdesk.domain.entry import UNSENT, Entry, Status
from capdesk.services.hand_over import HandOverFileError, read_hand_over
from tests.outbox.desk import QA, open_outbox
from tests.slow.hand_over.victim import PASSPHRASE
from tests.support.quick_cipher import QuickCipher

CRASHES = int(os.environ.get("CAPDESK_CRASHES", "30"))
LONGEST_LIFE_S = 1.5
ROOT = Path(__file__).parents[3]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60 + 8 * CRASHES)]


def test_no_lead_is_lost_between_two_laptops(tmp_path: Path) -> None:
    """Whoever is killed, each acknowledged lead is on one of them or in a whole file."""
    seed = int(
        os.environ.get("CAPDESK_CRASH_SEED", random.SystemRandom().randrange(10**9))
    )
    print(f"CAPDESK_CRASH_SEED={seed}")  # noqa: T201 - pytest shows it with a failure
    chance = random.Random(seed)
    cipher, files = QuickCipher(), tmp_path / "files"
    files.mkdir()
    keys = {tmp_path / "stand-1": "11" * 32, tmp_path / "stand-2": "22" * 32}
    for folder in keys:
        folder.mkdir()
    kept: set[str] = set()
    for _ in range(CRASHES):
        folder = chance.choice([*keys])
        kept |= _kill(folder, keys[folder], files, cipher, chance)
        _check(keys, files, cipher, kept)
        # Of the last kill, where a file has a name before it is whole.
        assert len([each for each in files.iterdir() if each.suffix != ".age"]) <= 1
    print(f"{CRASHES} crashes, {len(kept)} leads kept, {len([*files.iterdir()])} files")  # noqa: T201 - what the run was worth
    assert kept


def _kill(
    folder: Path, key: str, files: Path, cipher: QuickCipher, chance: random.Random
) -> set[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.slow.hand_over.victim",
         str(folder), key, str(files), cipher.identity],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True,
    ) as victim:  # fmt: skip
        assert victim.stdout is not None
        said = [victim.stdout.readline()]  # it is under way
        try:
            victim.wait(chance.uniform(0, LONGEST_LIFE_S))
        except subprocess.TimeoutExpired:
            victim.kill()
        said += victim.communicate()[0].splitlines()
        assert victim.returncode < 0, "the victim ended by itself"
    return {line.split()[1] for line in said if line.startswith("kept ")}


def _check(
    keys: dict[Path, str], files: Path, cipher: QuickCipher, kept: set[str]
) -> None:
    copies: dict[str, list[Entry]] = {}
    for folder, key in keys.items():
        data_key = bytes.fromhex(key)
        with closing(open_outbox(folder, lambda *_, it=data_key: it)) as outbox:
            entries = outbox.entries()
            assert outbox.salvage_report is None
            assert outbox.captured_count(QA) == len(entries)
        for entry in entries:
            copies.setdefault(entry.id, []).append(entry)
    in_files = set()
    for path in files.glob("*.age"):
        with suppress(HandOverFileError):
            made = read_hand_over(path, PASSPHRASE, cipher=cipher)
            in_files |= {lead.id for lead in made.leads}
    assert kept <= copies.keys()
    for entry_id, held in copies.items():
        is_away = all(entry.status is Status.HANDED_OVER for entry in held)
        assert not is_away or entry_id in in_files, held
        live = [entry for entry in held if entry.status in UNSENT]
        assert sum(not entry.possible_duplicate for entry in live) <= 1, live
