"""Finds out, before Qt would abort, whether a window can be opened on Linux.

Qt ends the program with a core dump where its platform plugin can't be loaded or has no
screen, so the same questions are asked here first. It takes less than five milliseconds
when all is well, most of which Qt then saves: the libraries are loaded already.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from capdesk.cli.console import CommandError

_PLATFORM_VARIABLE = "QT_QPA_PLATFORM"
_XCB, _WAYLAND = "xcb", "wayland"

_NO_SCREEN = (
    "CapDesk has no screen to open its window on{reason}; start it from a desktop"
    ' session, or use its commands ("capdesk --help").'
)
_NOT_WHOLE = (
    "CapDesk can't open its window because a part of it is missing ({part}); install"
    " CapDesk again."
)

# The Debian and Ubuntu package of each library that a slim system may lack. Names with
# a "t64" at their end since 2024 are still found by the older name given here.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}


def find_screen(environ: Mapping[str, str]) -> str | None:
    """Find the first platform with a screen that answers, where Qt would look for it.

    Args:
        environ: The environment variables.

    Returns:
        Its name; None where Qt was told to draw elsewhere, or this is not Linux.

    Raises:
        CommandError: There is none.
    """
    if not sys.platform.startswith("linux") or _is_elsewhere(environ):
        return None
    platforms = _platforms(environ)
    for platform in platforms:
        if _answers(platform, environ):
            return platform
    raise CommandError(_no_screen(platforms, environ))


def check_plugin(screen: str | None, environ: Mapping[str, str]) -> None:
    """Make sure that the system has what Qt needs to reach a screen.

    To be called once Qt is imported, so that the plugin finds Qt's own libraries.

    Args:
        screen: What `find_screen` found.
        environ: The environment variables.

    Raises:
        CommandError: Libraries are missing; the sentence names them.
    """
    if screen is None:
        return
    fault = plugin_fault(_plugin(screen))
    if fault is None:
        return
    others = (
        each
        for each in _platforms(environ)
        if each != screen and _answers(each, environ)
    )
    # Qt, too, goes on to the next one.
    if all(plugin_fault(_plugin(each)) is not None for each in others):
        raise CommandError(fault)


def missing_for(error: ImportError) -> str:
    """Return the sentence for Qt, or a part of CapDesk, that can't be imported."""
    library = _library_in(error)
    if library is None:
        return _NOT_WHOLE.format(part=error.name or "Qt")
    return _libraries_missing(library)


def plugin_fault(plugin: Path) -> str | None:
    """Load a platform plugin, and return the sentence that says why it can't be."""
    import ctypes

    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        library = _library_in(error)
        if library is None:
            return _NOT_WHOLE.format(part=plugin.name)
        return _libraries_missing(library)
    return None


def _is_elsewhere(environ: Mapping[str, str]) -> bool:
    """Whether Qt was told to draw where no desktop is needed, such as off screen."""
    chosen = environ.get(_PLATFORM_VARIABLE, "")
    return bool(chosen) and not {_XCB, _WAYLAND}.issuperset(_named(chosen))


def _named(chosen: str) -> Iterator[str]:
    # "wayland;xcb:nograb": several to be tried in turn, each with options of its own.
    for each in chosen.split(";"):
        yield each.partition(":")[0].removesuffix("-egl")


def _platforms(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the platforms that Qt would try."""
    if chosen := environ.get(_PLATFORM_VARIABLE):
        return tuple(_named(chosen))
    has_wayland = (
        _WAYLAND in environ.get("XDG_SESSION_TYPE", "")
        or environ.get("WAYLAND_DISPLAY")
        or environ.get("WAYLAND_SOCKET")
    )
    return (*((_WAYLAND,) if has_wayland else ()), _XCB)


def _answers(platform: str, environ: Mapping[str, str]) -> bool:
    if platform == _WAYLAND:
        return _wayland_answers(environ)
    return _x_answers(environ.get("DISPLAY", ""))


def _wayland_answers(environ: Mapping[str, str]) -> bool:
    import socket

    if environ.get("WAYLAND_SOCKET"):
        return True  # open already; to look would be to use it up
    name = environ.get("WAYLAND_DISPLAY") or "wayland-0"
    with socket.socket(socket.AF_UNIX) as server:
        try:
            server.connect(str(Path(environ.get("XDG_RUNTIME_DIR", "/")) / name))
        except OSError:
            return False
    return True


def _x_answers(name: str) -> bool:
    import ctypes

    if not name:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # as far as can be told; the plugin will miss it too
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(name.encode(), None)
    try:
        return bool(xcb.xcb_connection_has_error(connection) == 0)
    finally:
        xcb.xcb_disconnect(connection)


def _no_screen(platforms: tuple[str, ...], environ: Mapping[str, str]) -> str:
    tried = [
        f"{variable} is {value}"
        for platform, variable in ((_WAYLAND, "WAYLAND_DISPLAY"), (_XCB, "DISPLAY"))
        if platform in platforms and (value := environ.get(variable))
    ]
    reason = f" ({' and '.join(tried)}, but nothing answers there)" if tried else ""
    return _NO_SCREEN.format(reason=reason)


def _plugin(platform: str) -> Path:
    (folder,) = sys.modules["PySide6"].__path__
    return Path(folder, "Qt", "plugins", "platforms", f"libq{platform}.so")


def _library_in(error: Exception) -> str | None:
    """Return the library that the system's loader says it lacks."""
    found = re.match(r"([^\s:/]+\.so[.\d]*): cannot open shared object", str(error))
    return found[1] if found else None


def _libraries_missing(first: str) -> str:
    # The loader names one at a time; nobody wants to learn of the next only after.
    missing = sorted({first, *(each for each in PACKAGES if not _loads(each))})
    packages = sorted({PACKAGES[each] for each in missing if each in PACKAGES})
    remedy = (
        f'"sudo apt install {" ".join(packages)}" on Debian and Ubuntu'
        if packages
        else "the packages of your system that have them"
    )
    what = "a library" if len(missing) == 1 else "libraries"
    return (
        f"CapDesk can't open its window because this system lacks {what}"
        f" ({', '.join(missing)}); install {remedy}."
    )


def _loads(library: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
