"""The system's word that the network is back."""

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation
from pytestqt.qtbot import QtBot

from capdesk.app.hints import NetworkHints

Reachability = QNetworkInformation.Reachability


def test_a_network_that_reaches_something_is_a_hint(qtbot: QtBot) -> None:
    """Online, a site, or nobody knows: worth a try; disconnected is not."""
    parent = QObject()
    hints = NetworkHints(parent)
    for good in (Reachability.Online, Reachability.Site, Reachability.Unknown):
        with qtbot.waitSignal(hints.may_be_back):
            hints._reachability_changed(good)
    with qtbot.assertNotEmitted(hints.may_be_back):
        hints._reachability_changed(Reachability.Disconnected)


def test_the_end_of_a_sign_in_page_is_a_hint(qtbot: QtBot) -> None:
    """Signed in to the venue's Wi-Fi: leads can go."""
    parent = QObject()
    hints = NetworkHints(parent)
    with qtbot.waitSignal(hints.may_be_back):
        hints._portal_changed(False)
    with qtbot.assertNotEmitted(hints.may_be_back):
        hints._portal_changed(True)
