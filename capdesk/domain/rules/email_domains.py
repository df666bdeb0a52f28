"""Did you mean: the mail domain that somebody had in mind when a finger slipped.

A wrong suggestion on a real address costs trust, so the check is silent where it is
not sure: on domains known to exist, on other countries' branches of a provider, and
on short names unless the same letters were typed.
"""

from functools import lru_cache

PROVIDERS = (
    "gmail.com",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "outlook.com",
    "live.co.uk",
    "live.com",
    "msn.com",
    "yahoo.co.uk",
    "yahoo.com",
    "icloud.com",
    "aol.com",
    "btinternet.com",
    "sky.com",
    "virginmedia.com",
    "talktalk.net",
    "ntlworld.com",
    "blueyonder.co.uk",
    "tiscali.co.uk",
    "protonmail.com",
)
"""Where most people in the UK have their mail; what a slip is compared with."""

_ALSO_REAL = frozenset(
    {
        # Mail providers and employers a slip away from a provider.
        *("aol.co.uk", "cloud.com", "email.com", "fmail.com", "fmail.co.uk"),
        *("google.com", "internet.com", "mail.co.uk", "mail.com", "proton.me"),
        *("protonmail.ch", "rocketmail.com", "ymail.com", "live.cn", "live.co"),
        # Common in the UK, named so that a change of the limits leaves them alone.
        *("bt.com", "btconnect.com", "btopenworld.com", "fastmail.com", "gmx.co.uk"),
        *("gmx.com", "hey.com", "mac.com", "mail.ru", "me.com", "nhs.net", "nhs.uk"),
        *("o2.co.uk", "orange.net", "outlook.co.uk", "plus.com", "plus.net", "pm.me"),
        *("talk21.com", "tesco.net", "virgin.net", "virginmedia.co.uk", "zoho.com"),
    }
)

_SLIPPED_ENDINGS = {
    **dict.fromkeys(
        ("con", "cmo", "ocm", "vom", "xom", "cim", "cpm", "clm", "comm", "coom", "c0m"),
        "com",
    ),
    **dict.fromkeys(("couk", "co.k", "co.u", "co.ku", "co.ul", "co.ukk"), "co.uk"),
    **dict.fromkeys(("nte", "ner", "nett"), "net"),
    **dict.fromkeys(("ogr", "orgg"), "org"),
}
"""Endings that are no top-level domain, and what each of them was meant to be."""

_LONG_LETTERS = 9  # two slips are allowed from here on, one below
_DOMAINS_REMEMBERED = 512  # a file of leads names few, thousands of times each
_SHORT_NAME_LETTERS = 4  # too many real domains are one letter away from these


@lru_cache(maxsize=_DOMAINS_REMEMBERED)
def likely_domain(domain: str) -> str | None:
    """Return the domain that was probably meant.

    Args:
        domain: What stands after the @, lower case, in ASCII; the dot may be missing.

    Returns:
        The other domain, for which this function returns None; None where the domain
        is a known one or nothing is near.
    """
    if domain in _ALSO_REAL or domain in PROVIDERS:
        return None
    repaired = _repair_ending(domain)
    if repaired is None:
        return _nearest_provider(domain)
    if repaired in _ALSO_REAL or repaired in PROVIDERS:
        return repaired
    # There is no gmail.co.uk, so gmail.co.k was meant to be gmail.com.
    return (
        _only_provider_named(_name(repaired)) or _nearest_provider(repaired) or repaired
    )


def _repair_ending(domain: str) -> str | None:
    for slipped, meant in _SLIPPED_ENDINGS.items():
        if domain.endswith(f".{slipped}"):
            return domain.removesuffix(slipped) + meant
    return None


def _nearest_provider(domain: str) -> str | None:
    if "." not in domain:
        undotted = {provider.replace(".", ""): provider for provider in PROVIDERS}
        return undotted.get(domain) or _only_provider_named(domain)
    near = [p for p in PROVIDERS if _is_slip(domain, p)]
    return min(near, key=lambda provider: edit_distance(domain, provider), default=None)


def _only_provider_named(name: str) -> str | None:
    named = [provider for provider in PROVIDERS if _name(provider) == name]
    return named[0] if len(named) == 1 else None


def _is_slip(domain: str, provider: str) -> bool:
    limit = _slips_allowed(provider.replace(".", ""))
    if abs(len(domain) - len(provider)) > limit:
        return False
    name, _, ending = domain.partition(".")
    meant_name, _, meant_ending = provider.partition(".")
    if name == meant_name:
        # yahoo.co.in and hotmail.ca are two letters from a provider, and real.
        return edit_distance(ending, meant_ending) <= 1
    if len(meant_name) <= _SHORT_NAME_LETTERS and set(name) != set(meant_name):
        return False
    # Each letter that stands in one word alone takes a slip: far quicker to count.
    if len(set(name) - set(meant_name)) > _slips_allowed(meant_name):
        return False
    return (
        edit_distance(name, meant_name) <= _slips_allowed(meant_name)
        and edit_distance(domain, provider) <= limit
    )


def _name(domain: str) -> str:
    return domain.partition(".")[0]


def _slips_allowed(letters: str) -> int:
    return 2 if len(letters) >= _LONG_LETTERS else 1


def edit_distance(left: str, right: str) -> int:
    """Count the slips between two words.

    A slip is a letter too many, a letter missing, another letter, or two neighbours
    swapped (the optimal string alignment distance).
    """
    before_last: list[int] = []
    last = list(range(len(right) + 1))
    for row, a in enumerate(left, start=1):
        current = [row]
        for column, b in enumerate(right, start=1):
            cost = min(
                last[column] + 1,
                current[column - 1] + 1,
                last[column - 1] + (a != b),
            )
            swapped = (
                row > 1 and column > 1 and a == right[column - 2] and b == left[row - 2]
            )
            if swapped:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        before_last, last = last, current
    return last[-1]
