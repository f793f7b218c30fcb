"""The models to look through: a table that is a card for each model where there is no room."""

from collections.abc import Iterator, Sequence

from app.charts.markup import esc, mark, money, name, span
from app.charts.models import owner
from app.views.model_list import ListCell, ListRow, ListView

MODEL, FINDING = "model", "finding"
"""What a picked key begins with, before a bar."""
_HEADS = (
    *(("Model", ""), ("Owner", ""), ("Worst verdict", ""), ("Time to undo", "n")),
    *(("Last rehearsal", "n"), ("Model card", ""), ("Cost a month", "n"), ("Above plan", "n")),
    *(("Of 1,000 predictions", "n"), ("Incidents", "n"), ("Can release", "n")),
)


def model_list(view: ListView) -> str:
    """Return one row a model, in the view's order."""
    if not view.rows:
        return '<p class="nothing">There is no row to show.</p>'
    # Roles keep it a table for readers of text where the style makes cards of its rows.
    heads = "".join(
        f'<th scope="col" role="columnheader" class="{css}">{esc(word)}</th>'
        for word, css in _HEADS
    )
    rows = "".join(map(_row, view.rows))
    return (
        f'<table class="t list" role="table"><caption class="unseen">{esc(view.title)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(row: ListRow) -> str:
    title = _pick(f"{MODEL}|{row.model}", name(row.model), row.model)
    cells = (
        f"{owner(row.owner)} {span('note', f'{name(row.team)}, {esc(row.tier)}')}",
        _cell(row.worst, marked=True),
        _cell(row.undo),
        _cell(row.rehearsal),
        _cell(row.card, marked=True),
        money(row.cost),
        _cell(row.plan),
        _cell(row.unit),
        _cell(row.incidents),
        _cell(row.people),
    )
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{title}</th>{"".join(_cells(cells))}</tr>'
    )


def _cells(contents: Sequence[str]) -> Iterator[str]:
    for (head, css), content in zip(_HEADS[1:], contents, strict=True):
        yield f'<td role="cell" class="{css}" data-head="{esc(head)}">{content}</td>'


def _cell(view: ListCell, *, marked: bool = False) -> str:
    said = esc(view.text)
    if view.group is not None:
        shape = mark(view.group) if marked else ""
        said = f'<span class="v g-{view.group}">{shape}{said}</span>'
    if view.exact:
        said = f'<span title="{esc(view.exact)}">{said}</span>'
    if view.key is not None:
        said = _pick(f"{FINDING}|{view.key}", said)
    return f"{said} {_note(view.note)}" if view.note else said


def _pick(key: str, content: str, model: str = "") -> str:
    kind = "pick" if model else "pick number"
    return f'<button type="button" class="{kind}" data-k="{esc(key)}">{content}</button>'


def _note(words: str) -> str:
    return span("note", name(words))
