"""`capdesk diagnostics FILE.zip`."""

import zipfile

from tests.cli.command_desk import Desk, a_row, as_csv


def test_it_writes_a_zip_and_says_to_read_it(ready: Desk) -> None:
    """One line names the file and asks to be careful; the zip has all its parts."""
    rows = ready.write("leads.csv", as_csv(a_row()))
    assert ready.run("outbox", "add", str(rows)).code == 0
    target = ready.folder.parent / "d.zip"
    ended = ready.run("diagnostics", str(target))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        f"{target} is written. Read it before you send it; README.txt in it says what"
        " each file is.\n"
    )
    with zipfile.ZipFile(target) as packed:
        assert {"README.txt", "outbox.json"} <= set(packed.namelist())
        assert b'"leads": 1' in packed.read("outbox.json")


def test_a_folder_that_is_not_there_is_one_sentence(desk: Desk) -> None:
    """Nothing is made for the sake of diagnostics, not even a data folder."""
    target = desk.folder.parent / "no" / "d.zip"
    ended = desk.run("diagnostics", str(target))
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        f"There is no folder {target.parent} to save to; nothing was written.\n"
    )
    assert not desk.folder.exists()


def test_a_target_that_cannot_be_written_is_one_sentence(desk: Desk) -> None:
    """A folder in the place of the file, say; the reason is in the sentence."""
    target = desk.folder.parent / "d.zip"
    target.mkdir()
    ended = desk.run("diagnostics", str(target))
    assert ended.code == 1
    assert ended.err == (
        f"{target} can't be written (Is a directory); what was there is as it was.\n"
    )
