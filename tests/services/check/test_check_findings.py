"""What is found in an outbox, campaigns, a clock, a keyring: each with its light."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from capdesk.credentials import KeyringUnavailable, MemoryCredentials, SystemKeyring
from capdesk.domain.finding import Finding, Light
from capdesk.domain.outcome import Accepted
from capdesk.domain.pack_signature import Signed
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import OUTBOX_NAME
from capdesk.outbox.checkup import Checkup, Unsent, check_up
from capdesk.outbox.identity_copy import Identity
from capdesk.services.check.campaigns import (
    check_campaigns,
    check_environments,
    check_pack_signatures,
)
from capdesk.services.check.clock import check_clock
from capdesk.services.check.installation import (
    RESOURCES,
    check_policy,
    check_resources,
)
from capdesk.services.check.keys import check_keyring
from capdesk.services.check.leads import check_outbox, check_unsent
from capdesk.services.check.survey import Survey, Trouble
from capdesk.services.clock_offset import ClockKeeper
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Offer, Offered
from capdesk.settings import Policy, PolicyKey
from tests.services.check.surveys import a_survey, an_offer, lights
from tests.services.test_clock_offset import a_reply
from tests.support.clock import NOW
from tests.support.leads import a_campaign
from tests.support.signing import HEAD_OFFICE, NOON

GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED
TODAY = date(2026, 9, 12)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
URL = "https://gateway.example.com/leads"
RESOURCES_FOLDER = Path(__file__).parents[3] / "resources"

Look = Callable[[Survey], Iterable[Finding]]


def seen(look: Look, survey: Survey) -> list[tuple[str, Light, str | None]]:
    """Return what a check finds, without its words."""
    return lights(tuple(look(survey)))


def an_outbox(*unsent: Unsent, copies: tuple[str, ...] = ()) -> Checkup:
    """Return a sound outbox that has never had a key."""
    return Checkup(9, unsent, copies, Identity("id", "id", None, 0))


def unsent(count: int = 2, old: int = 0, paused: PauseReason | None = None) -> Unsent:
    """Return leads that wait, the first since the day before yesterday."""
    return Unsent("qa", count, old, NOW - 2 * DAY, QueueState("qa", paused=paused))


# What ships, and what IT sets


def test_what_ships_is_there(tmp_path: Path) -> None:
    """This checkout is whole."""
    assert seen(check_resources, a_survey(tmp_path)) == [("resources", GREEN, None)]


def test_each_kind_of_resource_is_looked_for() -> None:
    """No folder of files that ships can go missing unnoticed."""
    kinds = {each.name for each in RESOURCES_FOLDER.iterdir()}
    assert {Path(each).parts[0] for each in RESOURCES} == kinds


@pytest.mark.parametrize("troubles", [(), ("policy.toml, line 3: no.", "Line 4: no.")])
def test_a_broken_policy_is_told(tmp_path: Path, troubles: tuple[str, ...]) -> None:
    """IT's own words with file and line, or nothing to say."""
    (found,) = check_policy(a_survey(tmp_path, policy=Policy(troubles=troubles)))
    assert found.light is (RED if troubles else GREEN)
    assert all(each in found.sentence for each in troubles)


# The outbox


@pytest.mark.parametrize(
    ("outbox", "light"),
    [
        (None, GREEN),
        (an_outbox(), GREEN),
        (an_outbox(copies=("outbox.damaged-1",)), AMBER),
        (Trouble("A crash.", heals=True), AMBER),
        (Trouble("Damaged."), RED),
    ],
)
def test_how_the_outbox_is(
    tmp_path: Path, outbox: Checkup | Trouble | None, light: Light
) -> None:
    """Damage is red; what heals by itself and what damage left behind, amber."""
    assert seen(check_outbox, a_survey(tmp_path, outbox=outbox)) == [
        ("outbox", light, None)
    ]


@pytest.mark.parametrize(
    ("outbox", "light", "environment", "words"),
    [
        (None, GREEN, None, "No lead waits"),
        (an_outbox(), GREEN, None, "No lead waits"),
        (Trouble("Damaged."), AMBER, None, "can't be told"),
        (an_outbox(unsent()), GREEN, "qa", "2 leads of today have not been sent yet"),
        (
            *(an_outbox(unsent(old=1)), AMBER, "qa"),
            "1 lead from before today has not been sent, the oldest from 10 September",
        ),
        (an_outbox(unsent(3, old=3)), AMBER, "qa", "3 leads from before today have"),
        *(
            (an_outbox(unsent(paused=each)), RED, "qa", "2 leads wait because")
            for each in PauseReason
        ),
    ],
)
def test_leads_that_wait(
    tmp_path: Path,
    outbox: Checkup | Trouble | None,
    light: Light,
    environment: str | None,
    words: str,
) -> None:
    """Those of before today and a queue that is paused need a person."""
    (found,) = check_unsent(a_survey(tmp_path, outbox=outbox))
    assert (found.light, found.environment) == (light, environment)
    assert words in found.sentence


# Campaigns


@pytest.mark.parametrize(
    ("dates", "light"),
    [
        ([(None, None)], GREEN),
        ([(TODAY, TODAY + 4 * DAY)], GREEN),
        ([(TODAY - DAY, TODAY + 3 * DAY)], AMBER),
        ([(TODAY, TODAY)], AMBER),
        ([(None, TODAY - DAY)], RED),
        ([(TODAY + DAY, None)], RED),
        ([(None, None), (None, TODAY - DAY)], AMBER),
        ([(None, None), (TODAY + DAY, None)], AMBER),
        ([(None, TODAY - DAY), (TODAY + DAY, None)], RED),
    ],
)
def test_campaigns_by_their_dates(
    tmp_path: Path, dates: list[tuple[date | None, date | None]], light: Light
) -> None:
    """None that runs is red; one that ended, ends within three days or is to begin, amber."""
    campaigns = tuple(
        a_campaign(id=str(number), starts=starts, ends=ends)
        for number, (starts, ends) in enumerate(dates)
    )
    assert seen(check_campaigns, a_survey(tmp_path, offer=an_offer(*campaigns))) == [
        ("campaigns", light, "qa")
    ]


@pytest.mark.parametrize(
    ("offer", "findings"),
    [
        (an_offer(), [(AMBER, None)]),
        (Trouble("Damaged."), [(RED, None)]),
        (an_offer(troubles=("A pack of IT's.",)), [(RED, None)]),
        (
            an_offer(a_campaign(), troubles=("A.", "B.")),
            [(RED, None)] * 2 + [(GREEN, "qa")],
        ),
        (
            an_offer(a_campaign(), a_campaign(environment="dealer", ends=TODAY - DAY)),
            [(RED, "dealer"), (GREEN, "qa")],
        ),
    ],
)
def test_campaigns_by_environment(
    tmp_path: Path,
    offer: Offer | Trouble,
    findings: list[tuple[Light, str | None]],
) -> None:
    """Each environment is judged by itself, a pack that can't be used too; none is amber."""
    assert seen(check_campaigns, a_survey(tmp_path, offer=offer)) == [
        ("campaigns", *each) for each in findings
    ]


@pytest.mark.parametrize(
    ("urls", "findings"),
    [
        ({}, [(AMBER, None)]),
        (Trouble("Damaged."), [(RED, None)]),
        ({"gone": None, "qa": URL}, [(RED, "gone"), (GREEN, "qa")]),
    ],
)
def test_where_leads_go(
    tmp_path: Path,
    urls: dict[str, str | None] | Trouble,
    findings: list[tuple[Light, str | None]],
) -> None:
    """Leads of an environment that nobody knows go nowhere."""
    assert seen(check_environments, a_survey(tmp_path, urls=urls)) == [
        ("environments", *each) for each in findings
    ]


# The clock


def test_a_clock_nobody_has_compared(tmp_path: Path) -> None:
    """Before the gateway's first reply it can't be told."""
    assert seen(check_clock, a_survey(tmp_path)) == [("clock", AMBER, None)]


def test_in_practice_there_is_one_clock(tmp_path: Path) -> None:
    """Its gateway is on this computer, so there is nothing to compare."""
    survey = a_survey(tmp_path)
    practice = replace(survey.profile, practice_url="http://127.0.0.1:1/leads")
    (found,) = check_clock(replace(survey, profile=practice))
    assert found.light is GREEN
    assert "own clock" in found.sentence


@pytest.mark.parametrize(
    ("offset", "light", "words"),
    [
        (timedelta(0), GREEN, "is right"),
        (5 * MINUTE, GREEN, "is right"),
        (-5 * MINUTE, GREEN, "is right"),
        (6 * MINUTE, AMBER, "6 minutes slow"),
        (-90 * MINUTE, AMBER, "1 hour fast"),
        (DAY, AMBER, "1 day slow"),
        (DAY + MINUTE, RED, "1 day slow"),
        (-400 * DAY, RED, "400 days fast"),
    ],
)
def test_a_clock_that_is_off(
    tmp_path: Path, offset: timedelta, light: Light, words: str
) -> None:
    """More than five minutes is amber, more than a day is red."""
    ClockKeeper(tmp_path).note(a_reply(ahead=offset), Accepted())
    (found,) = check_clock(a_survey(tmp_path))
    assert (found.light, words in found.sentence) == (light, True)


# The keyring


class Locked(MemoryCredentials):
    """A keyring that gives nothing away.

    Attributes:
        asked: How often it was asked.
    """

    asked = 0

    def api_key(self, environment: str, url: str) -> str | None:
        """See `CredentialStore`."""
        self.asked += 1
        raise KeyringUnavailable("The keyring is locked.")


def test_a_key_for_each_environment(tmp_path: Path) -> None:
    """An environment whose key is missing is red, for its leads go nowhere."""
    credentials = MemoryCredentials()
    credentials.set_api_key("qa", URL, "secret")
    survey = a_survey(
        tmp_path, credentials, urls={"dealer": URL, "gone": None, "qa": URL}
    )
    found = tuple(check_keyring(survey))
    assert lights(found) == [
        ("keyring", GREEN, None),
        ("api_key", RED, "dealer"),
        ("api_key", GREEN, "qa"),
    ]
    assert not any("secret" in each.sentence for each in found)


@pytest.mark.parametrize("urls", [{}, {"dealer": URL, "qa": URL}])
def test_a_locked_keyring_is_asked_once(
    tmp_path: Path, urls: dict[str, str | None]
) -> None:
    """Its own words are told, and each question more would wait as long again."""
    credentials = Locked()
    found = tuple(check_keyring(a_survey(tmp_path, credentials, urls=urls)))
    assert found[0] == Finding("keyring", RED, "The keyring is locked.")
    assert lights(found[1:]) == [("api_key", AMBER, each) for each in urls]
    assert credentials.asked == 1


def test_no_keyring_at_all_is_told(tmp_path: Path) -> None:
    """The real keyring, on a system that has none, is a finding and no crash."""
    keyring = SystemKeyring(platform="beos")
    assert seen(check_keyring, a_survey(tmp_path, keyring)) == [("keyring", RED, None)]


def test_a_lost_data_key_is_told(tmp_path: Path) -> None:
    """Leads that can't be read any more are a matter of the keyring."""
    credentials = MemoryCredentials()
    profile = a_survey(tmp_path, credentials).profile
    open_outbox(profile, now=NOW).close()
    outbox = check_up(tmp_path / OUTBOX_NAME, old_before=NOW)
    for keyring, light in ((credentials, GREEN), (MemoryCredentials(), RED)):
        survey = a_survey(tmp_path, keyring, outbox=outbox)
        assert seen(check_keyring, survey) == [("keyring", light, None)]
        assert keyring.data_key(outbox.identity.key_id) is None or light is GREEN


# Signatures


def test_whose_signatures_are_used_is_told(tmp_path: Path) -> None:
    """Who signed the newest pack in use, or that none has to be signed, or can be."""
    signed = Policy(pack_public_key=(HEAD_OFFICE.public,))
    broken = Policy(unusable=frozenset({PolicyKey.PACK_PUBLIC_KEY}))
    by_hand = Offered(a_campaign(), signed=Signed("0" * 16, NOON, "Head office"))
    for policy, offer, light, words in (
        (Policy(), Offer(), GREEN, "need no signature"),
        (signed, Offer(), GREEN, "Signed campaign packs alone are used."),
        (
            signed,
            Offer((by_hand,)),
            GREEN,
            "by Head office, of 12 September 2026, 13:00",
        ),
        (signed, Trouble("It is damaged."), AMBER, "can't be told"),
        (broken, Offer(), RED, "No campaign pack is used"),
    ):
        survey = a_survey(tmp_path, policy=policy, offer=offer)
        (finding,) = check_pack_signatures(survey)
        assert (finding.name, finding.light) == ("pack_signatures", light)
        assert words in finding.sentence
