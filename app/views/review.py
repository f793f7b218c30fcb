"""What found no model, in words: by kind, with names that are like it, and coverage by source."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app import text
from app.reviewing import HASH_LENGTH
from app.reviewing import Mapping as MappingFile
from app.views.grid import SHOWN, Cell, Grid, columns, money, number, words
from app.wording import many, phrase, say
from assessments.unmatched import Coverage, Near, Selects, Thing, of_kind, total

KINDS = {
    "cost": (phrase("Cost on no model"), phrase("All cost in the AI scope found its model.")),
    "incident": (phrase("Incidents of no model"), phrase("Every incident found its model.")),
    "endpoint": (
        phrase("Deployments, endpoints and metrics of no model"),
        phrase("Every deployment, endpoint and metric found its model."),
    ),
}
COVERED = {
    "cost": phrase("AI cost"),
    "incident": phrase("incidents"),
    "deployment": phrase("deployments"),
    "metric": phrase("metric labels"),
}
_FIELDS = {"external_id": "id"}
_FIND = 100


@dataclass(frozen=True)
class ThingRow:
    """One thing that found no model."""

    key: str
    thing: Thing
    what: str
    about: str
    """Of which source it is, and in how many rows."""
    amount: str
    exact: str
    share: str
    """How much it is of all of its kind; empty: that cannot be told."""
    selected_by: str
    """What a rule would select it by; empty: no rule can."""


@dataclass(frozen=True)
class Section:
    """The things of one kind."""

    kind: str
    title: str
    nothing: str
    rows: tuple[ThingRow, ...]

    @property
    def pages(self) -> int:
        """How many pages its rows take, at least one."""
        return max(1, -(-len(self.rows) // SHOWN))

    def page(self, number: int) -> tuple[ThingRow, ...]:
        """Return the rows of one page, from 1 on."""
        return self.rows[(number - 1) * SHOWN : number * SHOWN]


@dataclass(frozen=True)
class CoverageRow:
    """How much of what one source brings found its model."""

    source: str
    what: str
    share: str
    said: str
    age: str
    whole: bool


@dataclass(frozen=True)
class ReviewView:
    """All that found no model."""

    headline: str
    sections: tuple[Section, ...]
    coverage_title: str
    coverage: tuple[CoverageRow, ...]
    mapping: str
    """Which file declares what belongs where, and how it stands."""
    may_accept: bool
    why_not: str | None
    """Why nothing can be accepted here; None: it can."""


def review_view(
    things: Sequence[Thing],
    coverage: Sequence[Coverage],
    mapping: MappingFile | None,
    now: datetime,
    *,
    find: str = "",
    simulated: bool = False,
    read_at: datetime | None = None,
) -> ReviewView:
    """Return what found no model, of which `find` chooses those that hold its words.

    `read_at`: when the mapping file was read last; None: never.
    """
    sums = _sums(coverage)
    why_not = _why_not(mapping, simulated=simulated)
    return ReviewView(
        headline=_headline(things),
        sections=tuple(_section(kind, things, sums, find) for kind in KINDS),
        coverage_title=_coverage_title(coverage),
        coverage=tuple(_coverage_row(each, now) for each in coverage),
        mapping=_mapping(mapping, text.age(read_at, now)),
        may_accept=why_not is None,
        why_not=why_not,
    )


def near_words(near: Near) -> str:
    """Return the model that is suggested, and the spelling of it that is alike."""
    if near.model == near.name:
        return near.model
    return say("{model} (as {name})", model=near.model, name=near.name)


def grid_of(section: Section) -> Grid:
    """Return a section as a table for a file."""
    return Grid(
        section.title,
        columns(
            *(say("What"), say("Source"), (say("Amount"), "n"), say("Unit"), (say("Rows"), "n")),
            say("A rule could go by"),
        ),
        tuple(_cells(row) for row in section.rows),
        section.nothing,
    )


def _cells(row: ThingRow) -> tuple[Cell, ...]:
    thing = row.thing
    amount = (
        money(thing.amount, thing.unit) if thing.kind == "cost"
        else number(None if thing.amount is None else float(thing.amount))
    )  # fmt: skip
    return (
        words(thing.what),
        words(thing.source),
        amount,
        words(thing.unit),
        number(float(thing.rows)),
        words(row.selected_by),
    )


def _headline(things: Sequence[Thing]) -> str:
    if not things:
        return say("Everything found its model")
    costs = [text.amount(amount, unit) for unit, amount in sorted(total(things).items())]
    incidents = sum(each.rows for each in of_kind(things, "incident"))
    rest = len(of_kind(things, "endpoint"))
    told = [
        *([say("{money} of AI cost", money=text.listed(costs))] if costs else []),
        *([text.count(incidents, "incident", "incidents")] if incidents else []),
        *([text.count(rest, "deployment, endpoint or metric", "deployments, endpoints or metrics")]
          if rest else []),
    ]  # fmt: skip
    return say("In all that was read, no model is known for {things}", things=text.listed(told))


def _section(
    kind: str, things: Sequence[Thing], sums: Mapping[tuple[str, str], Decimal], find: str
) -> Section:
    title, nothing = map(say, KINDS[kind])
    own = of_kind(things, kind)
    wanted = find.casefold().split()
    chosen = [
        each for each in own
        if all(word in f"{each.what} {each.source}".casefold() for word in wanted)
    ]  # fmt: skip
    if own and not chosen:
        nothing = say("Nothing of this kind has “{words}” in its name.", words=find[:_FIND])
    if own:
        title = _counted(title, own)
    return Section(kind, title, nothing, tuple(_row(each, sums) for each in chosen))


def _counted(title: str, own: Sequence[Thing]) -> str:
    """Return the title with how many there are; several incidents may go by one name."""
    rows = sum(each.rows for each in own) if own[0].kind == "incident" else len(own)
    if rows == len(own):
        return say("{things}: {number}", things=title, number=text.number(rows))
    return many(
        "{things}: {rows}, under {number} name",
        "{things}: {rows}, under {number} names",
        len(own),
        things=title,
        rows=text.number(rows),
    )


def _row(thing: Thing, sums: Mapping[tuple[str, str], Decimal]) -> ThingRow:
    whole = sums.get((thing.kind, thing.unit))
    share = ""
    if thing.amount is not None and whole:
        share = say("{share} of all", share=text.share(thing.amount / whole))
    shown, exact = _amount(thing)
    return ThingRow(
        key=key_of(thing),
        thing=thing,
        what=thing.what,
        about=many(
            "{source}, {number} row", "{source}, {number} rows", thing.rows, source=thing.source
        ),
        amount=shown,
        exact=exact,
        share=share,
        selected_by=text.listed([_selected(each) for each in thing.rules]) if thing.rules else "",
    )


def key_of(thing: Thing) -> str:
    """Return what tells a thing apart from all others."""
    said = "\0".join((thing.kind, thing.source, thing.unit, thing.what))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def _amount(thing: Thing) -> tuple[str, str]:
    if thing.amount is None:
        return text.unknown(), ""
    if thing.kind == "cost":
        return text.amount(thing.amount, thing.unit), text.exact_amount(thing.amount, thing.unit)
    counted = int(thing.amount.to_integral_value())
    if thing.kind == "incident":
        return text.count(counted, "incident", "incidents"), ""
    return text.count(counted, "request", "requests"), ""


def _selected(rule: Selects) -> str:
    return say("{kind} by {field}", kind=rule.kind, field=_FIELDS.get(rule.field, rule.field))


def _sums(coverage: Sequence[Coverage]) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for each in coverage:
        key = (each.kind, each.unit)
        found[key] = found.get(key, Decimal(0)) + each.total
    return found


def _coverage_title(coverage: Sequence[Coverage]) -> str:
    if not coverage:
        return say("No source brings anything that could be matched")
    short = [each for each in coverage if each.matched < each.total]
    if not short:
        return say("Of every source, all found its model")
    worst = short[0]
    return say(
        "Coverage by source is lowest for the {things} of {source}: {share}",
        things=say(COVERED[worst.kind]),
        source=worst.source,
        share=text.share(worst.matched / worst.total),
    )


def _coverage_row(each: Coverage, now: datetime) -> CoverageRow:
    if each.kind == "cost":
        part, whole = (text.amount(value, each.unit) for value in (each.matched, each.total))
    else:
        part, whole = (text.number(value, ",.0f") for value in (each.matched, each.total))
    return CoverageRow(
        source=each.source,
        what=say(COVERED[each.kind]),
        share=text.share(each.matched / each.total),
        said=say("{part} of {whole}", part=part, whole=whole),
        age=text.age(each.fetched_at, now),
        whole=each.matched == each.total,
    )


def _mapping(mapping: MappingFile | None, age: str) -> str:
    if mapping is None:
        return say("No mapping file is connected.")
    if mapping.sha256 is None:
        return say(
            "The mapping file {file} cannot be read: look at Sources.", file=mapping.path.name
        )
    return say(
        "What belongs where is declared in {file}, sha256 {hash}, read {age}. A change of it "
        "restates all history.",
        file=mapping.path.name,
        hash=mapping.sha256[:HASH_LENGTH],
        age=age,
    )


def _why_not(mapping: MappingFile | None, *, simulated: bool) -> str | None:
    if simulated:
        return say(
            "This is simulated data: nothing can be accepted here. In a home of your own, a click "
            "beside a name writes into the mapping file which model it belongs to, and all "
            "history follows. Open a name to see what would be written."
        )
    if mapping is None:
        return say(
            "To accept where something belongs, connect a mapping file: add `[sources.names]` with "
            '`kind = "mapping"` to the settings, and a file mapping.yaml beside them.'
        )
    if mapping.sha256 is None:
        return say("Nothing can be accepted until {file} can be read.", file=mapping.path.name)
    return None
