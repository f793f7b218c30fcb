"""One page of a table that a reader explores."""

from collections.abc import Iterable, Sequence

from app.charts.markup import cell, esc, name, outward, pick, row_head, table
from app.views.grid import Cell, Column, Grid
from app.wording import say


def grid(view: Grid, page: int = 1) -> str:
    """Return the rows of one page; the first column names its row."""
    if not view.rows:
        return f'<p class="nothing">{esc(view.nothing or say("There is no row to show."))}</p>'
    shown = [at for at, column in enumerate(view.columns) if not column.filed]
    heads = [(view.columns[at].title, view.columns[at].kind) for at in shown]
    rows = (_row([(view.columns[at], row[at]) for at in shown]) for row in view.page(page))
    drawn = table(view.caption, heads, rows, "grid")
    # Whoever has no pointer moves it sideways by the arrow keys: it can be focused.
    return (
        f'<div class="sideways" role="group" tabindex="0" aria-label="{esc(view.caption)}">'
        f"{drawn}</div>"
    )


def _row(row: Sequence[tuple[Column, Cell]]) -> str:
    (_, first), *others = row
    head = name(first.text)
    if first.model:
        head = pick(first.model, head, links=False)
    return f"<tr>{row_head(head)}{''.join(_cells(others))}</tr>"


def _cells(row: Iterable[tuple[Column, Cell]]) -> Iterable[str]:
    for column, each in row:
        said = esc(each.text) if "n" in column.kind.split() else name(each.text)
        if each.exact:
            said = f'<span title="{esc(each.exact)}">{said}</span>'
        if each.link:
            said = outward(each.link, said)
        if each.bad:
            said = f'<span class="g-contradicted">{said}</span>'
        yield cell(said, column.kind)
