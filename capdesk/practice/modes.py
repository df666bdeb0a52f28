"""What the practice gateway can be told to do next."""

from enum import StrEnum


class Mode(StrEnum):
    """A way to answer; the value is its name on the command line."""

    ACCEPT = "accept"
    REJECT = "reject"
    REFUSE_KEY = "refuse_key"
    FAIL = "fail"
    LOSE_REPLY = "lose_reply"
    SLOW = "slow"
    OFFLINE = "offline"
    CAPTIVE_PORTAL = "captive_portal"
    REDIRECT = "redirect"
    SLOW_DOWN = "slow_down"
    HUGE_BODY = "huge_body"
    CUT_BODY = "cut_body"

    @property
    def label(self) -> str:
        """The mode as a menu names it."""
        return _LABELS[self]


_LABELS = {
    Mode.ACCEPT: "Accept every lead",
    Mode.REJECT: "Reject every lead (400)",
    Mode.REFUSE_KEY: "Refuse the key (401)",
    Mode.FAIL: "Fail (500)",
    Mode.LOSE_REPLY: "Take the lead, lose the reply",
    Mode.SLOW: "Accept, but slowly",
    Mode.OFFLINE: "Be offline",
    Mode.CAPTIVE_PORTAL: "Show a sign-in page (captive portal)",
    Mode.REDIRECT: "Redirect elsewhere (307)",
    Mode.SLOW_DOWN: "Ask to slow down (429)",
    Mode.HUGE_BODY: "Accept with a reply that never ends",
    Mode.CUT_BODY: "Accept with a reply cut short",
}
