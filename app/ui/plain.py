"""Names that people and sources typed, shown in titles and labels as the text that they are."""

import re

_ACTS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:&])")


def plain(words: str) -> str:
    """Return words in which Markdown finds nothing to act on."""
    return _ACTS.sub(r"\\\1", " ".join(words.split()))
