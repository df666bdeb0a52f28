"""Hears from the system that the network is back: a hint to try, never a gate."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

_REACHES = frozenset(
    {
        QNetworkInformation.Reachability.Site,
        QNetworkInformation.Reachability.Online,
        QNetworkInformation.Reachability.Unknown,
    }
)


class NetworkHints(QObject):
    """Says when there may be a network again; silent where the system can't tell."""

    may_be_back = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        if not QNetworkInformation.loadDefaultBackend():
            return
        system = QNetworkInformation.instance()
        system.reachabilityChanged.connect(self._reachability_changed)
        system.isBehindCaptivePortalChanged.connect(self._portal_changed)

    def _reachability_changed(self, now: QNetworkInformation.Reachability) -> None:
        if now in _REACHES:
            self.may_be_back.emit()

    def _portal_changed(self, is_behind: bool) -> None:
        if not is_behind:
            self.may_be_back.emit()
