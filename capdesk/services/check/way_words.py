"""Puts what was found on the way to a gateway into words, one for each stretch of it."""

from typing import assert_never

from capdesk.domain.finding import Light
from capdesk.domain.outcome import NotSentReason
from capdesk.gateway.portal import NoPage, Page, Sighting, SignInPage
from capdesk.gateway.reach import Blocked, CertificateFault, Open, Reach, Stage

Judgement = tuple[Light, str]
"""A light and its sentence."""

_WAIT = "leads wait on this computer"
_ONLINE = "see that it is online."
_SIGN_IN = "open a browser and sign in; leads wait on this computer until then"


def judge_proxy(reached: Reach) -> Judgement:
    """Judge the proxy, or that there is none."""
    match reached:
        case Blocked(stage=Stage.ROUTE):
            return Light.RED, f"{_why_route(reached)}, so no lead can be sent; ask IT."
        case Open(proxy=None) | Blocked(proxy=None):
            return Light.GREEN, "Leads go straight to the gateway, without a proxy."
        case Open(proxy) | Blocked(stage=Stage.TLS, proxy=proxy):
            return Light.GREEN, f"The proxy {proxy} lets CapDesk through."
        case Blocked():
            return Light.RED, f"{_why_proxy(reached)}; {_WAIT}; ask IT."
        case _:
            assert_never(reached)


def _why_route(reached: Blocked) -> str:
    if reached.proxy is None:
        return "The system did not say which proxy to use"
    return f"The proxy {reached.proxy} is of a kind that CapDesk can't use"


def _why_proxy(reached: Blocked) -> str:
    match reached:
        case Blocked(stage=Stage.DNS):
            why = "was not found"
        case Blocked(proxy_status=407):
            why = "asks for a name and a password"
        case Blocked(proxy_status=int(status)):
            why = f"did not let CapDesk through (status {status})"
        case Blocked(reason=NotSentReason.TIMEOUT):
            why = "did not answer in time"
        case Blocked(stage=Stage.TCP):
            why = "can't be connected to"
        case Blocked(reason=NotSentReason.TLS | NotSentReason.CERTIFICATE):
            why = "could not prove who it is"
        case _:
            why = "did not let CapDesk through"
    return f"The proxy {reached.proxy} {why}"


def judge_dns(reached: Reach) -> Judgement:
    """Judge whether the gateway's name is known."""
    match reached:
        case Open(proxy=None) | Blocked(stage=Stage.TCP | Stage.TLS, proxy=None):
            return Light.GREEN, "The gateway's name was found."
        case Open() | Blocked(stage=Stage.TLS):
            return Light.GREEN, "The proxy looks the gateway's name up."
        case Blocked(stage=Stage.DNS, proxy=None, reason=NotSentReason.TIMEOUT):
            return (
                Light.RED,
                f"Nobody said in time where the gateway is; {_WAIT}; {_ONLINE}",
            )
        case Blocked(stage=Stage.DNS, proxy=None):
            return Light.RED, f"The gateway's name was not found; {_WAIT}; {_ONLINE}"
        case Blocked():
            return _not_tried(reached)
        case _:
            assert_never(reached)


def judge_tcp(reached: Reach) -> Judgement:
    """Judge whether the gateway takes connections."""
    match reached:
        case Open(proxy=None) | Blocked(stage=Stage.TLS, proxy=None):
            return Light.GREEN, "The gateway takes connections."
        case Open() | Blocked(stage=Stage.TLS):
            return Light.GREEN, "The proxy has a connection to the gateway."
        case Blocked(stage=Stage.TCP, proxy=None, reason=NotSentReason.TIMEOUT):
            return Light.RED, (
                f"The gateway did not answer in time; {_WAIT}; a firewall may be in the"
                " way: ask IT."
            )
        case Blocked(stage=Stage.TCP, proxy=None):
            return Light.RED, (
                f"No connection to the gateway could be made; {_WAIT}; a firewall may be"
                " in the way: ask IT."
            )
        case Blocked():
            return _not_tried(reached)
        case _:
            assert_never(reached)


def judge_tls(url: str, reached: Reach) -> Judgement:
    """Judge whether the gateway has proved who it is."""
    match reached:
        case Open() if url.startswith("http:"):
            return Light.GREEN, "The gateway is on this computer, so nobody can listen."
        case Open():
            return (
                Light.GREEN,
                "The connection is secure; the gateway is who it should be.",
            )
        case Blocked(stage=Stage.TLS):
            return Light.RED, f"{_why_tls(reached)}."
        case Blocked():
            return _not_tried(reached)
        case _:
            assert_never(reached)


def _why_tls(reached: Blocked) -> str:
    match reached.certificate:
        case CertificateFault.NAME:
            return (
                "Somebody else answers in the gateway's place (the certificate is for"
                f" another name), and gets no lead; {_WAIT}; ask IT"
            )
        case CertificateFault.DATES:
            return (
                "The gateway's certificate has run out, or this computer's clock is"
                f" wrong; {_WAIT}; check the date"
            )
        case CertificateFault.UNTRUSTED:
            return (
                "The gateway's certificate is signed by nobody this computer trusts, as"
                f" when a company's firewall reads along; {_WAIT}; ask IT"
            )
        case None if reached.reason is NotSentReason.TIMEOUT:
            return f"No secure connection came about in time; {_WAIT}; ask IT"
        case None:
            return f"No secure connection could be made; {_WAIT}; ask IT"
        case _:
            assert_never(reached.certificate)


def judge_portal(url: str, reached: Reach, sighting: Sighting | None) -> Judgement:
    """Judge whether a sign-in page is in the way.

    Args:
        url: The gateway's.
        reached: How far the way was open.
        sighting: What a browser would have seen; None where nobody looked.
    """
    match sighting:
        case SignInPage(host):
            where = f" at {host}" if host else ""
            return Light.RED, f"A sign-in page{where} is in the way; {_SIGN_IN}."
        case Page():
            what = "A web page answers in the gateway's place, maybe to sign in"
            return Light.AMBER, f"{what}; {_SIGN_IN}."
        case NoPage() | None if _is_impostor(reached):
            what = "Something answers in the gateway's place, as a sign-in page does"
            return Light.AMBER, f"{what}; {_SIGN_IN}."
        case NoPage():
            return Light.GREEN, "No sign of a sign-in page."
        case _ if isinstance(reached, Blocked) and not url.startswith("http:"):
            return _not_tried(reached)
        case _:
            return Light.GREEN, "No sign-in page is in the way."


def _is_impostor(reached: Reach) -> bool:
    return isinstance(reached, Blocked) and reached.certificate is CertificateFault.NAME


def _not_tried(reached: Blocked) -> Judgement:
    before = "the proxy" if reached.proxy is not None else "an earlier step"
    if reached.stage is Stage.ROUTE:
        before = "the proxy's setting"
    return Light.AMBER, f"Not tried, as {before} stands in the way."
