"""A day at a desk of one user, for a test in which another user looks at its files.

Started by root as `python -m tests.slow.second_user.working_day FOLDER UID`: everything
is done twice, first as root in a scratch folder, so that every module is loaded when
this becomes a user who may not be able to read them.
"""

import json
import os
import stat
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from capdesk.app.single_window import LOCK_NAME as WINDOW_LOCK
from capdesk.app.single_window import SingleWindow
from capdesk.cli.outbox_hand_over import FD_VARIABLE
from capdesk.cli.passphrase import FD_VARIABLE as PASSPHRASE_FD
from capdesk.domain.lead import Draft
from capdesk.services.sign_in_start import DesktopAutostart
from capdesk.settings import Settings, save_settings
from tests.cli.canary_day import CanaryDay, a_marked_row
from tests.cli.command_desk import Desk, a_pack, as_csv, with_line
from tests.cli.test_passphrase import NoKeyring
from tests.support.canaries import FIRST_NAME, PASSPHRASE
from tests.support.echo_gateway import EchoGateway


def work(root: Path) -> None:
    """Do all that leaves files behind, with a umask that would let all read them."""
    os.umask(0)
    desk = Desk(root / "data")
    day = CanaryDay(desk.folder, root / "aside", desk.run)
    with EchoGateway() as gateway:
        day.set_up(gateway.url)
        day.add_files()
        day.send(gateway)
    day.export()
    day.hand_over()
    day.damage()
    with closing(desk.outbox()) as outbox:
        outbox.save_draft("form", Draft(first_name=FIRST_NAME), now=desk.now)
    save_settings(desk.folder, Settings(text_percent=125))
    window = SingleWindow(desk.folder)
    assert window.take_place()
    # It goes with the window, so that nobody can look at it later.
    assert stat.S_IMODE((desk.folder / WINDOW_LOCK).stat().st_mode) == 0o600
    window.give_up()
    day.diagnose()
    DesktopAutostart(root / "config", ["capdesk"]).turn(on=True)
    _work_without_keyring(root)
    _work_in_a_fleet(root)


def _work_without_keyring(root: Path) -> None:
    """Have a passphrase open the leads."""
    desk = Desk(root / "tent", NoKeyring())
    with with_line(PASSPHRASE_FD, PASSPHRASE) as environ:
        assert desk.run("passphrase", "set", environ=environ).code == 0


def _work_in_a_fleet(root: Path) -> None:
    """Make head office's keys; take leads under its policy, and recover them."""
    aside = root / "aside"
    office = Desk(root / "office")
    recovery, signing = (str(aside / name) for name in ("recovery.key", "signing.key"))
    made = office.run("recovery", "new", recovery)
    assert made.code == 0
    keygen = office.run("campaign", "keygen", "--no-passphrase", signing)
    assert keygen.code == 0
    machine = root / "machine"
    machine.mkdir()
    lines = [each.out.splitlines()[-1] for each in (made, keygen)]
    (machine / "policy.toml").write_text("\n".join(lines))
    pack = machine / "pack.json"
    pack.write_text(json.dumps(a_pack("qa")))
    sign = ("campaign", "sign", "--key", signing, "--signer", "Head office")
    assert office.run(*sign, str(pack)).code == 0
    desk = Desk(root / "fleet", machine_folder=machine)
    assert desk.run("campaign", "add", str(pack)).code == 0
    rows = desk.write("rows.csv", as_csv(a_marked_row()))
    added = desk.run("outbox", "add", str(rows), "--environment", "qa")
    assert added.code == 0, added
    for option, name in (("--export", "found.csv"), ("--hand-over", "found.age")):
        with with_line(FD_VARIABLE, PASSPHRASE) as environ:
            command = ("recover", "--key", recovery, option, str(aside / name))
            ended = office.run(*command, str(desk.folder), environ=environ)
        assert ended.code == 0, ended


def main() -> None:
    """Work as root, then as somebody else."""
    folder, uid = Path(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        work(Path(scratch))
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    work(folder)


if __name__ == "__main__":
    main()
