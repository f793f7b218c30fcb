"""How respondents stand to each other: a strip of dots by role, and who disagrees on what."""

from collections.abc import Sequence

from app.charts.markup import (
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
    span,
    table,
)
from app.people import role_word
from app.views.agreement import RoleSpread, SpreadView
from app.views.disagreement import DisagreementRow
from app.wording import say

_HEIGHT, _MIDDLE = 20, 10
_ONE, _SEVERAL = 4.5, 8.5


def spread(view: SpreadView) -> str:
    """Return one line a role: a hollow dot where its respondents stand, the heavy one its level."""
    if not view.roles:
        return ""
    scale = f'<span></span><svg width="100%" height="15" aria-hidden="true">{_numbers()}</svg>'
    return lines([*map(_role, view.roles), scale], "spread")


def _role(view: RoleSpread) -> str:
    called = f'<span class="name">{esc(role_word(view.role))}</span>'
    if view.level is None:
        return f'{called}<span class="note">{esc(view.word)}</span>'
    dots = "".join(
        _dot(level, count, heavy=level == view.level)
        for level, count in enumerate(view.counts, start=1)
        if count
    )
    line = f'<line x1="{_x(1)}" x2="{_x(5)}" y1="{_MIDDLE}" y2="{_MIDDLE}" style="stroke:{GRID}"/>'
    return (
        f'{called}<svg width="100%" height="{_HEIGHT}" role="img" '
        f'aria-label="{esc(view.sentence)}">{line}{dots}</svg>'
    )


def _x(level: int) -> str:
    return percent((level - 0.5) / 5)


def _dot(level: int, count: int, *, heavy: bool) -> str:
    circle = (
        f'<circle cx="{_x(level)}" cy="{_MIDDLE}" r="{_ONE if count == 1 else _SEVERAL}" '
        f'stroke-width="{2.2 if heavy else 1.1}" style="fill:{BACK};stroke:{INK}"/>'
    )
    if count == 1:
        return circle
    return circle + (
        f'<text x="{_x(level)}" y="{_MIDDLE + 3.5}" font-size="10" text-anchor="middle" '
        f'style="fill:{INK}">{count if count < 100 else "99+"}</text>'
    )


def _numbers() -> str:
    return "".join(
        f'<text x="{_x(level)}" y="11" font-size="11" text-anchor="middle" '
        f'style="fill:{MUTE}">{level}</text>'
        for level in range(1, 6)
    )


def disagreements(rows: Sequence[DisagreementRow], *, links: bool = False) -> str:
    """Return one row a question and those it is disputed on, the widest first."""
    heads = (
        *((say("Question"), ""), (say("Where"), "")),
        *((say("Who says what"), ""), (say("By role"), "opt wide")),
    )
    body = (
        f"<tr>{row_head(pick(row.key, name(row.title), links=links))}"
        f"{cell(span('name', esc(row.where)))}{cell(esc(row.sentence))}"
        f"{cell(spread(row.spread), 'opt wide')}</tr>"
        for row in rows
    )
    return table(say("Disagreements, the widest first"), heads, body, "disagreements")
