"""What all checks look at, read once, before any of them."""

import logging
import shutil
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from capdesk.campaigns import CampaignLibraryError
from capdesk.domain.rules.times import uk_date, uk_midnight
from capdesk.gateway.portal import LOOK_WITHIN_S, plain_address
from capdesk.gateway.reach import REACH_WITHIN_S
from capdesk.outbox import OUTBOX_NAME, OutboxError
from capdesk.outbox.checkup import Checkup, InterruptedOutboxError, check_up
from capdesk.services.profile import Offer, Profile
from capdesk.settings import SettingsError

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something can't be known.

    Attributes:
        sentence: For the user.
        heals: It puts itself right when CapDesk is started.
    """

    sentence: str
    heals: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """How the way to a gateway is tried.

    Attributes:
        find_proxy: Says which proxy leads to an address; None for the one that leads
            take.
        ssl_context: How to check certificates; None for the operating system's way.
        reach_within_s: Seconds for the way to one gateway.
        look_within_s: Seconds more for a sign-in page, where the way is not open.
        plain_address: Where to look for that page; None for nowhere.
    """

    find_proxy: Callable[[str], str | None] | None = None
    ssl_context: ssl.SSLContext | None = None
    reach_within_s: float = REACH_WITHIN_S
    look_within_s: float = LOOK_WITHIN_S
    plain_address: Callable[[str], str | None] = plain_address


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is on this computer.

    Attributes:
        profile: Whose data folder and keyring are checked.
        now: The time by this computer's clock, aware, UTC.
        outbox: How it stands; None where there is none yet.
        offer: The campaigns to choose from, and what is wrong with others.
        urls: By environment in use, where its leads go; None for one that this computer
            does not know.
        network: How gateways are tried.
        free_bytes: Asks for the room on the disk of a folder that exists.
    """

    profile: Profile
    now: datetime
    outbox: Checkup | Trouble | None
    offer: Offer | Trouble
    urls: dict[str, str | None] | Trouble
    network: Network = Network()
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free

    @property
    def known_urls(self) -> dict[str, str]:
        """By environment in use, where its leads go; without those nobody knows."""
        if isinstance(self.urls, Trouble):
            return {}
        return {name: url for name, url in self.urls.items() if url is not None}


def take_survey(
    profile: Profile,
    *,
    now: datetime,
    network: Network | None = None,
) -> Survey:
    """Read what there is, without making anything; what can't be read is a trouble.

    An environment is in use if it has campaigns, or leads that are not sent.
    """
    outbox = _known(lambda: _check_up(profile.folder / OUTBOX_NAME, now))
    offer = _known(profile.offer)
    names = set()
    if isinstance(offer, Offer):
        names |= {each.campaign.environment for each in offer.campaigns}
    if isinstance(outbox, Checkup):
        names |= {each.environment for each in outbox.unsent}
    return Survey(
        profile=profile,
        now=now,
        outbox=outbox,
        offer=offer,
        urls=_known(lambda: {name: profile.url_of(name) for name in sorted(names)}),
        network=network or Network(),
    )


def _check_up(path: Path, now: datetime) -> Checkup | None:
    if not path.exists():
        return None
    return check_up(path, old_before=uk_midnight(uk_date(now)))


def _known(read: Callable[[], T]) -> T | Trouble:
    try:
        return read()
    except (CampaignLibraryError, OutboxError, SettingsError) as error:
        return Trouble(str(error), heals=isinstance(error, InterruptedOutboxError))
    except OSError as error:
        return Trouble(
            f"The data folder can't be read ({error.strerror or type(error).__name__}),"
            " so leads can be neither taken nor sent; give CapDesk access to it."
        )
    except Exception as error:
        _log.error("the survey failed", exc_info=error)
        return Trouble(
            "This could not be looked at: something went wrong inside CapDesk"
            f" ({type(error).__name__}); leads in the outbox are safe; ask for help."
        )
