"""CapDesk's window in practice mode, and the moments it was painted and ready."""

import sys
import time

from capdesk.app import open_window


def _tell(milestone: str) -> None:
    sys.stdout.write(f"{milestone} {time.time()}\n")
    sys.stdout.flush()


open_window(None, on_milestone=_tell)
