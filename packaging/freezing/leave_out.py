"""Says what the libraries bring along that CapDesk has no use for.

PyInstaller takes whatever a library might need; these lists say what this program, as it
is, does not. The frozen bare window that CapDesk is measured against uses the same.
"""

import re
from pathlib import PurePath

MODULES = (
    *("tkinter", "unittest", "doctest", "pdb", "pydoc", "pydoc_data", "lib2to3"),
    # Libraries ask for them in places that are never reached.
    *("distutils", "setuptools", "pkg_resources", "_distutils_hack", "packaging"),
    *("multiprocessing", "xmlrpc", "readline", "rlcompleter", "curses"),
    # Another way to run a loop, and a command of httpx's own.
    *("trio", "click", "rich", "pygments", "httpx._main"),
    # Asks name servers whether the domain of an email exists; CapDesk does not.
    *("dns", "email_validator.deliverability"),
    # Tests with them, where they are installed; the libraries have hooks for that.
    *("hypothesis", "pytest", "_pytest", "mypy"),
    # They read C and compile it; running the result takes neither.
    *("cffi", "pycparser"),
)
"""Modules, with all that is in them, that nothing CapDesk does comes to."""

_SUBMODULES = (
    # Keyrings that CapDesk never chooses; it names its own, one for each platform.
    *("keyring.backends.chainer", "keyring.backends.kwallet"),
    *("keyring.backends.libsecret", "keyring.backends.null"),
    *("keyring.cli", "keyring.devpi_client", "keyring.testing", "keyring.completion"),
    # Numbers of three to six digits; no lead is called on one.
    "phonenumbers.shortdata.region_",
    # For other people's tests, types and ways of running a loop.
    *("filelock._pytest", "anyio.pytest_plugin", "anyio._backends._trio"),
    *("pydantic.mypy", "pydantic.v1", "pydantic._hypothesis_plugin"),
)
"""How the names begin of modules that libraries come with whether wanted or not."""

DISTRIBUTIONS = frozenset({"dnspython", "pycparser"})
"""Whose modules are all left out, so that *About* does not name them."""

PLUGINS = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qsvg"},
    "networkinformation": {
        *("qnetworkmanager", "qnetworklistmanager", "qapplenetworkinformation"),
    },
    "platforminputcontexts": {
        *("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    },
    "platforms": {"qxcb", "qwayland", "qwindows", "qcocoa"},
    "platformthemes": {"qxdgdesktopportal"},
    "printsupport": {"cupsprintersupport"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-shell-integration": {"xdg-shell"},
}
"""The Qt plugins that are of use, by folder; all others stay out."""

_LIBRARIES = frozenset(
    {
        # Draw OpenGL in software, for windows that have some.
        *("opengl32sw", "d3dcompiler_47"),
        # The system's own, or none: whoever prints has cups, and cups has the others.
        # A second version of them in one process would be one too many.
        *("libcups", "libavahi-client", "libavahi-common", "libgnutls"),
        *("libgssapi_krb5", "libkrb5", "libkrb5support", "libk5crypto", "libcom_err"),
        "libkeyutils",
    }
)

_QT_PARTS = re.compile(
    r"(lib)?Qt6?(Qml|Quick|VirtualKeyboard|Pdf|WaylandCompositor)\w*$"
)
"""Parts of Qt that plugins bring along which are left out, by name of the library."""

_FOLDERS = frozenset({"translations", "qml"})
_ZONES = "tzdata/zoneinfo"
_ZONE = f"{_ZONES}/Europe/London"
"""The zone in which leads are entered; what is shown follows the system's clock."""


def is_module_of_use(name: str) -> bool:
    """Whether a module has to be in the bundle, by its full name."""
    return not name.startswith(_SUBMODULES)


def is_of_use(place: str) -> bool:
    """Whether a file that a library brings along has to be in the bundle.

    Args:
        place: Its path in the bundle.
    """
    path = PurePath(place)
    name = path.name.split(".")[0]
    if any(_QT_PARTS.match(part.split(".")[0]) for part in path.parts):
        return False
    if "PySide6" in path.parts:
        if _FOLDERS.intersection(path.parts):
            return False
        if "plugins" in path.parts:
            return name.removeprefix("lib") in PLUGINS.get(path.parent.name, set())
    if path.suffix == ".pyc":
        return is_module_of_use(".".join(path.with_suffix("").parts))
    if path.as_posix().startswith(_ZONES):
        return path.as_posix() == _ZONE
    return name not in _LIBRARIES
