"""How the reader's country writes numbers, money and days; the words are English everywhere.

What a browser asks for is heard through the one function that the server registers. Without one
(exports, the terminal, tests) numbers are written alike for all.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache

NO_BREAK = "\u00a0"
THOUSANDS = (3, 3)


@dataclass(frozen=True)
class Conventions:
    """The signs of one locale, from the Unicode Common Locale Data Repository."""

    locale: str | None = None
    """As Babel names it; None: neutral."""
    point: str = "."
    group: str = ","
    grouping: tuple[int, int] = THOUSANDS
    """Digits of the last group, and of those before it: (3, 2) in India."""
    before: str = "¤"
    """What stands before an amount; `¤` is the currency's symbol."""
    after: str = ""
    month_first: bool = False
    symbols: dict[str, str] = field(
        default_factory=lambda: {"USD": "$", "EUR": "€", "GBP": "£"}, hash=False, compare=False
    )

    def number(self, digits: str) -> str:
        """Rewrite a number as Python writes it with `,` between thousands: `1,234.5`."""
        if self.grouping != THOUSANDS:
            digits = _regrouped(digits, self.grouping)
        if (self.group, self.point) == (",", "."):
            return digits
        return digits.translate({ord(","): self.group, ord("."): self.point})

    def money(self, number: str, currency: str) -> str:
        """Set the currency's symbol to a number: `$4.20`, `4,20 €`, `CHF 7.00`."""
        symbol = self.symbol(currency)
        apart = NO_BREAK if symbol[-1:].isalpha() and self.before == "¤" else ""
        return (self.before + apart + number + self.after).replace("¤", symbol)

    def symbol(self, currency: str) -> str:
        """Return what the reader's country writes for a currency: `$`, `US$` or `CHF`."""
        if currency not in self.symbols and self.locale is not None:
            from babel.numbers import get_currency_symbol

            self.symbols[currency] = get_currency_symbol(currency, self.locale)
        return self.symbols.get(currency, currency)


def _regrouped(digits: str, grouping: tuple[int, int]) -> str:
    whole, point, part = digits.replace(",", "").partition(".")
    last, others = grouping
    head, tail = whole[:-last], whole[-last:]
    while head:
        head, tail = head[:-others], f"{head[-others:]},{tail}"
    return tail + point + part


NEUTRAL = Conventions()
_asked: Callable[[], str | None] = lambda: None  # noqa: E731  a place to be filled, not a function
_settled: ContextVar[Conventions | None] = ContextVar("settled", default=None)


def listen(asked: Callable[[], str | None]) -> None:
    """Register what tells the locale of whoever reads now: `de-DE`; None: nobody reads."""
    global _asked
    _asked = asked


@contextmanager
def alike_for_all() -> Iterator[None]:
    """Write neutrally inside, whoever reads: files are the same in every country."""
    with written_as(NEUTRAL):
        yield


@contextmanager
def written_as(conventions: Conventions) -> Iterator[None]:
    """Write so inside, and ask nobody: a page says hundreds of things to one reader."""
    token = _settled.set(conventions)
    try:
        yield
    finally:
        _settled.reset(token)


def current() -> Conventions:
    """Return the conventions of whoever reads now."""
    return _settled.get() or of(_asked())


@lru_cache(maxsize=256)
def of(tag: str | None) -> Conventions:
    """Return the conventions of a locale such as `de-DE`; what is not known is neutral."""
    if tag is None or tag == "en":
        return NEUTRAL
    # Its data is read when the first reader needs it.
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, TypeError, UnknownLocaleError):
        return NEUTRAL
    signs = locale.number_symbols["latn"]
    pattern = locale.currency_formats["standard"]
    order = locale.date_formats["medium"].pattern
    return Conventions(
        locale=str(locale),
        point=signs["decimal"],
        group=signs["group"],
        grouping=pattern.grouping,
        before=_visible(pattern.prefix[0]),
        after=_visible(pattern.suffix[0]),
        month_first="d" in order and order.index("M") < order.index("d") and "y" not in order[:1],
        symbols={},
    )


def _visible(affix: str) -> str:
    """Drop marks of writing direction: the words around are English."""
    return affix.replace("\u200f", "").replace("\u200e", "")
