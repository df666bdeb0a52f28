"""The outward codes that ship with the program."""

import json

from capdesk.domain.rules.postcode import OutwardCodes
from capdesk.resources import locate


def outward_codes() -> OutwardCodes:
    """Read the outward codes; takes about a millisecond."""
    content = locate("outward-codes.json").read_text(encoding="utf-8")
    return OutwardCodes.from_document(json.loads(content))
