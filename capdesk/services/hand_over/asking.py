"""How the outbox is asked here: in the calling thread, or in the one that owns it."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from capdesk.outbox import Outbox, Storage

P = ParamSpec("P")
T = TypeVar("T")


class Ask(Protocol):
    """Does something with the outbox and returns, or raises, what came of it."""

    def __call__(
        self,
        job: Callable[Concatenate[Outbox, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do it."""
        ...


def asking(outbox: Outbox) -> Ask:
    """Return what asks an outbox of this thread."""

    def ask(
        job: Callable[Concatenate[Outbox, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        return job(outbox, *args, **kwargs)

    return ask


def asking_storage(storage: Storage) -> Ask:
    """Return what asks the outbox of a storage thread, and waits."""

    def ask(
        job: Callable[Concatenate[Outbox, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        return storage.submit(job, *args, **kwargs).result()

    return ask
