"""The trend's drawings: five areas over one axis of time, and two scorecards side by side."""

from collections.abc import Sequence

from app.charts.markup import (
    ACCENT,
    BACK,
    GRID,
    INK,
    MUTE,
    cell,
    esc,
    lines,
    name,
    percent,
    pick,
    row_head,
    table,
    verdict,
)
from app.charts.scorecard import change
from app.views.changes import ChangeView
from app.views.comparison import ComparisonView, DeltaRow, MovedView
from app.views.time_axis import TickView
from app.views.trend import AreaLine, PointMark, SnapshotRow, TrendView
from app.wording import phrase, say

TALL, FOOT, RADIUS = 96, 18, 4.5
_EDGE = 0.05
"""Part of the width that stays free at either end, for the numbers and so that no mark is cut."""


LEGEND = phrase(
    "Filled: verified. Hollow: claimed. A ring around a dot: claimed as verified. Thin line: what "
    "is still possible; dotted where evidence settles no level."
)


def trend(view: TrendView) -> str:
    """Return a small drawing an area: filled verified, hollow claimed, thin line the band."""
    drawn = "".join(_area(line, view.ticks) for line in view.areas)
    return f'<div class="trends">{drawn}</div><p class="note">{esc(say(LEGEND))}</p>'


def _area(line: AreaLine, ticks: tuple[TickView, ...]) -> str:
    marks = line.marks
    steps = "".join(map(_step, marks, marks[1:]))
    drawn = "".join(_rung(level) for level in range(1, 6)) + "".join(map(_tick, ticks))
    drawn += "".join(map(_band, marks)) + steps + "".join(map(_mark, marks))
    return (
        f'<figure class="trend"><figcaption><span class="area-title">{esc(line.title)}</span> '
        f'<span class="note">{esc(line.now)}</span></figcaption>'
        f'<svg width="100%" height="{TALL + FOOT}" role="img" '
        f'aria-label="{esc(f"{line.title}: {line.now}")}">{drawn}</svg></figure>'
    )


def _x(at: float) -> str:
    return percent(_EDGE + at * (1 - 2 * _EDGE))


def _y(level: int) -> float:
    return TALL - (level - 0.5) * TALL / 5


def _rung(level: int) -> str:
    y = _y(level)
    return (
        f'<line x1="14" x2="100%" y1="{y:g}" y2="{y:g}" style="stroke:{GRID}"/>'
        f'<text x="0" y="{y + 4:g}" font-size="11" style="fill:{MUTE}">{level}</text>'
    )


def _tick(tick: TickView) -> str:
    end = "start" if tick.at < 0.04 else "end" if tick.at > 0.96 else "middle"
    return (
        f'<text x="{_x(tick.at)}" y="{TALL + 14}" font-size="11" text-anchor="{end}" '
        f'style="fill:{MUTE}">{esc(tick.label)}</text>'
    )


def _band(mark: PointMark) -> str:
    if mark.low == mark.high:
        return ""
    broken = ' stroke-dasharray="2 2"' if mark.level is None else ""
    return (
        f'<line x1="{_x(mark.at)}" x2="{_x(mark.at)}" y1="{_y(mark.low):g}" '
        f'y2="{_y(mark.high):g}" stroke-width="1.4"{broken} style="stroke:{MUTE}"/>'
    )


def _step(mark: PointMark, after: PointMark) -> str:
    """Draw the level that held until the next snapshot; unknown breaks the line."""
    if mark.level is None:
        return ""
    flat = (
        f'<line x1="{_x(mark.at)}" x2="{_x(after.at)}" y1="{_y(mark.level):g}" '
        f'y2="{_y(mark.level):g}" stroke-width="2" style="stroke:{ACCENT}"/>'
    )
    if after.level is None or after.level == mark.level:
        return flat
    return flat + (
        f'<line x1="{_x(after.at)}" x2="{_x(after.at)}" y1="{_y(mark.level):g}" '
        f'y2="{_y(after.level):g}" stroke-width="2" style="stroke:{ACCENT}"/>'
    )


def _mark(mark: PointMark) -> str:
    x, drawn = _x(mark.at), ""
    if mark.claimed is not None:
        around = RADIUS + 3 if mark.claimed == mark.level else RADIUS
        drawn += (
            f'<circle cx="{x}" cy="{_y(mark.claimed):g}" r="{around}" stroke-width="1.4" '
            f'style="fill:{BACK};stroke:{INK}"/>'
        )
    if mark.level is not None:
        drawn += f'<circle cx="{x}" cy="{_y(mark.level):g}" r="{RADIUS}" style="fill:{ACCENT}"/>'
    return f"<g><title>{esc(mark.sentence)}</title>{drawn}</g>"


def snapshots(view: TrendView) -> str:
    """Return the snapshots as a table of numbers, the newest first."""
    heads = [
        (say("Snapshot"), ""),
        *((head, "n opt") for head in view.heads),
        (say("Confirmed"), "n"),
        (say("Contradicted"), "n"),
        (say("Under control"), "n"),
        (say("Models"), "n opt"),
    ]
    rest = f'<p class="note">{esc(view.rest)}</p>' if view.rest else ""
    return table(say("Snapshots"), heads, map(_row, view.rows)) + rest


def _row(row: SnapshotRow) -> str:
    levels = "".join(cell(esc(level), "n opt") for level in row.levels)
    numbers = "".join(
        cell(esc(each), kind)
        for each, kind in (
            (row.confirmed, "n"),
            (row.contradicted, "n"),
            (row.under_control, "n"),
            (row.models, "n opt"),
        )
    )
    return f"<tr>{row_head(esc(row.when))}{levels}{numbers}</tr>"


def deltas(view: ComparisonView) -> str:
    """Return each area as it was reported and like for like."""
    heads = [
        (say("Area"), ""),
        (say("As reported"), "opt"),
        (say("Like for like"), ""),
        (say("Step"), ""),
    ]
    notes = lines((esc(each) for each in view.notes), "note-list")
    return table(view.title, heads, map(_delta, view.deltas)) + notes


def _delta(row: DeltaRow) -> str:
    return (
        f"<tr>{row_head(esc(row.title))}{cell(esc(row.reported), 'opt')}"
        f"{cell(esc(row.like_for_like))}{cell(verdict(row.mark))}</tr>"
    )


def money(view: ChangeView) -> str:
    """Return how the money under control moved."""
    return lines([change(view)], "changes")


def moved(views: Sequence[MovedView]) -> str:
    """Return findings that moved, each with the answer or observation behind it."""
    # The title says what moved: its own heading is for those who go from one to the next.
    heading = f'<h2 class="unseen">{esc(say("What moved, and why"))}</h2>'
    drawn = "".join(map(_moved, views))
    return heading + (drawn or f'<p class="nothing">{esc(say("Nothing to show."))}</p>')


def _moved(view: MovedView) -> str:
    causes = lines((f"<bdi>{esc(each)}</bdi>" for each in view.causes), "causes")
    opens = pick(view.key, name(view.subject), links=False)
    return (
        f'<div class="record"><div><h3>{opens}</h3>{verdict(view.mark)}</div>'
        f'<div><p><b>{esc(view.title)}</b></p><p class="said">{esc(view.sentence)}</p>'
        f"{causes}</div></div>"
    )
