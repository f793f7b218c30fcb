"""Statements as tables, one in full, and what moved after one was made."""

from collections.abc import Sequence

from app.charts.markup import cell, esc, lines, name, pick, row_head, span, table, verdict
from app.charts.remarks import linked
from app.views.statements import StatementList, StatementRow
from app.wording import say


def statements(view: StatementList) -> str:
    """Return one page of a list; a statement of the app opens at a click."""
    if not view.rows:
        return f'<p class="nothing">{esc(view.nothing)}</p>'
    heads = (
        *((say("Statement"), ""), (say("For"), ""), (say("By"), "opt")),
        *((say("Until"), "nb"), (say("Status"), "")),
    )
    return table(view.title, heads, map(_row, view.rows), "statements")


def _row(row: StatementRow) -> str:
    called = name(row.what)
    head = called if row.key is None else pick(row.key, called, links=False)
    said = span("note", esc(row.said))
    return (
        f"<tr>{row_head(f'{head} {said}')}{cell(name(row.where))}{cell(_by(row), 'opt')}"
        f"{cell(esc(row.until))}{cell(verdict(row.standing))}</tr>"
    )


def _by(row: StatementRow) -> str:
    when = say("{day}, from {source}", day=row.when, source=row.source) if row.source else row.when
    told = [name(row.who) + " " + span("note", esc(when))]
    if row.approved:
        told.append(span("note", esc(row.approved)))
    return "<br>".join(told)


def statement(row: StatementRow) -> str:
    """Return one statement in full."""
    facts = (
        (say("Says"), esc(row.said)),
        (say("For"), name(row.where)),
        (say("By"), say("{person}, {day}", person=name(row.who), day=esc(row.when))),
        *(((say("Approved"), esc(row.approved)),) if row.approved else ()),
        (say("Until"), esc(row.until)),
        (say("Status"), verdict(row.standing)),
    )
    told = "".join(f"<div><dt>{esc(label)}</dt><dd>{value}</dd></div>" for label, value in facts)
    note = f'<q class="comment">{esc(row.note)}</q>' if row.note else ""
    link = f"<p>{linked(row.link)}</p>" if row.link else ""
    return f'<dl class="facts">{told}</dl>{note}{link}'


def moved(sentences: Sequence[str]) -> str:
    """Return what moved, one line each."""
    return lines((span("name", esc(each)) for each in sentences), "moved")
