"""What IT has set up on this computer, as a window needs it."""

from pathlib import Path
from typing import NamedTuple

from capdesk.settings import NO_POLICY, Policy


class Machine(NamedTuple):
    """The machine-wide folder and its policy.

    Attributes:
        folder: Where IT's campaign packs lie; None for nowhere.
        policy: What IT has set.
    """

    folder: Path | None = None
    policy: Policy = NO_POLICY

    @property
    def is_managed(self) -> bool:
        """Whether IT has put anything there."""
        return self.folder is not None and self.folder.is_dir()


NO_MACHINE = Machine()
"""A computer on which IT has set nothing."""
