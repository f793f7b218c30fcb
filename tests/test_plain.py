"""Titles and labels show what they are given as text."""

from app.text import NO_BREAK
from app.ui.plain import plain


def test_what_markdown_would_act_on_is_escaped_and_blanks_are_single() -> None:
    assert plain(" a_b\n  *c* ") == r"a\_b \*c\*"


def test_a_number_stays_beside_its_unit() -> None:
    assert (
        plain(f"at most{NO_BREAK}90{NO_BREAK}%  of all") == f"at most{NO_BREAK}90{NO_BREAK}% of all"
    )
