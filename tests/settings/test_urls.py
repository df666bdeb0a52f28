"""Where leads may be sent, and where they must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.settings import SettingsError
from capdesk.settings.urls import normalise_post_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://gateway.example.com/lead", "https://gateway.example.com/lead"),
        (" HTTPS://Gateway.Example.COM:8443/Lead?a=B \n", "https://gateway.example.com:8443/Lead?a=B"),
        ("https://xn--mnchen-3ya.example/lead", "https://xn--mnchen-3ya.example/lead"),
        ("https://[2001:db8::1]/lead", "https://[2001:db8::1]/lead"),
        ("http://127.0.0.1:8000/lead", "http://127.0.0.1:8000/lead"),
        ("http://127.9.9.9/lead", "http://127.9.9.9/lead"),
        ("http://[::1]:8000/lead", "http://[::1]:8000/lead"),
        ("http://localhost/lead", "http://localhost/lead"),
    ],
)  # fmt: skip
def test_https_and_this_computer_itself_are_fine(text: str, url: str) -> None:
    """Scheme and host are compared in lower case; path and query stay as they are."""
    assert normalise_post_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "http://gateway.example.com/lead",
        "http://localhost.example.com/lead",
        "http://127.0.0.1.example.com/lead",
        "http://10.0.0.1/lead",
        "http://2130706433/lead",
        "http://0/lead",
    ],
)
def test_plain_http_stays_on_this_computer(text: str) -> None:
    """No lead crosses a network unencrypted."""
    with pytest.raises(SettingsError, match="https only"):
        normalise_post_url(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "plain ASCII"),
        ("gateway.example.com/lead", "whole address"),
        ("/lead", "whole address"),
        ("https:///lead", "whole address"),
        ("https://gateway.example.com:0/lead", "whole address"),
        ("https://gateway.example.com:99999/lead", "whole address"),
        ("https://gateway.example.com:x/lead", "whole address"),
        ("https://[::1/lead", "whole address"),
        ("https://-a.example/lead", "whole address"),
        ("https://a%2eb/lead", "whole address"),
        ("ftp://gateway.example.com/lead", "whole address"),
        ("file:///etc/passwd", "whole address"),
        ("https://me:secret@gateway.example.com/lead", "user name"),
        ("https://@gateway.example.com/lead", "user name"),
        ("https://gateway.example.com/lead#top", "# part"),
        ("https://gateway.example.com\\@evil.example/lead", "plain ASCII"),
        ("https://münchen.example/lead", "xn--"),
        ("https://gateway.example.com/a b", "without spaces"),
        ("https://gateway.example.com/a\tb", "without spaces"),
        (f"https://gateway.example.com/{'x' * 1000}", "1,000 characters"),
    ],
)
def test_all_else_is_refused_in_a_sentence(text: str, words: str) -> None:
    """Each refusal says what an address must look like."""
    with pytest.raises(SettingsError, match=words):
        normalise_post_url(text)


@given(st.text(alphabet="htps:/@[]%#?.-0127lo c\\", max_size=30).map("http".__add__))
def test_no_text_at_all_is_a_crash(text: str) -> None:
    """Whatever is given, it is an address that stays the same, or a sentence."""
    try:
        url = normalise_post_url(text)
    except SettingsError:
        return
    assert normalise_post_url(url) == url
