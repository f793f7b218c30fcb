"""The models to look through: a table that is a card for each model where there is no room."""

from collections.abc import Iterator, Sequence

from app.charts.markup import esc, mark, money, name, span
from app.charts.models import owner
from app.views.model_list import ListCell, ListRow, ListView
from app.wording import phrase, say

MODEL, FINDING = "model", "finding"
"""What a picked key begins with, before a bar."""
_HEADS = (
    *((phrase("Model"), ""), (phrase("Owner"), ""), (phrase("Look at first"), "")),
    *((phrase("Time to undo"), "n"), (phrase("Last practised"), "n"), (phrase("Model card"), "")),
    *((phrase("Cost a month"), "n"), (phrase("Above plan"), "n")),
    *((phrase("Per 1,000 predictions"), "n"), (phrase("Incidents"), "n")),
    (phrase("Can release"), "n"),
)


def model_list(view: ListView) -> str:
    """Return one row a model, in the view's order."""
    if not view.rows:
        return f'<p class="nothing">{esc(say("There is no row to show."))}</p>'
    heads = [(esc(say(word)), css) for word, css in _HEADS]
    # Roles keep it a table for readers of text where the style makes cards of its rows.
    columns = "".join(
        f'<th scope="col" role="columnheader" class="{css}">{head}</th>' for head, css in heads
    )
    rows = "".join(_row(row, heads) for row in view.rows)
    return (
        f'<table class="t list" role="table"><caption class="unseen">{esc(view.title)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{columns}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(row: ListRow, heads: Sequence[tuple[str, str]]) -> str:
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
    beside = "".join(_cells(heads[1:], cells))
    return f'<tr role="row"><th scope="row" role="rowheader">{title}</th>{beside}</tr>'


def _cells(heads: Sequence[tuple[str, str]], contents: Sequence[str]) -> Iterator[str]:
    for (head, css), content in zip(heads, contents, strict=True):
        yield f'<td role="cell" class="{css}" data-head="{head}">{content}</td>'


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
