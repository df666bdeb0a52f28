"""Sees the moment at which something is drawn on a virtual screen, from the outside.

One pixel is fetched again and again: a window that is there but not drawn yet, which Qt
gives no background, does not count.
"""

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager

_Z_PIXMAP = 2
_ALL_PLANES = 0xFFFFFFFF
_BLANK = b"\0\0\0"
WITHIN_S = 30.0


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screen(ctypes.Structure):
    # The first member of xcb_screen_t, which is all that is needed.
    _fields_ = (("root", ctypes.c_uint32),)


class _Screens(ctypes.Structure):
    _fields_ = (
        ("screen", ctypes.POINTER(_Screen)),
        ("remaining", ctypes.c_int),
        ("index", ctypes.c_int),
    )


class ScreenEye:
    """Looks at one pixel of a screen, as long as the context manager `open` is."""

    def __init__(self, xcb: ctypes.CDLL, connection: int, root: int) -> None:
        self._xcb = xcb
        self._connection = connection
        self._root = root

    @classmethod
    @contextmanager
    def open(cls, display: str) -> Iterator["ScreenEye"]:
        """Connect to a screen.

        Args:
            display: Its name, such as `:99`.
        """
        xcb = _xcb()
        connection = xcb.xcb_connect(display.encode(), None)
        try:
            assert not xcb.xcb_connection_has_error(connection), display
            screens = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(connection))
            yield cls(xcb, connection, screens.screen.contents.root)
        finally:
            xcb.xcb_disconnect(connection)

    def wait(self, x: int, y: int, *, drawn: bool = True) -> float:
        """Look at a pixel until it is drawn (or blank again); return the time then.

        Args:
            x: From the left, in pixels.
            y: From the top, in pixels.
            drawn: Whether to wait for something, or for nothing, to be there.

        Returns:
            Seconds, as `time.monotonic` counts them.
        """
        end = time.monotonic() + WITHIN_S
        while (self._pixel(x, y) != _BLANK) != drawn:
            assert time.monotonic() < end, "the screen stayed as it is"
            time.sleep(0.001)
        return time.monotonic()

    def _pixel(self, x: int, y: int) -> bytes:
        xcb = self._xcb
        cookie = xcb.xcb_get_image(
            *(self._connection, _Z_PIXMAP, self._root, x, y, 1, 1, _ALL_PLANES)
        )
        reply = xcb.xcb_get_image_reply(self._connection, cookie, None)
        assert reply, f"no pixel at {x}, {y}"
        try:
            return ctypes.string_at(xcb.xcb_get_image_data(reply), len(_BLANK))
        finally:
            _free(reply)


def _free(address: int) -> None:
    free = ctypes.CDLL(None).free
    free.argtypes = (ctypes.c_void_p,)
    free(address)


def _xcb() -> ctypes.CDLL:
    xcb = ctypes.CDLL("libxcb.so.1")
    pointer = ctypes.c_void_p
    xcb.xcb_connect.restype = pointer
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, pointer)
    xcb.xcb_disconnect.argtypes = (pointer,)
    xcb.xcb_connection_has_error.argtypes = (pointer,)
    xcb.xcb_get_setup.restype = pointer
    xcb.xcb_get_setup.argtypes = (pointer,)
    xcb.xcb_setup_roots_iterator.restype = _Screens
    xcb.xcb_setup_roots_iterator.argtypes = (pointer,)
    xcb.xcb_get_image.restype = _Cookie
    xcb.xcb_get_image.argtypes = (
        *(pointer, ctypes.c_uint8, ctypes.c_uint32, ctypes.c_int16, ctypes.c_int16),
        *(ctypes.c_uint16, ctypes.c_uint16, ctypes.c_uint32),
    )
    xcb.xcb_get_image_reply.restype = pointer
    xcb.xcb_get_image_reply.argtypes = (pointer, _Cookie, pointer)
    xcb.xcb_get_image_data.restype = pointer
    xcb.xcb_get_image_data.argtypes = (pointer,)
    return xcb
