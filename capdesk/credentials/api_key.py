"""What an API key may look like; it is opaque, so only what could never work is refused."""

from capdesk.credentials.errors import ApiKeyError

# Windows keeps 2,560 bytes for each credential (CRED_MAX_CREDENTIAL_BLOB_SIZE), as
# UTF-16. The same limit everywhere, so that a key that works on one desk works on all.
MAX_API_KEY_CHARACTERS = 1_280

_BYTE_ORDER_MARK = "\ufeff"  # PowerShell puts one in front of what it pipes


def check_api_key(text: str) -> str:
    """Take an API key as it came from standard input or the clipboard.

    Args:
        text: The key, possibly with white space around it.

    Returns:
        The key alone: printable ASCII without spaces.

    Raises:
        ApiKeyError: This cannot be a key. The sentence does not repeat it.
    """
    key = text.removeprefix(_BYTE_ORDER_MARK).strip()
    if not key:
        raise ApiKeyError("No API key was given; paste the key that CAP sent.")
    if len(key) > MAX_API_KEY_CHARACTERS:
        raise ApiKeyError(
            f"An API key has at most {MAX_API_KEY_CHARACTERS:,} characters; this text "
            f"has {len(key):,}."
        )
    if not all("!" <= character <= "~" for character in key):
        raise ApiKeyError(
            "An API key is one word of plain letters, digits and signs; this text has "
            "a space, a line break or another character in it."
        )
    return key
