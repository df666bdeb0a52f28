"""Checks this computer's clock against the gateway's, as of its last reply."""

from collections.abc import Iterator
from datetime import timedelta

from capdesk.domain.finding import Finding, Light
from capdesk.domain.rules.times import CLOCK_TOLERANCE, shown_time
from capdesk.services.check.survey import Survey
from capdesk.services.clock_offset import ClockOffset, load_offset

FAR_OFF = timedelta(days=1)


def check_clock(survey: Survey) -> Iterator[Finding]:
    """Tell whether the clock is right, as far as the gateway has said."""
    if survey.profile.is_practice:
        yield Finding(
            "clock",
            Light.GREEN,
            "In practice the gateway goes by this computer's own clock.",
        )
        return
    known = load_offset(survey.profile.folder)
    if known is None:
        yield Finding(
            "clock",
            Light.AMBER,
            "Nobody knows yet whether this computer's clock is right, as the gateway has"
            " not answered from here; see that its date and time are right.",
        )
        return
    offset = known.as_of(survey.now)
    if abs(offset) <= CLOCK_TOLERANCE:
        yield Finding(
            "clock",
            Light.GREEN,
            "This computer's clock is right, as of the gateway's reply on"
            f" {shown_time(known.at)}.",
        )
        return
    yield Finding("clock", *_wrong(offset, known))


def _wrong(offset: timedelta, known: ClockOffset) -> tuple[Light, str]:
    wrong = f"{_span(abs(offset))} {'slow' if offset > timedelta(0) else 'fast'}"
    as_of = shown_time(known.at)
    if abs(offset) > FAR_OFF:
        return Light.RED, (
            f"This computer's clock is {wrong}, as of {as_of}: leads get the wrong date,"
            " and secure connections may fail; set date and time."
        )
    return Light.AMBER, (
        f"This computer's clock is {wrong}, as of {as_of}: leads get the wrong time; set"
        " it."
    )


def _span(span: timedelta) -> str:
    for unit, length in (
        ("day", timedelta(days=1)),
        ("hour", timedelta(hours=1)),
        ("minute", timedelta(minutes=1)),
    ):
        if span >= length:
            count = span // length
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    raise ValueError("shorter than anybody minds")
