"""Any life that two laptops may lead with hand-over files and one gateway between them.

What the gateway really has is known here, as it is to nobody at a desk; after each step
both outboxes are held against it. `CAPDESK_EXAMPLES` says how many lives.
"""

import os
import ssl
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from capdesk.domain.entry import UNSENT, Entry, Status, TransitionError
from capdesk.outbox import CaptureError, EntryNotFoundError
from capdesk.practice import Mode, PracticeGateway
from capdesk.services.hand_over import HandOverFileError, read_hand_over
from tests.outbox.desk import NOW, QA
from tests.slow.hand_over.two_laptops import PASSPHRASE, KilledError, Laptop
from tests.support.leads import a_lead
from tests.support.quick_cipher import QuickCipher

SHRINK = "CAPDESK_SHRINK" in os.environ
EXAMPLES = int(os.environ.get("CAPDESK_EXAMPLES", "100"))

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + 4 * EXAMPLES)]

LIVE = UNSENT | {Status.SENT}
"""Where a lead stands that was, or will be, sent from here."""

GIVEN_UP = {Status.DISCARDED, Status.REPLACED}
"""By a person, who knows that."""

MODES = (Mode.ACCEPT, Mode.LOSE_REPLY, Mode.FAIL, Mode.REJECT, Mode.OFFLINE)

LAPTOPS = st.integers(0, 1)
VISITS = st.sampled_from([*[None] * 6, *range(10)])
TAKERS = st.lists(st.tuples(LAPTOPS, VISITS), max_size=3)


class TwoLaptops(RuleBasedStateMachine):
    """Leads go to and fro, and to the gateway."""

    leads = Bundle("leads")
    files = Bundle("files")

    def __init__(self) -> None:
        super().__init__()
        self._scratch = tempfile.TemporaryDirectory(prefix="capdesk-two-laptops-")
        self._folder = Path(self._scratch.name)
        self._cipher = QuickCipher()
        self._laptops = [
            Laptop(self._folder / f"stand-{number}", bytes([number]) * 32, self._cipher)
            for number in (1, 2)
        ]
        self._gateway = PracticeGateway()
        self._gateway.start()
        # Nothing here speaks TLS, and loading the system's certificates takes long.
        self._ssl_context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._captured: set[str] = set()
        self._written: dict[Path, set[str]] = {}

    def teardown(self) -> None:
        """Let everything arrive, and see that it has."""
        try:
            self._let_all_arrive()
        finally:
            for laptop in self._laptops:
                laptop.outbox.close()
            self._gateway.__exit__(None, None, None)
            self._scratch.cleanup()

    # Life

    @initialize(target=leads)
    def begin(self) -> object:
        """Both laptops have had visitors."""
        return multiple(*(self._capture(at) for at in (0, 0, 1)))

    @rule(target=leads, at=LAPTOPS)
    def capture(self, at: int) -> str:
        """Somebody leaves a lead."""
        return self._capture(at)

    def _capture(self, at: int) -> str:
        lead = a_lead(environment=QA)
        self._laptops[at].capture(lead)
        self._captured.add(lead.id)
        return lead.id

    @rule(target=leads, at=LAPTOPS, lead_id=leads)
    def correct(self, at: int, lead_id: str) -> object:
        """A person edits a lead, where that is allowed."""
        copy = a_lead(environment=QA)
        try:
            self._laptops[at].capture(copy, replaces=lead_id)
        except (CaptureError, EntryNotFoundError):
            return multiple()
        self._captured.add(copy.id)
        return copy.id

    @rule(at=LAPTOPS, lead_id=leads)
    def discard(self, at: int, lead_id: str) -> None:
        """A person gives a lead up."""
        with suppress(EntryNotFoundError, TransitionError):
            self._laptops[at].outbox.discard(lead_id, now=NOW, reason="test")

    @rule(at=LAPTOPS, lead_id=leads)
    def send_again(self, at: int, lead_id: str) -> None:
        """A person wants a lead that may have arrived sent again."""
        with suppress(EntryNotFoundError):
            self._laptops[at].outbox.send_again(lead_id)

    @rule(at=LAPTOPS, mode=st.sampled_from(MODES))
    def send(self, at: int, mode: Mode) -> None:
        """A laptop sends all that may go."""
        self._gateway.set_mode(mode)
        self._laptops[at].send(self._gateway.url, self._ssl_context)

    @rule(at=LAPTOPS)
    def crash(self, at: int) -> None:
        """A laptop starts again."""
        self._laptops[at].crash()

    @rule(target=files, at=LAPTOPS, visits_left=VISITS, takers=TAKERS)
    def hand_over(
        self, at: int, visits_left: int | None, takers: list[tuple[int, int | None]]
    ) -> object:
        """All unsent leads go into a file, or the laptop dies on the way; some take it."""
        path = self._folder / f"{len(self._written)}.age"
        try:
            self._laptops[at].hand_over(path, visits_left)
        except HandOverFileError:
            assert not path.exists()
        except KilledError:
            self._laptops[at].crash()
        if not path.exists():
            return multiple()
        made = read_hand_over(path, PASSPHRASE, cipher=self._cipher)
        self._written[path] = {lead.id for lead in made.leads}
        for taker, visits in takers:
            self._take_over(taker, path, visits)
        return path

    @rule(at=LAPTOPS, path=files, visits_left=VISITS)
    def take_over(self, at: int, path: Path, visits_left: int | None) -> None:
        """Either laptop takes any file over, also again, or its own."""
        self._take_over(at, path, visits_left)

    def _take_over(self, at: int, path: Path, visits_left: int | None) -> None:
        try:
            self._laptops[at].take_over(path, visits_left)
        except KilledError:
            self._laptops[at].crash()

    # What holds at any time

    def _copies(self) -> dict[str, list[Entry]]:
        copies: dict[str, list[Entry]] = {lead_id: [] for lead_id in self._captured}
        for laptop in self._laptops:
            for entry in laptop.outbox.entries():
                copies[entry.id].append(entry)
        return copies

    @invariant()
    def no_lead_is_in_neither_place(self) -> None:
        """Some laptop has it, or a file that is whole."""
        in_files = set().union(*self._written.values())
        for lead_id, copies in self._copies().items():
            assert copies, lead_id
            away = all(copy.status is Status.HANDED_OVER for copy in copies)
            assert not away or lead_id in in_files, lead_id

    @invariant()
    def no_lead_is_in_both_places_without_a_mark(self) -> None:
        """Of all that may send it, one alone has no mark."""
        for copies in self._copies().values():
            live = [copy for copy in copies if copy.status in LIVE]
            assert sum(not copy.possible_duplicate for copy in live) <= 1, live

    @invariant()
    def what_arrived_twice_is_marked(self) -> None:
        """And what is shown as sent has arrived."""
        taken = Counter(
            each.external_reference for each in self._gateway.received if each.took_lead
        )
        for lead_id, copies in self._copies().items():
            if taken[lead_id] > 1:
                assert any(copy.possible_duplicate for copy in copies), copies
            if any(copy.status is Status.SENT for copy in copies):
                assert taken[lead_id], copies

    @invariant()
    def the_books_balance(self) -> None:
        """On both laptops, and each history ends where its lead stands."""
        for laptop in self._laptops:
            counts = laptop.outbox.counts(QA)
            assert laptop.outbox.captured_count(QA) == sum(counts.values())
            for entry in laptop.outbox.entries():
                lines = laptop.outbox.history(entry.id)
                assert lines[-1].after is entry.status
                doubted = any(line.after is Status.MAY_HAVE_ARRIVED for line in lines)
                assert entry.was_unknown == doubted, (entry, lines)

    def _let_all_arrive(self) -> None:
        """Take every file over, send all: what nobody gave up is at the gateway."""
        for laptop in self._laptops:
            for path in self._written:
                laptop.take_over(path)
        self._gateway.set_mode(Mode.ACCEPT)
        for laptop in self._laptops:
            laptop.crash()
            for entry in laptop.outbox.entries(Status.MAY_HAVE_ARRIVED):
                laptop.outbox.send_again(entry.id)
            laptop.send(self._gateway.url, self._ssl_context)
        taken = {
            each.external_reference for each in self._gateway.received if each.took_lead
        }
        for lead_id, copies in self._copies().items():
            statuses = {copy.status for copy in copies}
            if not statuses & {*GIVEN_UP, Status.NEEDS_FIXING}:
                assert lead_id in taken, copies
                assert Status.SENT in statuses, copies


def test_any_life_of_two_laptops() -> None:
    """No lead in neither place, none in both without a mark, all of them arrive."""
    run_state_machine_as_test(
        TwoLaptops,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            deadline=None,
            # As in the state machine of one desk: shrinking may take minutes.
            phases=(Phase.generate, Phase.shrink) if SHRINK else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
