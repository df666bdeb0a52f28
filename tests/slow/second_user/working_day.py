"""A day at a desk of one user, for a test in which another user looks at its files.

Started by root as `python -m tests.slow.second_user.working_day FOLDER UID`: everything
is done twice, first as root in a scratch folder, so that every module is loaded when
this becomes a user who may not be able to read them.
"""

import os
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from capdesk.domain.lead import Draft
from tests.cli.canary_day import CanaryDay
from tests.cli.command_desk import Desk
from tests.support.canaries import FIRST_NAME
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
    day.damage()
    with closing(desk.outbox()) as outbox:
        outbox.save_draft("form", Draft(first_name=FIRST_NAME), now=desk.now)
    day.diagnose()


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
