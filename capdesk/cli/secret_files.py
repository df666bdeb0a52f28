"""Files that hold a private key: made private, whole, and never in the place of another."""

from pathlib import Path

from capdesk import files
from capdesk.cli.console import CommandError


def make_secret_file(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone can read, durable, and read it back.

    Raises:
        CommandError: Something is there already, or it can't be written; then nothing
            is left behind.
    """
    if not path.parent.is_dir():
        raise CommandError(f"There is no folder {path.parent}; nothing was written.")
    try:
        files.write_new_private(path, content)
        kept = path.read_bytes()
    except FileExistsError as error:
        raise CommandError(
            f"{path} is there already and may be a key that is in use, so it was left as"
            " it is; choose another name."
        ) from error
    except OSError as error:
        raise CommandError(
            f"{path} can't be written ({error.strerror or error}); no key was made."
        ) from error
    if kept != content:
        path.unlink(missing_ok=True)
        raise CommandError(
            f"{path} does not hold what was written to it; no key was made; choose"
            " another disk."
        )
