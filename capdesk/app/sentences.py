"""What to tell the user about an error that came out of a part."""

from capdesk.app.own_log import log

FAULT = (
    "Something went wrong inside CapDesk. What you typed is still here; try again, and"
    " if it stays so, close CapDesk and open it again."
)


def sentence_of(error: BaseException) -> str:
    """Return the sentence an error carries; a fault of ours is logged and gets `FAULT`."""
    from capdesk.campaigns import CampaignLibraryError, PackError
    from capdesk.credentials import ApiKeyError, CredentialError
    from capdesk.outbox import OutboxError
    from capdesk.services.hand_over.errors import HandOverFileError
    from capdesk.settings import SettingsError

    expected = (
        HandOverFileError,
        OutboxError,
        PackError,
        CampaignLibraryError,
        CredentialError,
        ApiKeyError,
        SettingsError,
    )
    if isinstance(error, expected):
        return str(error)
    log().error("a fault of our own", exc_info=error)
    return FAULT
