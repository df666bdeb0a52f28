"""No core dump holds what was in memory."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no core dumps of this kind"
)

PROGRAM = """
import os, resource, sys
from capdesk.cli import main
if sys.argv[1] == "first":
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    main(["environment", "list"])
print(*resource.getrlimit(resource.RLIMIT_CORE), file=sys.stderr)
os.abort()
"""


def test_a_crash_leaves_no_core_file(tmp_path: Path) -> None:
    """Whatever the shell allows, the program and its children write none."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, "first"],
        cwd=tmp_path,
        env={"CAPDESK_DATA_DIR": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert ended.returncode < 0
    soft, hard = map(int, ended.stderr.split()[:2])
    # 1 keeps Linux from piping a dump to a program, which no other limit does.
    assert soft == hard == (1 if sys.platform == "linux" else 0)
    assert list(tmp_path.iterdir()) == []
