"""What people type into forms, made plain and checked: names, notes, links and mail addresses."""

import re
from urllib.parse import urlsplit

from app import text
from app.wording import say
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

    `called` is what such a text is, in words: `A note`.

    Raises:
        Refused: it is longer than the limit.
    """
    told = _UNSEEN.sub("", (words or "").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(told) > limit:
        raise Refused(
            say(
                "{text} may have {limit} characters, and this one has {length}: shorten it.",
                text=called,
                limit=text.number(limit),
                length=text.number(len(told)),
            )
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
        raise Refused(
            say("A link is one address without blanks or quotes: copy it from the browser.")
        )
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError as error:
        raise Refused(say("This link cannot be read as an address: copy it anew.")) from error
    if parts.scheme.lower() != "https" or not host:
        raise Refused(say("A link starts with https:// and names a host."))
    if "@" in parts.netloc:
        raise Refused(
            say("A link must not carry a name or a password before its host: leave it out.")
        )
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
        raise Refused(
            say(
                "{mail} does not look like a mail address: name@company.example.",
                mail=repr(address[:60]),
            )
        )
    return address
