"""A practice session: the practice gateway, a key in memory, a folder thrown away."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from capdesk.credentials import MemoryCredentials
from capdesk.domain.environment import PRACTICE
from capdesk.practice import PracticeGateway
from capdesk.services.profile import Profile

PRACTICE_KEY = "practice"


@contextmanager
def practice_session() -> Iterator[tuple[Profile, PracticeGateway]]:
    """Run a practice gateway and give a profile that knows no other."""
    with (
        tempfile.TemporaryDirectory(
            prefix="capdesk-practice-", ignore_cleanup_errors=True
        ) as folder,
        PracticeGateway() as gateway,
    ):
        credentials = MemoryCredentials()
        credentials.set_api_key(PRACTICE, gateway.url, PRACTICE_KEY)
        yield Profile(Path(folder), credentials, practice_url=gateway.url), gateway
