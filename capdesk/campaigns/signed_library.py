"""The campaigns that were added by hand, where packs have to be signed.

What is in the file of campaigns says which packs they came from, and no more: their
values are read from the packs themselves, each with its signature checked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from capdesk.campaigns.kept_packs import KeptPacks
from capdesk.campaigns.library import CampaignLibrary
from capdesk.campaigns.minisign import SignatureFault
from capdesk.campaigns.signed_reading import read_checked
from capdesk.domain.campaign import Campaign
from capdesk.domain.pack_signature import PackKey, Signed

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SignedCampaign:
    """A campaign from a signed pack.

    Attributes:
        campaign: What it says.
        signed: Who signed the pack, and when.
    """

    campaign: Campaign
    signed: Signed


_Pack = Mapping[_Key, SignedCampaign] | str
"""The campaigns of a pack that was kept, or why they may not be used."""


@dataclass(frozen=True, slots=True)
class SignedCampaigns:
    """What may be used of what was added by hand.

    Attributes:
        campaigns: In the order in which they first came.
        troubles: What may not: sentences.
    """

    campaigns: tuple[SignedCampaign, ...] = ()
    troubles: tuple[str, ...] = ()


def load_signed(folder: Path, keys: Collection[PackKey]) -> SignedCampaigns:
    """Read the campaigns that were added by hand from the packs that brought them.

    Args:
        folder: The data folder.
        keys: Whose signatures are believed.

    Raises:
        CampaignLibraryError: The file of campaigns is damaged or cannot be read.
    """
    known, names, packs = _look(folder, keys)
    if _GONE in packs.values():
        # Another program may have replaced it between one look and the other.
        known, names, packs = _look(folder, keys)
    usable: list[SignedCampaign] = []
    left_out: dict[str, list[str]] = {}
    for each in known:
        pack = packs.get(names.get((each.environment, each.id), ""), _UNSIGNED)
        if isinstance(pack, str):
            left_out.setdefault(pack, []).append(each.name)
        elif (found := pack.get((each.environment, each.id))) is not None:
            usable.append(found)
        else:
            left_out.setdefault(_NOT_IN_IT, []).append(each.name)
    troubles = (_left_out(why, which) for why, which in left_out.items())
    return SignedCampaigns(tuple(usable), tuple(troubles))


_UNSIGNED = (
    "it came without a signature, and this computer takes signed campaign packs alone"
)
_GONE = "the signed pack it came from is no longer in the data folder, or damaged"
_NOT_IN_IT = "the signed pack that is kept for it does not have it"


def _look(
    folder: Path, keys: Collection[PackKey]
) -> tuple[tuple[Campaign, ...], Mapping[_Key, str], Mapping[str, _Pack]]:
    known, names = CampaignLibrary(folder).read()
    kept = KeptPacks(folder)
    packs = {name: _read(kept, name, keys) for name in dict.fromkeys(names.values())}
    return known, names, packs


def _read(kept: KeptPacks, name: str, keys: Collection[PackKey]) -> _Pack:
    """Return the campaigns of a pack that was kept, or why they may not be used."""
    try:
        seal = kept.read(name, keys)
        campaigns = read_checked(seal.content)
    except SignatureFault as fault:
        return str(fault)
    except (OSError, ValueError):
        return _GONE
    assert seal.signed is not None  # noqa: S101 - there were keys to check it by
    return {
        (each.environment, each.id): SignedCampaign(each, seal.signed)
        for each in campaigns
    }


def _left_out(why: str, names: list[str]) -> str:
    more = f", and {len(names) - 1:,} more like it" if len(names) > 1 else ""
    return f"{names[0]} is not used: {why}{more}; add the signed pack from head office."
