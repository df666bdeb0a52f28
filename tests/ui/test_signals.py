"""The Qt binding is one that survives a day's work."""

from PySide6.QtCore import QObject, Signal


class _Bell(QObject):
    rung = Signal(object)


def test_a_signal_can_be_emitted_thousands_of_times(qapp: QObject) -> None:
    """PySide6 6.12.0 on Python 3.11 aborts after about 570 emitted signals."""
    heard: list[object] = []
    bell = _Bell()
    bell.rung.connect(heard.append)
    for number in range(5_000):
        bell.rung.emit(number)
    assert heard == list(range(5_000))
