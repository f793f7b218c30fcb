"""The time axis of one model: one lane for each kind of thing that happened."""

from app.charts.markup import (
    ACCENT,
    BACK,
    COLOURS,
    GRID,
    INK,
    MUTE,
    esc,
    lines,
    name,
    percent,
    span,
)
from app.views.time_axis import CostLane, EventView, LaneView
from app.views.timeline import TimelineView
from app.wording import say

LANE = 26
NARROW, WIDE = 190, 400
"""Pixels that a lane has at least: on a phone, and anywhere else."""
_LETTER, _SPACE = 7.5, 9
"""Pixels of a letter, and around a name."""
COST = 54
"""Pixels that the cost has in height."""
_MIDDLE = LANE / 2


def timeline(view: TimelineView) -> str:
    """Return the axis; each event carries its sentence and can be picked."""
    rows = "".join(_lane(lane, view) for lane in view.lanes)
    rows += "".join(_cost(lane, view) for lane in view.costs)
    return (
        f'<div class="timeline" role="group" aria-label="{esc(view.title)}">{rows}'
        f'<div class="lane foot"><span></span>{_ticks(view)}</div></div>'
    )


def _lane(lane: LaneView, view: TimelineView) -> str:
    drawn = _grid(view, LANE) + "".join(_event(event) for event in lane.events)
    nothing = say(lane.nothing)
    if not lane.events:
        drawn += f'<text x="4" y="17" font-size="12" style="fill:{MUTE}">{esc(nothing)}</text>'
    said = f"{lane.title}: {len(lane.events) or nothing}"
    svg = f'<svg width="100%" height="{LANE}" role="group" aria-label="{esc(said)}">{drawn}</svg>'
    return f'<div class="lane"><span class="lane-name">{name(lane.title)}</span>{svg}</div>'


def _grid(view: TimelineView, height: int) -> str:
    return "".join(
        f'<line x1="{percent(tick.at)}" x2="{percent(tick.at)}" y1="0" y2="{height}" '
        f'style="stroke:{GRID}"/>'
        for tick in view.ticks
    )


def _cost(lane: CostLane, view: TimelineView) -> str:
    """Return the cost as an area on the ground of its lane; each bin says its amount."""
    area = "".join(
        f"L{each.at * 1000:.1f} {_depth(each.height)}L{each.until * 1000:.1f} {_depth(each.height)}"
        for each in lane.bins
    )
    first, last = lane.bins[0].at * 1000, lane.bins[-1].until * 1000
    # The area alone is stretched; what is written keeps its size.
    drawn = (
        f'<svg width="100%" height="{COST}" viewBox="0 0 1000 {COST}" preserveAspectRatio="none" '
        f'aria-hidden="true"><path d="M{first:.1f} {COST}{area}L{last:.1f} {COST}Z" '
        f'style="fill:var(--c-l2,#C1CEDF);stroke:{ACCENT}" '
        f'vector-effect="non-scaling-stroke"/></svg>'
    )
    strips = "".join(
        f'<rect x="{percent(each.at)}" width="{percent(max(each.until - each.at, 0.0))}" y="0" '
        f'height="{COST}" fill="none" pointer-events="all">'
        f"<title>{esc(each.sentence)}</title></rect>"
        for each in lane.bins
    )
    return (
        f'<div class="lane"><span class="lane-name">{name(lane.title)}<br/>'
        f"{span('note', esc(lane.scale))}</span>"
        f'<svg width="100%" height="{COST}" role="img" aria-label="{esc(lane.sentence)}">'
        f"{_grid(view, COST)}{drawn}{strips}</svg></div>"
    )


def _depth(height: float) -> str:
    return f"{COST - height * (COST - 6):.1f}"


def _ticks(view: TimelineView) -> str:
    labels = "".join(
        f'<text class="{"" if at % 2 else "opt"}" x="{percent(tick.at)}" y="13" font-size="12" '
        f'text-anchor="{_anchor(tick.at)}" style="fill:{MUTE}">{esc(tick.label)}</text>'
        for at, tick in enumerate(view.ticks)
    )
    return f'<svg width="100%" height="18" aria-hidden="true">{labels}</svg>'


def _anchor(at: float) -> str:
    if at < 0.04:
        return "start"
    return "end" if at > 0.96 else "middle"


def _event(event: EventView) -> str:
    return (
        f'<g data-k="{esc(event.key)}" tabindex="0" role="img" '
        f'aria-label="{esc(event.sentence)}"><title>{esc(event.sentence)}</title>'
        f"{_shape(event)}</g>"
    )


def _shape(event: EventView) -> str:
    x = percent(event.at)
    match event.kind:
        case "serving" | "owner":
            return _interval(event)
        case "incident" | "failed":
            colour = COLOURS[event.group]
            end = event.at if event.until is None else event.until
            long = (
                f'<line x1="{x}" x2="{percent(end)}" y1="{_MIDDLE}" y2="{_MIDDLE}" '
                f'stroke-width="6" style="stroke:{colour};stroke-opacity:.35"/>'
            )
            head = _cross(x, colour) if event.kind == "failed" else _bar(x, colour)
            return long + head
        case "rehearsal":
            return _diamond(x, COLOURS[event.group])
        case "release":
            return f'<circle cx="{x}" cy="{_MIDDLE}" r="5" style="fill:{ACCENT}"/>'
        case _:
            return (
                f'<circle cx="{x}" cy="{_MIDDLE}" r="4.5" stroke-width="2" '
                f'style="fill:{BACK};stroke:{COLOURS[event.group]}"/>'
            )


def _cross(x: str, colour: str) -> str:
    # A nested drawing has its own origin, so that a cross in pixels can stand at a percentage.
    return (
        f'<svg x="{x}" y="{_MIDDLE}" width="1" height="1" overflow="visible">'
        f'<path d="M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5" stroke-width="2.4" '
        f'style="stroke:{colour}"/></svg>'
    )


def _diamond(x: str, colour: str) -> str:
    return (
        f'<svg x="{x}" y="{_MIDDLE}" width="1" height="1" overflow="visible">'
        f'<path d="M0 -5.5L5.5 0L0 5.5L-5.5 0Z" style="fill:{colour}"/></svg>'
    )


def _bar(x: str, colour: str) -> str:
    return (
        f'<line x1="{x}" x2="{x}" y1="4" y2="{LANE - 4}" stroke-width="3" style="stroke:{colour}"/>'
    )


def _interval(event: EventView) -> str:
    width = max((1.0 if event.until is None else event.until) - event.at, 0.004)
    now = event.group == "confirmed"
    fill, ink = (ACCENT, BACK) if now else ("var(--c-l2,#C1CEDF)", INK)
    return (
        f'<svg x="{percent(event.at)}" y="3" width="{percent(width)}" height="{LANE - 6}">'
        f'<rect width="100%" height="100%" style="fill:{fill};stroke:{BACK}"/>'
        f"{_named(event.label, width, ink)}</svg>"
    )


def _named(label: str, share: float, ink: str) -> str:
    """Return a version's name where its bar has room for it; its sentence tells it anyway."""
    needed = len(label) * _LETTER + _SPACE
    if share * WIDE < needed:
        return ""
    kind = "" if share * NARROW >= needed else ' class="opt"'
    return f'<text{kind} x="6" y="14" font-size="12" style="fill:{ink}">{esc(label)}</text>'


def event_list(view: TimelineView) -> str:
    """Return the same as sentences with time and source, newest first, and the cost at the end."""
    events = sorted(
        (event for lane in view.lanes for event in lane.events),
        key=lambda event: event.when,
        reverse=True,
    )
    said = [
        f'<span class="note nb">{esc(event.stamp)}</span> {esc(event.sentence)} '
        f'<span class="note">({esc(event.source)})</span>'
        for event in events
    ]
    return lines((*said, *(esc(lane.sentence) for lane in view.costs)), "events")
