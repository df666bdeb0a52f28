"""Hand-over: unsent leads go from one computer to another in an encrypted file.

See docs/decisions/0012 for the order in which a lead changes hands.
"""

from capdesk.services.hand_over.age_file import Cipher
from capdesk.services.hand_over.asking import Ask, asking, asking_storage
from capdesk.services.hand_over.errors import HandOverFileError
from capdesk.services.hand_over.giving import hand_over_leads
from capdesk.services.hand_over.taking import (
    read_hand_over,
    take_over_file,
    take_over_leads,
)

__all__ = [
    "Ask",
    "Cipher",
    "HandOverFileError",
    "asking",
    "asking_storage",
    "hand_over_leads",
    "read_hand_over",
    "take_over_file",
    "take_over_leads",
]
