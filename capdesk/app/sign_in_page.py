"""Opens, in a browser, the page that stands between this computer and the gateway."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

NO_PAGE_IN_PRACTICE = (
    "In practice there is no page to sign in on. Choose another answer of the gateway at"
    " the top to go on."
)


def open_sign_in_page(
    url: str, open_page: Callable[[QUrl], bool] = QDesktopServices.openUrl
) -> str:
    """Have a person see the page they have to sign in on.

    Whatever holds the Wi-Fi shows its page in place of any that is not encrypted, and
    nobody else is told of this computer by asking for the gateway's own.

    Args:
        url: The gateway's.
        open_page: Opens a page in the person's browser; false where it can't.

    Returns:
        What to tell the person; empty where the page was opened.
    """
    page = QUrl(url)
    page.setScheme("http")
    page.setPath("/")
    page.setPort(-1)
    if open_page(page):
        return ""
    return (
        f"No browser could be opened. Open one yourself, go to {page.toString()} and sign"
        " in; leads wait on this computer until then."
    )
