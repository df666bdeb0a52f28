"""A phone number and a postcode as people write them; no Qt."""


def shown_phone(phone: str | None) -> str:
    """Return a number in its groups, as it is if it is in no numbering plan."""
    if phone is None:
        return ""
    # Numbering plans take long to load; the form has done it by now.
    from capdesk.domain.rules.phone import check_phone
    from capdesk.domain.rules.result import Valid

    result = check_phone(phone)
    return result.shown if isinstance(result, Valid) else phone


def shown_postcode(postcode: str | None) -> str:
    """Return a postcode with its space."""
    return f"{postcode[:-3]} {postcode[-3:]}" if postcode else ""
