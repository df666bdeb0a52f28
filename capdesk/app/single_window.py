"""One window per data folder: a second start raises the first one's window."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal

LOCK_NAME = "window.lock"
RAISE_WITHIN_MS = 5_000
_STEP_MS = 250


class SingleWindow(QObject):
    """Holds the place of the one window of a data folder."""

    raised = Signal()
    """CapDesk was started again on this folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        # Qt knows a lock left by a program that has ended from one that is held.
        self._lock = QLockFile(str(folder / LOCK_NAME))
        self._lock.setStaleLockTime(0)
        self._server: QObject | None = None

    def take_place(self) -> bool:
        """Take the place; False where another window has it."""
        if self._lock.tryLock(0):
            # Qt lets others read it, which the self-check would rightly point at.
            with suppress(OSError):
                (self._folder / LOCK_NAME).chmod(0o600)
            return True
        return self._lock.error() is not QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Wait for further starts; call it once the window is up."""
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        # The name may be left over from a window that was killed; we hold the lock.
        QLocalServer.removeServer(self._server_name())
        server.newConnection.connect(self._greet)
        server.listen(self._server_name())
        self._server = server

    def raise_first(self) -> bool:
        """Ask the window that has the place to come up; False if it does not answer."""
        from PySide6.QtCore import QThread
        from PySide6.QtNetwork import QLocalSocket

        for _ in range(RAISE_WITHIN_MS // _STEP_MS):
            socket = QLocalSocket()
            socket.connectToServer(self._server_name())
            if socket.waitForConnected(_STEP_MS):
                # To be called is the whole message.
                return True
            # It may still be starting.
            QThread.msleep(_STEP_MS)
        return False

    def give_up(self) -> None:
        """Leave the place to the next start."""
        self._lock.unlock()

    def _server_name(self) -> str:
        import hashlib

        place = hashlib.sha256(str(self._folder.resolve()).encode()).hexdigest()
        return f"capdesk-{place[:16]}"

    def _greet(self) -> None:
        from PySide6.QtNetwork import QLocalServer

        server = self._server
        assert isinstance(server, QLocalServer)  # noqa: S101 - for the type checker
        while server.hasPendingConnections():
            connection = server.nextPendingConnection()
            connection.disconnected.connect(connection.deleteLater)
            connection.disconnectFromServer()
        self.raised.emit()
