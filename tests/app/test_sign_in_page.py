"""The page to sign in on is opened, or a person is told how to get there."""

from PySide6.QtCore import QUrl

from capdesk.app.sign_in_page import open_sign_in_page

GATEWAY = "https://gateway.example.com:8443/lead-submission/v1/external"


def test_the_root_is_asked_for_without_encryption() -> None:
    """A page that is encrypted could not be replaced by the one to sign in on."""
    opened: list[str] = []

    def open_page(page: QUrl) -> bool:
        opened.append(page.toString())
        return True

    assert open_sign_in_page(GATEWAY, open_page) == ""
    assert opened == ["http://gateway.example.com/"]


def test_without_a_browser_the_address_is_told() -> None:
    """Nothing that could be pressed again would help, so a person is told what would."""
    said = open_sign_in_page(GATEWAY, lambda _: False)
    assert "go to http://gateway.example.com/ and sign in" in said
    assert "leads wait on this computer" in said
