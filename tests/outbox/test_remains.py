"""Of two states of one entry in a damaged outbox, the later one counts."""

import pytest

from capdesk.outbox.remains import Remains, SavedRow


def _state(lead: bytes | None, attempts: int, changed_at: int) -> SavedRow:
    return {"id": "a", "lead": lead, "attempts": attempts, "changed_at": changed_at}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (_state(b"lead", 1, 10), _state(b"lead", 1, 20)),
        (_state(b"lead", 0, 30), _state(b"lead", 1, 20)),  # the clock was set back
        (_state(b"lead", 1, 20), _state(None, 1, 20)),  # a purge changes no status
    ],
    ids=["changed", "attempted", "erased"],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_page_from_the_past_brings_nothing_back(
    earlier: SavedRow,
    later: SavedRow,
    swapped: bool,
) -> None:
    """Not what was erased, nor a lead that was sent as one that waits."""
    states = [later, earlier] if swapped else [earlier, later]
    remains = Remains({"entry": [(1, state) for state in states], "history": []})
    assert list(remains.entries()) == [later]
