"""Names that people and sources typed, shown in titles and labels as the text that they are."""

import re

_ACTS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:&])")
_ADDRESS = re.compile(r"(https?:|www(?=\.)|@)", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
"""Without those that keep a number beside its unit."""
_JOINER = "\u2060"
"""Seen by nobody, it keeps an address from being made a link, which no escape does."""


def plain(words: str) -> str:
    """Return words in which Markdown finds nothing to act on."""
    return _ACTS.sub(r"\\\1", _ADDRESS.sub(rf"\1{_JOINER}", _BLANKS.sub(" ", words).strip()))
