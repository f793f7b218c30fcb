"""Where a sentence of the product becomes the reader's language.

The code writes English, as whole sentences with named gaps; `messages.pot` beside this file holds
them all and is written from the code. `de.po` beside it would be German: nothing else is needed.
"""

import gettext
from functools import lru_cache
from importlib import resources
from io import BytesIO

from app.conventions import current

ENGLISH = gettext.NullTranslations()


def say(message: str, /, **gaps: object) -> str:
    """Return the message in the reader's language, its gaps filled: `{models} have no owner`."""
    said = spoken().gettext(message)
    return said.format_map(gaps) if gaps else said


def many(one: str, more: str, number: int, /, **gaps: object) -> str:
    """Return the message in the form that goes with a number; `{number}` is that number."""
    said = spoken().ngettext(one, more, number)
    return said.format_map({"number": current().number(f"{number:,}"), **gaps})


def phrase(message: str) -> str:
    """Mark words that are held in a constant; whoever shows them calls `say` on them."""
    return message


def spoken() -> gettext.NullTranslations:
    """Return the catalogue of whoever reads now."""
    return catalogue(current().locale)


@lru_cache(maxsize=256)
def catalogue(locale: str | None) -> gettext.NullTranslations:
    """Return the catalogue of a locale such as `de_AT`, else of its language, else English."""
    if locale is None:
        return ENGLISH
    here = resources.files("app.wording")
    for name in (locale, locale.partition("_")[0]):
        file = here.joinpath(f"{name}.po")
        if file.is_file():
            return _read(file.read_bytes(), name)
    return ENGLISH


def _read(po: bytes, locale: str) -> gettext.GNUTranslations:
    # Its readers are needed where a catalogue is, which English is not.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(po), locale=locale))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
