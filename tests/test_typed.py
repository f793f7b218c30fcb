"""What people type: kept as it was meant, refused in words where it cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import typed
from data.errors import Refused


def test_a_name_stands_on_one_line_without_what_cannot_be_seen() -> None:
    assert typed.one_line("  Ada\n\tExample\x00\x1b ") == "Ada Example"


def test_a_note_keeps_its_lines_and_nothing_typed_is_nothing() -> None:
    assert typed.note(" first\r\nsecond\x07 ", "A note", 20) == "first\nsecond"
    assert typed.note(" \n ", "A note", 20) is None
    assert typed.note(None, "A note", 20) is None


def test_a_note_that_is_too_long_is_refused_with_both_numbers() -> None:
    assert typed.note("x" * 2000, "A comment", 2000) == "x" * 2000
    with pytest.raises(
        Refused, match="A comment may have 2,000 characters, and this one has 2,001"
    ):
        typed.note("x" * 2001, "A comment", 2000)


@pytest.mark.parametrize(
    "address",
    [
        "https://wiki.example.com/runbooks/fraud#undo",
        "HTTPS://wiki.example.com",
        "https://wiki.example.com:8443/a?b=c&d=%20",
        "https://[2001:db8::1]/card",
        "https://münchen.example/karte",
    ],
)
def test_an_https_address_is_kept_as_it_was_typed(address: str) -> None:
    assert typed.link(f"  {address} ") == address


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_link_is_no_link(nothing: str | None) -> None:
    assert typed.link(nothing) is None


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://wiki.example.com", "starts with https://"),
        ("javascript:alert(1)", "starts with https://"),
        ("data:text/html,hi", "starts with https://"),
        ("wiki.example.com/card", "starts with https://"),
        ("https://", "names a host"),
        ("https:///card", "names a host"),
        ("https://[::1", "cannot be read as an address"),
        ("https://ada:secret@wiki.example.com", "must not carry a name or a password"),
        ("https://wiki.example.com/a b", "one address without blanks"),
        ("https://wiki.example.com/\x00", "one address without blanks"),
        ('https://wiki.example.com/"onclick', "one address without blanks"),
        ("https://wiki.example.com/" + "x" * 2000, "one address without blanks"),
    ],
)
def test_whatever_is_no_plain_https_address_is_refused(address: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        typed.link(address)


def test_a_mail_address_is_kept_in_small_letters() -> None:
    assert typed.mail(" Ada.Example@Company.Example ") == "ada.example@company.example"
    assert typed.mail("ada+mlops@dept.company.example") == "ada+mlops@dept.company.example"
    assert typed.mail("  ") is None


@pytest.mark.parametrize(
    "wrong",
    [
        *("ada", "ada@", "@company.example", "ada@company", "ada@@company.example"),
        *("ada example@company.example", "ada@company.example, bo@company.example"),
        *("<ada@company.example>", "ada@company..example", "ada\x00@company.example"),
        "a" * 250 + "@company.example",
    ],
)
def test_what_does_not_look_like_a_mail_address_is_refused(wrong: str) -> None:
    with pytest.raises(Refused, match="does not look like a mail address"):
        typed.mail(wrong)


@given(st.text())
def test_whatever_is_typed_is_kept_or_refused_and_kept_once_it_is_kept_for_good(words: str) -> None:
    for check in (typed.link, typed.mail, lambda text: typed.note(text, "A note", 50)):
        try:
            kept = check(words)
        except Refused:
            continue
        assert check(kept) == kept
    assert typed.one_line(typed.one_line(words)) == typed.one_line(words)
