"""What people type into forms, made plain and checked: names, notes, links and mail addresses."""

import re
from urllib.parse import urlsplit

from data.errors import Refused

LINK_LENGTH = 2000
MAIL_LENGTH = 254
_MAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\.]+(\.[^\s@<>,;:\"()\[\]\\.]+)+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def one_line(words: str) -> str:
    """Return words on one line, without what cannot be seen."""
    return " ".join(_UNSEEN.sub(" ", words).split())


def note(words: str | None, called: str, limit: int) -> str | None:
    """Return a text of several lines as it was typed; None: nothing was.

    Raises:
        Refused: it is longer than the limit.
    """
    told = _UNSEEN.sub("", (words or "").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(told) > limit:
        raise Refused(
            f"{called} may have {limit:,} characters, and this one has {len(told):,}: shorten it."
        )
    return told or None


def link(typed: str | None) -> str | None:
    """Return an https address as it was typed; None: nothing was.

    Raises:
        Refused: it is no https address, or it carries a password.
    """
    address = (typed or "").strip()
    if not address:
        return None
    if len(address) > LINK_LENGTH or re.search(r"[\s<>\"\\^`{|}]", _UNSEEN.sub(" ", address)):
        raise Refused("A link is one address without blanks or quotes: copy it from the browser.")
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError as error:
        raise Refused("This link cannot be read as an address: copy it anew.") from error
    if parts.scheme.lower() != "https" or not host:
        raise Refused("A link starts with https:// and names a host.")
    if "@" in parts.netloc:
        raise Refused("A link must not carry a name or a password before its host: leave it out.")
    return address


def mail(typed: str | None) -> str | None:
    """Return a mail address in small letters; None: nothing was typed.

    Raises:
        Refused: it does not look like one.
    """
    address = (typed or "").strip().casefold()
    if not address:
        return None
    if len(address) > MAIL_LENGTH or _UNSEEN.search(address) or not _MAIL.fullmatch(address):
        raise Refused(f"{address[:60]!r} does not look like a mail address: name@company.example.")
    return address
