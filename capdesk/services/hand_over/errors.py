"""What can be wrong with a hand-over file, each with a sentence for the user."""


class HandOverFileError(Exception):
    """The file can't be written or read; the text says what that means for the leads."""
