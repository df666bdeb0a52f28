"""What the dialogs of a hand-over say; no Qt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SideWords:
    """What one side of a hand-over is told and asked.

    Attributes:
        title: Of the window.
        told: What will happen, a paragraph each.
        file: What the button says that asks for the file.
        no_file: Said while none is chosen.
        label: Of the passphrase field, with its access key.
        do: What the button says that does it.
        doing: Said while it is done.
    """

    title: str
    told: tuple[str, ...]
    file: str
    no_file: str
    label: str
    do: str
    doing: str


GIVING = SideWords(
    title="Hand over unsent leads",
    told=(
        (
            "All leads that have not been sent go into one encrypted file, for another"
            " computer to send. This computer sends them no more."
        ),
        "Give the file to one computer alone: two would both send them.",
        (
            "Nobody can open the file without its passphrase, not even support. Tell it to"
            " your colleague another way than the file."
        ),
    ),
    file="Choose &where to write it…",
    no_file="No file chosen yet.",
    label="New &passphrase",
    do="&Hand over",
    doing="Writing the file and reading it back…",
)

TAKING = SideWords(
    title="Take leads over",
    told=(
        "The leads of the file become this computer’s, and are sent from here.",
        (
            "Taking the same file over again changes nothing. Leads that this computer"
            " handed over itself come back, marked as possible duplicates."
        ),
    ),
    file="Choose the &file…",
    no_file="No file chosen yet.",
    label="&Passphrase of the file",
    do="&Take over",
    doing="Opening the file…",
)

KINDS = "Hand-over files (*.age);;All files (*)"
FILE_NAME = "leads.age"
SLIP = "The slip"
CHOOSE_FIRST = "Choose a file first."
TYPE_FIRST = "Type the passphrase first."
DIFFER = "The two passphrases differ. Type the second one again."
