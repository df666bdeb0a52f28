"""What the first painted window waits for is counted in modules, not in seconds."""

import subprocess
import sys

OURS_AT_MOST = 82
OTHERS_AT_MOST = 136
LATE = frozenset(
    {
        *("cryptography", "filelock", "httpx", "keyring", "phonenumbers", "pydantic"),
        *("argparse", "asyncio", "concurrent.futures", "dataclasses", "datetime"),
        *(
            "hashlib",
            "json",
            "logging",
            "sqlite3",
            "ssl",
            "tomllib",
            "uuid",
            "zoneinfo",
        ),
        *("capdesk.courier", "capdesk.gateway", "capdesk.outbox", "capdesk.services"),
        *("capdesk.app.hands", "capdesk.app.parts", "capdesk.app.taking"),
        *("capdesk.credentials", "capdesk.domain.judge"),
        *("capdesk.logs", "capdesk.ui.curtain", "capdesk.ui.help"),
        *("capdesk.ui.outbox.panel", "capdesk.ui.settings", "capdesk.ui.words"),
        "shibokensupport.signature.lib.pyi_generator",
    }
)
"""What nothing before the paint needs, and whose import takes a millisecond or many."""

_MODULES_AT_PAINT = """
import os, sys
from capdesk.app import open_window

def tell(milestone):
    read = [
        name for name, module in sys.modules.items()
        if type(module).__name__ != "_LateModule" or "__file__" in vars(module)
    ]
    sys.stdout.write(" ".join(read))
    sys.stdout.flush()
    os._exit(0)

open_window(None, on_milestone=tell)
"""


def test_the_first_paint_waits_for_few_modules() -> None:
    """None of the late ones is there, and no more than a start needs.

    A bound that is met is a reason to look at what came, in `python -X importtime`,
    before it is moved.
    """
    told = subprocess.run(
        [sys.executable, "-c", _MODULES_AT_PAINT],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    modules = set(told.stdout.split())
    ours = {name for name in modules if name.partition(".")[0] == "capdesk"}
    assert modules & LATE == set()
    assert 0 < len(ours) <= OURS_AT_MOST
    assert len(modules - ours) <= OTHERS_AT_MOST
