"""Decides which banners there are and what they say; pure, no Qt."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from capdesk.domain.entry import Status
from capdesk.domain.environment import PRACTICE
from capdesk.domain.queue import PauseReason
from capdesk.ui.words import leads

if TYPE_CHECKING:
    from capdesk.ui.words import QueueView

SIGN_IN_TROUBLE = "not_the_gateway"
"""What the code of an outcome begins with when something else answered."""


class Cause(StrEnum):
    """Why a person is needed, the most urgent first."""

    OUTBOX = "outbox"  # leads can't be kept or sent at all
    LOCKED = "locked"  # likewise, until a person gives or decides something
    KEY_REFUSED = "key_refused"
    KEY_MISSING = "key_missing"
    MISCONFIGURED = "misconfigured"
    SIGN_IN_PAGE = "sign_in_page"
    NEEDS_FIXING = "needs_fixing"  # has not arrived, and won't as it is
    MAY_HAVE_ARRIVED = "may_have_arrived"  # held until a person decides


_ABOUT_SOME_LEADS = frozenset({Cause.NEEDS_FIXING, Cause.MAY_HAVE_ARRIVED})


@dataclass(frozen=True, slots=True)
class Banner:
    """One thing that needs a person.

    Attributes:
        cause: What it is.
        environment: Whose; empty where it is not about one environment.
        text: What happened, what it means for the leads, what to do.
        button: The words on its one button; empty where no button can help.
        icon: Name of its icon.
    """

    cause: Cause
    environment: str
    text: str
    button: str
    icon: str

    @property
    def stops_leads(self) -> bool:
        """Whether leads stay here until somebody acts; the others can wait a little."""
        return self.cause not in {Cause.SIGN_IN_PAGE, Cause.MAY_HAVE_ARRIVED}


def attention(
    queues: Mapping[str, "QueueView"],
    *,
    trouble: str = "",
    remedy: str = "",
) -> tuple[Banner, ...]:
    """Return a banner for each cause, the most urgent first.

    Args:
        queues: How the queue of each environment stands.
        trouble: Why nothing can be kept or sent, as a sentence; empty if it can.
        remedy: The words on a button, where a person can do something against that here
            and now; empty where the guide has to help.
    """
    order = list(Cause)
    return tuple(
        sorted(
            (*_outbox(queues, trouble, remedy), *_queues(queues), *_leads(queues)),
            key=lambda banner: (order.index(banner.cause), banner.environment),
        )
    )


def is_said_above(
    banners: Iterable[Banner], environment: str, view: "QueueView"
) -> bool:
    """Whether a banner says already why the queue of an environment stands still.

    Args:
        banners: All that are shown.
        environment: Whose queue it is.
        view: How that queue stands.
    """
    trouble = (view.state.trouble if view.state else None) or ""
    return any(
        banner.environment in {"", environment}
        or (banner.cause is Cause.SIGN_IN_PAGE and trouble.startswith(SIGN_IN_TROUBLE))
        for banner in banners
        if banner.cause not in _ABOUT_SOME_LEADS
    )


def _outbox(
    queues: Mapping[str, "QueueView"], trouble: str, remedy: str
) -> Iterator[Banner]:
    if remedy:
        yield Banner(Cause.LOCKED, "", trouble, remedy, "padlock")
        return
    said = (view.trouble for view in queues.values() if view.trouble)
    if sentence := trouble or next(said, ""):
        yield Banner(Cause.OUTBOX, "", sentence, "What to do", "outbox")


def _queues(queues: Mapping[str, "QueueView"]) -> Iterator[Banner]:
    behind_a_page: list[str] = []
    for name, view in queues.items():
        if view.state is None:
            continue
        if view.state.paused is not None:
            yield _paused(view.state.paused, name, _to_send(view))
        elif (view.state.trouble or "").startswith(SIGN_IN_TROUBLE) and _to_send(view):
            behind_a_page.append(name)
    if behind_a_page:
        # One network, so one page, however many queues stand behind it.
        count = sum(_to_send(queues[name]) for name in behind_a_page)
        go = "it goes by itself" if count == 1 else "they go by themselves"
        yield Banner(
            Cause.SIGN_IN_PAGE,
            behind_a_page[0],
            f"A sign-in page is in the way (captive portal). {_stay(count)} here; sign"
            f" in and {go}.",
            "Open the sign-in page",
            "sign_in_page",
        )


def _paused(reason: PauseReason, environment: str, count: int) -> Banner:
    stay = _stay(count)
    match reason:
        case PauseReason.KEY_REFUSED if environment == PRACTICE:
            # It refuses because somebody chose so: no key would help.
            return Banner(
                Cause.KEY_REFUSED,
                environment,
                f"The practice gateway refused the API key. {stay} here; choose another"
                " answer for it to go on.",
                "",
                "key",
            )
        case PauseReason.KEY_REFUSED:
            return Banner(
                Cause.KEY_REFUSED,
                environment,
                f"The gateway refused the API key for {environment}. {stay} here until"
                " a new key is entered.",
                "Enter the API key…",
                "key",
            )
        case PauseReason.KEY_MISSING:
            return Banner(
                Cause.KEY_MISSING,
                environment,
                f"There is no API key for {environment} yet. {stay} here until one is"
                " entered.",
                "Enter the API key…",
                "key",
            )
        case PauseReason.MISCONFIGURED:
            return Banner(
                Cause.MISCONFIGURED,
                environment,
                f"The gateway's address for {environment} seems to be wrong. {stay}"
                " here; tell whoever set CapDesk up.",
                "Try again",
                "wrong_address",
            )


def _leads(queues: Mapping[str, "QueueView"]) -> Iterator[Banner]:
    if wrong := sum(
        view.counts.get(Status.NEEDS_FIXING, 0) for view in queues.values()
    ):
        was, it = ("was", "it") if wrong == 1 else ("were", "them")
        yield Banner(
            Cause.NEEDS_FIXING,
            "",
            f"{leads(wrong)} {was} not accepted and did not arrive. Fix {it} and send"
            " again.",
            "Show it" if wrong == 1 else "Show them",
            "needs_fixing",
        )
    # Not those that are sent again by themselves.
    if held := sum(view.held for view in queues.values()):
        them = "it" if held == 1 else "each"
        yield Banner(
            Cause.MAY_HAVE_ARRIVED,
            "",
            f"{leads(held)} may have arrived: no answer came back. Decide whether"
            f" {them} is sent again.",
            "Show it" if held == 1 else "Show them",
            "may_have_arrived",
        )


def _to_send(view: "QueueView") -> int:
    unsent = (Status.WAITING, Status.SENDING, Status.MAY_HAVE_ARRIVED)
    return sum(view.counts.get(status, 0) for status in unsent)


def _stay(count: int) -> str:
    if count == 0:
        return "New leads wait"
    return f"{leads(count)} {'waits' if count == 1 else 'wait'}"
