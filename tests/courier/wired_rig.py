"""A courier as in practice: a rig whose way to the gateway is the real client."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from capdesk.courier import Courier
from capdesk.credentials import MemoryCredentials
from capdesk.domain.entry import Entry, Status
from capdesk.gateway import GatewayClient
from capdesk.outbox import CourierLock, Outbox
from tests.courier.rig import KEY, QA, Rig
from tests.support.attempts import no_proxy
from tests.support.leads import a_lead, a_new_entry


@dataclass(frozen=True, slots=True)
class Way:
    """How the client gets to its gateway.

    Attributes:
        url: The whole address that takes the POST.
        overall_timeout_s: Seconds for a whole attempt.
        ssl_context: How to check certificates; None for the operating system's way.
        find_proxy: Says which proxy leads to an address.
    """

    url: str
    overall_timeout_s: float = 10.0
    ssl_context: ssl.SSLContext | None = None
    find_proxy: Callable[[str], str | None] = no_proxy


class WiredRig(Rig):
    """A rig that sends over real sockets, with its key in a keyring of its own."""

    def __init__(self, folder: Path, way: Way) -> None:
        self._way = way
        self._credentials = MemoryCredentials()
        self._credentials.set_api_key(QA, way.url, KEY)
        super().__init__(folder)

    def new_courier(self) -> Courier:
        """See `Rig`."""
        return Courier(
            self.storage,
            CourierLock(self.folder),
            self._connect,
            lambda environment: self._credentials.api_key(environment, self._way.url),
            clock=self.clock,
            rng=self.rng,
            listener=self._hear,
        )

    async def capture_payload(self, payload: bytes) -> str:
        """Capture a lead whose POST has this body, and return its id."""
        new = a_new_entry(lead=a_lead(environment=QA), payload=payload)
        await self.ask(Outbox.capture_all, [new], now=self.clock())
        self.courier.nudge()
        return new.lead.id

    async def until_attempted(self, entry_id: str, times: int = 1) -> Entry:
        """Wait until an entry's attempt is over and written down; return it."""

        def is_over(outbox: Outbox) -> bool:
            entry = outbox.entry(entry_id)
            return entry.attempts == times and entry.status is not Status.SENDING

        await self.until(is_over)
        return await self.entry(entry_id)

    def _connect(self, _environment: str) -> GatewayClient:
        return GatewayClient(
            self._way.url,
            now=self.clock,
            connect_timeout_s=self._way.overall_timeout_s,
            overall_timeout_s=self._way.overall_timeout_s,
            ssl_context=self._way.ssl_context,
            find_proxy=self._way.find_proxy,
        )
