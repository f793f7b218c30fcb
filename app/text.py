"""Money, shares, durations, dates, levels and verdicts as people read them, worded in one place.

What comes in is exact; it is rounded here and nowhere else, so that the page and every export
show the same number. None is `unknown`. The examples are as the neutral conventions have them;
on a page the reader's country sets the signs (app/conventions.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from app.conventions import NO_BREAK as NO_BREAK
from app.conventions import current
from app.wording import many, phrase, say
from assessments.scoring import Agreement, Verdict
from data.written import SyncRun

MINUS = "\u2212"
LEVEL_WORDS = (
    *(phrase("Absent"), phrase("Recorded"), phrase("Working"), phrase("Measured")),
    phrase("Enforced"),
)

Group = Literal["confirmed", "contradicted", "unproven", "unknown"]
"""The four verdict groups: each has one colour and one mark, always beside a word."""

_STEPS = ((Decimal(1), ""), (Decimal(10**3), "k"), (Decimal(10**6), "m"), (Decimal(10**9), "bn"))
_MONTHS = (
    *(phrase("Jan"), phrase("Feb"), phrase("Mar"), phrase("Apr"), phrase("May"), phrase("Jun")),
    *(phrase("Jul"), phrase("Aug"), phrase("Sep"), phrase("Oct"), phrase("Nov"), phrase("Dec")),
)
_NUMBERS = (
    *(phrase("no"), phrase("one"), phrase("two"), phrase("three"), phrase("four"), phrase("five")),
    *(phrase("six"), phrase("seven"), phrase("eight"), phrase("nine"), phrase("ten")),
)
_HALF_PERCENT, _HALF_CENT = 0.005, Decimal("0.005")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def unknown() -> str:
    """Return the word for what nobody knows."""
    return say("unknown")


# Money


def money(amounts: Mapping[str, Decimal], none: str | None = None) -> str:
    """Return `$118k`, or `$1.2m + €40.0k`; currencies are named one by one, never summed."""
    if not amounts:
        return unknown() if none is None else none
    return " + ".join(amount(amounts[currency], currency) for currency in sorted(amounts))


def exact_money(amounts: Mapping[str, Decimal], none: str | None = None) -> str:
    """Return every digit: `$118,204.33`, or `$1,200,000.00 + €40,000.125`."""
    if not amounts:
        return unknown() if none is None else none
    return " + ".join(exact_amount(amounts[currency], currency) for currency in sorted(amounts))


def amount(value: Decimal, currency: str) -> str:
    """Return one amount rounded for the eye: `$4.20`, `$842`, `$31.2k`, `€1.2m`."""
    size = abs(value)
    for at, (step, letter) in enumerate(_STEPS):
        digits = _digits(size / step, plain=not letter)
        shown = _rounded(size / step, digits)
        last = at == len(_STEPS) - 1
        if shown < 1000 or last:
            return _signed(value, currency, f"{shown:,.{digits}f}", letter)
    raise AssertionError  # the last step always returns


def close_amount(value: Decimal, currency: str) -> str:
    """Return one amount to four figures, for those that lie close: `$1.023m`, `$991.5k`."""
    size = abs(value)
    for at, (step, letter) in enumerate(_STEPS):
        digits = (
            max(0, 3 - max(0, (size / step).adjusted())) if letter else _digits(size, plain=True)
        )
        shown = _rounded(size / step, digits)
        if shown < 1000 or at == len(_STEPS) - 1:
            return _signed(value, currency, f"{shown:,.{digits}f}", letter)
    raise AssertionError  # the last step always returns


def exact_amount(value: Decimal, currency: str) -> str:
    """Return one amount with all its digits, at least two after the point."""
    size = abs(value).normalize()
    exponent = size.as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return _signed(value, currency, f"{size:,.{places}f}")


def cents(value: Decimal, currency: str) -> str:
    """Return an amount to the cent, so that a column can be added by eye: `$3,512.40`.

    What is less than half a cent keeps three figures.
    """
    if 0 < abs(value) < _HALF_CENT:
        return price(value, currency)
    return _signed(value, currency, f"{_rounded(abs(value), 2):,.2f}")


def price(value: Decimal | None, currency: str) -> str:
    """Return what one unit costs, to three figures: `$0.667`, `$2.08`, `$126`."""
    return _to_figures(value, currency, 3)


def close_price(value: Decimal | None, currency: str) -> str:
    """Return what one unit costs, to four figures: `$0.6667`, `$82.84`."""
    return _to_figures(value, currency, 4)


def _to_figures(value: Decimal | None, currency: str, figures: int) -> str:
    if value is None:
        return unknown()
    size = abs(value)
    digits = max(0, figures - 1 - size.adjusted()) if size else 2
    return _signed(value, currency, f"{_rounded(size, digits):,.{digits}f}")


def difference(value: Decimal, currency: str) -> str:
    """Return by how much an amount lies above or below another: `+$3.2k` or `-$842`."""
    return f"{'+' if value > 0 else ''}{amount(value, currency)}"


def _digits(size: Decimal, *, plain: bool) -> int:
    if plain:
        return 2 if 0 < size < 10 else 0
    return 1 if size < 100 else 0


def _rounded(size: Decimal, digits: int) -> Decimal:
    return size.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _signed(value: Decimal, currency: str, digits: str, letter: str = "") -> str:
    signs = current()
    return f"{MINUS if value < 0 else ''}{signs.money(signs.number(digits) + letter, currency)}"


# Numbers and shares


def number(value: float | Decimal, form: str = ",") -> str:
    """Return a number with its thousands apart: `1,204`; `form` is Python's, such as `,.4g`."""
    return current().number(format(value, form))


def measured(value: float) -> str:
    """Return what was measured, whole or to four figures: `18,750`, `0.8213`, `12,346`."""
    if float(value).is_integer() or abs(value) >= 1000:
        return number(value, ",.0f")
    return number(Decimal(f"{value:.4g}"), ",f")


def share(part: float | Decimal | None) -> str:
    """Return `41 %`; what is not all never reads as 100 %, what is some never as 0 %."""
    if part is None:
        return unknown()
    value = float(part)
    if 0 < value < _HALF_PERCENT:
        return say("under {share}", share=f"1{NO_BREAK}%")
    if 1 - _HALF_PERCENT <= value < 1:
        return say("over {share}", share=f"99{NO_BREAK}%")
    return f"{_rounded(Decimal(str(value)) * 100, 0)}{NO_BREAK}%"


def shares(parts: Sequence[float | Decimal]) -> tuple[str, ...]:
    """Return what each part has of their sum, so that what is read adds up to 100 %.

    Each is rounded down, and what is missing goes to those that lost most by it, of equal ones to
    the larger. What is some still never reads as 0 %, what is not all never as 100 %.
    """
    whole = sum((Decimal(str(part)) for part in parts), Decimal(0))
    if whole <= 0 or any(part < 0 for part in parts):
        return tuple(unknown() for _ in parts)
    exact = [Decimal(str(part)) * 100 / whole for part in parts]
    shown = [int(each) for each in exact]
    lost = sorted(range(len(exact)), key=lambda at: (shown[at] - exact[at], -exact[at]))
    for at in lost[: 100 - sum(shown)]:
        shown[at] += 1
    return tuple(map(_share_shown, exact, shown))


def _share_shown(exact: Decimal, shown: int) -> str:
    if shown == 0 < exact:
        return say("under {share}", share=f"1{NO_BREAK}%")
    if shown == 100 > exact:
        return say("over {share}", share=f"99{NO_BREAK}%")
    return f"{shown}{NO_BREAK}%"


def close_share(part: Decimal | None) -> str:
    """Return a share to a tenth of a percent: `92.7 %`."""
    return unknown() if part is None else f"{number(_rounded(part * 100, 1))}{NO_BREAK}%"


def change(part: float | None) -> str:
    """Return by what share something lies above or below another: `+12 %` or `-3 %`."""
    if part is None:
        return unknown()
    sign = "+" if part >= _HALF_PERCENT else MINUS if part <= -_HALF_PERCENT else ""
    return f"{sign}{number(_rounded(Decimal(str(abs(part))) * 100, 0))}{NO_BREAK}%"


def count(things: int, noun: str, nouns: str) -> str:
    """Return `1 model`, `24 models` or `1,204 rows`."""
    return f"{number(things)} {many(noun, nouns, things)}"


def in_words(things: int) -> str:
    """Return `two`; from eleven on, digits."""
    return say(_NUMBERS[things]) if 0 <= things < len(_NUMBERS) else number(things)


def listed(names: Sequence[str]) -> str:
    """Return `ownership, rollback speed and cost control`."""
    *first, last = names
    return say("{first} and {last}", first=", ".join(first), last=last) if first else last


def some(names: Sequence[str], shown: int = 3) -> str:
    """Return the first of some names, and how many more there are."""
    more = len(names) - shown
    if more <= 0:
        return listed(names)
    return listed([*names[:shown], say("{number} more", number=number(more))])


def either(names: Sequence[str]) -> str:
    """Return `platform, finance or risk`."""
    *first, last = names
    return say("{first} or {last}", first=", ".join(first), last=last) if first else last


def capital(sentence: str) -> str:
    """Return the sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


def file_size(octets: int) -> str:
    """Return `512 bytes`, `84 kB` or `2.1 MB`."""
    if octets < 1000:
        return count(octets, "byte", "bytes")
    if octets < 1_000_000:
        return f"{octets / 1000:.0f} kB"
    return f"{number(octets / 1_000_000, '.1f')} MB"


# Time


def day(when: date | datetime | None) -> str:
    """Return `14 Aug 2026`, or `Aug 14, 2026` where the month comes first."""
    if when is None:
        return unknown()
    return f"{day_of_month(when)}{',' if current().month_first else ''} {when.year}"


def day_of_month(when: date) -> str:
    """Return `14 Aug`, or `Aug 14` where the month comes first."""
    if current().month_first:
        return f"{month_letters(when)} {when.day}"
    return f"{when.day} {month_letters(when)}"


def month(when: date) -> str:
    """Return `Aug 2026`."""
    return f"{month_letters(when)} {when.year}"


def month_letters(when: date) -> str:
    """Return `Aug`."""
    return say(_MONTHS[when.month - 1])


def moment(when: datetime | None) -> str:
    """Return `14 Aug 2026, 09:05 UTC`."""
    return unknown() if when is None else f"{day(when)}, {when:%H:%M} UTC"


def days(first: date | None, last: date | None) -> str:
    """Return `1 to 30 Oct 2026`, or `15 Dec 2025 to 13 Jan 2026`."""
    if first is None or last is None:
        return unknown()
    if (first.year, first.month) == (last.year, last.month) and not current().month_first:
        return between(str(first.day), day(last))
    if first.year == last.year:
        return between(day_of_month(first), day(last))
    return between(day(first), day(last))


def between(low: str, high: str) -> str:
    """Return `2 to 4`: from one thing to another, both with it."""
    return say("{low} to {high}", low=low, high=high)


def age(then: datetime | None, now: datetime) -> str:
    """Return `12 minutes ago`, `3 days ago` or `never`."""
    if then is None:
        return say("never")
    seconds = int((now - then).total_seconds())
    if seconds < _MINUTE:
        return say("just now")
    if seconds < _HOUR:
        return many("{number} minute ago", "{number} minutes ago", seconds // _MINUTE)
    if seconds < 2 * _DAY:
        return many("{number} hour ago", "{number} hours ago", seconds // _HOUR)
    return many("{number} day ago", "{number} days ago", seconds // _DAY)


def hours(value: float | None) -> str:
    """Return a sum of hours: `0 h`, `4.5 h`, `1,212 h`."""
    if value is None:
        return unknown()
    if 0 < value < 0.05:
        return say("under {share}", share=f"{number(0.1)}{NO_BREAK}h")
    digits = 1 if 0 < value < 10 and round(value, 1) != round(value) else 0
    return f"{number(_rounded(Decimal(str(value)), digits))}{NO_BREAK}h"


def working_days(value: float) -> str:
    """Return an effort: `0.3 days`, `1 day`, `3.8 days`, `30 days`."""
    size = _rounded(Decimal(str(value)), 0 if value >= 10 else 1)
    return f"{number(size.normalize(), ',f')} {many('day', 'days', 1 if size == 1 else 2)}"


def duration(value_hours: float | None) -> str:
    """Return how long one thing took: `38 min`, `4.5 h`, `12 days`."""
    if value_hours is None:
        return unknown()
    minutes = round(value_hours * 60)
    if minutes < 60:
        return f"{minutes}{NO_BREAK}min"
    if value_hours < 48:
        return hours(value_hours)
    return count(round(value_hours / 24), "day", "days")


# Levels and verdicts


def level(number: int | None) -> str:
    """Return `3 Working`."""
    return unknown() if number is None else f"{number} {level_word(number)}"


def level_word(number: int | None) -> str:
    """Return `Working`."""
    return unknown() if number is None else say(LEVEL_WORDS[number - 1])


def band(low: int, high: int) -> str:
    """Return `2 to 4`, or `3` where nothing is open."""
    return str(low) if low == high else between(str(low), str(high))


def verdict(value: Verdict) -> str:
    """Return the verdict's word, as the glossary has it."""
    match value:
        case Verdict.CONFIRMED:
            return say("confirmed")
        case Verdict.UNDERSTATED:
            return say("understated")
        case Verdict.CONTRADICTED:
            return say("contradicted")
        case Verdict.UNPROVEN:
            return say("unproven")
        case Verdict.CLAIM_ONLY:
            return say("claim only")
        case Verdict.UNCLAIMED:
            return say("unclaimed")
        case Verdict.NOT_ASSESSED:
            return say("not assessed")
        case Verdict.NOT_APPLICABLE:
            return say("not applicable")


def verdict_group(value: Verdict) -> Group:
    """Return the group whose colour and mark the verdict bears."""
    match value:
        case Verdict.CONFIRMED | Verdict.UNDERSTATED:
            return "confirmed"
        case Verdict.CONTRADICTED:
            return "contradicted"
        case Verdict.UNPROVEN | Verdict.CLAIM_ONLY:
            return "unproven"
        case Verdict.UNCLAIMED | Verdict.NOT_ASSESSED | Verdict.NOT_APPLICABLE:
            return "unknown"


def agreement(value: Agreement) -> str:
    """Return how the respondents stand to each other, as a clause."""
    match value:
        case Agreement.SINGLE:
            return say("one respondent")
        case Agreement.AGREED:
            return say("the respondents agree")
        case Agreement.DISPUTED:
            return say("the respondents disagree")
        case Agreement.NOBODY_COULD_SAY:
            return say("nobody could say")
        case Agreement.BLANK:
            return say("nobody has answered")


def choice(value: int | str) -> str:
    """Return what a respondent picked: `4 Measured`, `don't know`."""
    if isinstance(value, int):
        return level(value)
    words = {
        "dont_know": say("don't know"),
        "not_applicable": say("does not apply"),
        "withdrawn": say("taken back"),
    }
    return words.get(value, value)


# The terminal


def sync_line(outcome: SyncRun) -> str:
    """Return one line on how the reading of one source went."""
    seconds = (outcome.ended_at - outcome.started_at).total_seconds()
    rejected = f", {outcome.rows_rejected:,} rejected" if outcome.rows_rejected else ""
    line = (
        f"{outcome.source:<14} {outcome.status:<11} "
        f"{count(outcome.rows_landed, 'row', 'rows')} landed{rejected}, {seconds:.1f} s"
    )
    return f"{line}: {'; '.join(outcome.error.splitlines())}" if outcome.error else line
