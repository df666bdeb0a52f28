"""`capdesk` on a network where no name is ever found, nor found to be missing.

It writes `looking up` when it asks for the first one.
"""

import socket
import sys
import threading

from capdesk.cli import main


def _hang(*_arguments: object, **_more: object) -> None:
    sys.stdout.write("looking up\n")
    sys.stdout.flush()
    threading.Event().wait()


socket.getaddrinfo = _hang  # type: ignore[assignment] # it never answers
sys.exit(main())
