"""Did you mean: slips are seen, real domains are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.rules.email_domains import PROVIDERS, edit_distance, likely_domain

REAL_DOMAINS = """
    126.com 163.com ahoy.co.uk aim.com aol.co.uk aol.com aol.de aol.fr aon.com apple.com
    arnoldclark.com att.net audi.co.uk bbc.co.uk bmw.co.uk bt.com btconnect.com
    btinternet.com btopenworld.com cloud.com comcast.net ee.co.uk eircom.net
    email.co.uk email.com fastmail.com fastmail.fm free.fr freeserve.co.uk fsmail.net
    gmail.com gmx.co.uk gmx.com gmx.de gmx.net google.co.uk google.com googlemail.com
    gov.uk hey.com hotmail.be hotmail.ca hotmail.ch hotmail.co.jp hotmail.co.nz
    hotmail.co.th hotmail.co.uk hotmail.com hotmail.com.au hotmail.com.br hotmail.de
    hotmail.es hotmail.fr hotmail.gr hotmail.it hotmail.nl hotmail.no hotmail.se
    hushmail.com icloud.com inbox.com internet.com laposte.net levi.com libero.it
    life.com line.com lineone.net live.ca live.cn live.co.uk live.co.za live.com
    live.com.au live.fr live.ie live.it live.nl love.com mac.com mail.co.uk mail.com
    mail.ru me.com microsoft.com msc.com msn.com naver.com nhs.net nhs.uk ntlworld.com
    o2.co.uk olive.com onetel.com orange.fr orange.net outdoor.com outlook.co.uk
    outlook.com outlook.com.au outlook.de outlook.fr outlook.ie outlook.jp plus.com
    plus.net plusnet.com pm.me proton.me protonmail.ch protonmail.com qq.com
    rediffmail.com rocketmail.com royalmail.com skoda.co.uk sky.com skynet.be spy.com
    supanet.com sytner.co.uk t-online.de talk21.com talktalk.co.uk talktalk.net
    tesco.net three.co.uk tiscali.co.uk tiscali.it tuta.io tutanota.com verizon.net
    virgin.net virginmedia.co.uk virginmedia.com virginmoney.com vodafone.co.uk
    wanadoo.fr waitrose.com web.de yahoo.ca yahoo.co.id yahoo.co.in yahoo.co.jp
    yahoo.co.kr yahoo.co.nz yahoo.co.th yahoo.co.uk yahoo.co.za yahoo.com yahoo.com.au
    yahoo.com.br yahoo.com.sg yahoo.de yahoo.es yahoo.fr yahoo.ie yahoo.in yahoo.it
    yandex.com ymail.com zen.co.uk zoho.com
"""


@pytest.mark.parametrize("domain", REAL_DOMAINS.split())
def test_real_domains_are_left_alone(domain: str) -> None:
    """Nobody is asked about a domain that exists."""
    assert likely_domain(domain) is None


@pytest.mark.parametrize(
    ("slipped", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmal.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("googlemial.com", "googlemail.com"),
        ("gogglemal.com", "googlemail.com"),
        ("hotmial.co.uk", "hotmail.co.uk"),
        ("hotmal.co", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("yahooo.co.uk", "yahoo.co.uk"),
        ("iclod.com", "icloud.com"),
        ("btinterent.com", "btinternet.com"),
        ("virginmeda.com", "virginmedia.com"),
        ("talktlk.net", "talktalk.net"),
        ("alo.com", "aol.com"),
        ("skyy.com", "sky.com"),
        ("livee.co.uk", "live.co.uk"),
    ],
)
def test_slips_near_a_provider(slipped: str, meant: str) -> None:
    """One slip is seen in any provider's domain, two in a long one."""
    assert likely_domain(slipped) == meant


@pytest.mark.parametrize(
    ("slipped", "meant"),
    [
        ("gmail.con", "gmail.com"),
        ("gmail.cmo", "gmail.com"),
        ("hotmail.couk", "hotmail.co.uk"),
        ("yahoo.co.k", "yahoo.co.uk"),
        ("aol.couk", "aol.co.uk"),
        ("gmail.co.k", "gmail.com"),
        ("gmial.con", "gmail.com"),
        ("blueyoder.couk", "blueyonder.co.uk"),
        ("audi-reading.couk", "audi-reading.co.uk"),
        ("audi-reading.con", "audi-reading.com"),
    ],
)
def test_slips_in_the_ending(slipped: str, meant: str) -> None:
    """An ending that does not exist is mended on any domain."""
    assert likely_domain(slipped) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmail", "gmail.com"),
        ("gmailcom", "gmail.com"),
        ("hotmailcouk", "hotmail.co.uk"),
        ("hotmail", None),
        ("acme", None),
    ],
)
def test_missing_dot(typed: str, meant: str | None) -> None:
    """Without a dot a provider is meant only where there is one of that name."""
    assert likely_domain(typed) == meant


@pytest.mark.parametrize(
    ("left", "right", "slips"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("gmail", "gmial", 1),
        ("abc", "axc", 1),
        ("ca", "abc", 3),
    ],
)
def test_edit_distance(left: str, right: str, slips: int) -> None:
    """Too many, missing, other and swapped letters each count as one slip."""
    assert edit_distance(left, right) == slips
    assert edit_distance(right, left) == slips


@given(
    st.sampled_from(PROVIDERS),
    st.integers(min_value=0, max_value=16),
    st.sampled_from("abcdefghijklmnopqrstuvwxyz.") | st.just(""),
)
def test_what_was_meant_is_settled(provider: str, place: int, letter: str) -> None:
    """A suggested domain gets no suggestion itself."""
    meant = likely_domain(provider[:place] + letter + provider[place + 1 :])
    assert meant is None or likely_domain(meant) is None
