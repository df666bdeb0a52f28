"""What PySide knows of signatures is read late, and is the same then."""

import subprocess
import sys

import pytest

PLAIN = "import PySide6.QtWidgets"
QUICK = """
from capdesk.app.quick_start import quick_imports
with quick_imports():
    import PySide6.QtWidgets
"""
WRONG_CALL = """
from PySide6.QtCore import QObject
try:
    QObject().setObjectName(1, 2, 3)
except TypeError as error:
    print(error)
"""
WRONG_CALL_IN_A_THREAD = """
import threading
from PySide6.QtCore import QObject
def call():
    try:
        QObject().setObjectName([])
    except TypeError as error:
        print(error)
thread = threading.Thread(target=call)
thread.start()
thread.join()
"""
NO_SUCH_PROPERTY = """
from PySide6.QtCore import QObject
try:
    QObject(no_such="property")
except AttributeError as error:
    print(error)
"""
ASKED_FOR = """
from PySide6.QtCore import QObject, Qt
from PySide6.support.signature import get_signature
print(get_signature(QObject.setObjectName), get_signature(QObject.objectName))
print(QObject.setObjectName.__doc__, Qt.AlignmentFlag.__doc__)
"""
A_TOOL_OF_ITS_OWN = """
from PySide6.support.signature.lib import enum_sig, pyi_generator
import PySide6.support.signature.layout as layout
print(enum_sig.ExactEnumerator.__name__, pyi_generator.generate_pyi.__name__)
print(enum_sig.__name__, layout.__spec__.name, layout.__file__, hasattr(layout, "x"))
"""
LATE = """
import sys
print(*sorted(
    name for name, module in sys.modules.items()
    if type(module).__name__ == "_LateModule"
    and name.startswith("shibokensupport") and "__file__" not in vars(module)
))
"""


def _printed(code: str) -> str:
    """Run code in a process of its own and return what it printed."""
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stderr == ""
    return ran.stdout


@pytest.mark.parametrize(
    "use",
    [
        WRONG_CALL,
        WRONG_CALL_IN_A_THREAD,
        NO_SUCH_PROPERTY,
        ASKED_FOR,
        A_TOOL_OF_ITS_OWN,
    ],
    ids=["wrong call", "in a thread", "property", "asked for", "tool"],
)
def test_late_is_the_same(use: str) -> None:
    """Errors, descriptions and PySide's own tools say what they say in any program."""
    plain = _printed(PLAIN + use)
    assert plain != ""
    assert _printed(QUICK + use) == plain


def test_none_is_read_before_it_is_asked_for() -> None:
    """All six modules stand empty once the window's part of Qt is there.

    If this fails after a new release of PySide, the program runs, but starts 30 ms later.
    """
    names = ("errorhandler", "layout", "lib.enum_sig", "lib.pyi_generator", "lib.tool")
    late = [f"shibokensupport.signature.{name}" for name in (*names, "parser")]
    assert _printed(QUICK + LATE).split() == late


def test_imports_go_on_as_ever() -> None:
    """After the start no statement is looked at; where PySide was there, nothing was."""
    after = "import capdesk.app.late_signatures, builtins\nprint(builtins.__import__)"
    assert "late_signatures" not in _printed(QUICK + after)
    before = PLAIN + "\nfirst = __import__" + QUICK + LATE
    assert _printed(before).strip() == ""
