"""Keeps what is in memory, leads and keys among it, out of core dumps."""

import sys

# The kernel hands a dump to a program (systemd-coredump, apport) whatever the limit is,
# unless it is 1, which it takes for a crash of that very program (fs/coredump.c). A
# file of one byte is never written either.
_LIMIT_BYTES = 1 if sys.platform == "linux" else 0


def forbid_core_dumps() -> None:
    """Have the system write no core dump of this process and of those it starts.

    It takes a fraction of a millisecond. That other programs of the same user can look
    into its memory (`PR_SET_DUMPABLE`) is left as it is: whoever could may read the
    keyring as well, and it would hand /proc to root and keep every debugger out.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (_LIMIT_BYTES, _LIMIT_BYTES))
