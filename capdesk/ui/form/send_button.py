"""The one button to press."""

from PySide6.QtWidgets import QPushButton


class SendButton(QPushButton):
    """Says what a press would do, or that it is being done."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "primary")
        self.setToolTip("Ctrl+Enter")
        self.set_correcting(correcting=False)

    def set_correcting(self, *, correcting: bool) -> None:
        """Note whether the lead was captured before."""
        self.setAccessibleName("Save and send" if correcting else "Send lead")
        self.say_saving(saving=False)

    def say_saving(self, *, saving: bool) -> None:
        """Show that a press is being answered."""
        self.setText("Saving…" if saving else f"&{self.accessibleName()}")
