"""What a respondent wrote beside an answer: a comment, a link, and how the answer changed."""

from collections.abc import Sequence

from app.charts.markup import cell, esc, lines, name, row_head, table
from app.views.question import GivenView
from app.views.revisions import RevisionView
from app.views.round_answers import RoundAnswersView
from app.wording import many, say


def remark(comment: str | None, link: str | None) -> str:
    """Return a comment with its lines as they were typed, and an https link; the rest is left."""
    said = f'<q class="comment">{esc(comment)}</q>' if comment else ""
    return said + (linked(link) if link else "")


def linked(address: str) -> str:
    """Return an https address as a link that tells nobody where it was followed from."""
    if not address.lower().startswith("https://"):
        return esc(address)
    return f'<a class="link" href="{esc(address)}" rel="noreferrer noopener">{esc(address)}</a>'


def history(revisions: Sequence[RevisionView]) -> str:
    """Return every revision, folded away; nothing where there is only one."""
    if len(revisions) < 2:
        return ""
    told = lines(map(_revision, revisions), "")
    summary = many("All {number} revision", "All {number} revisions", len(revisions))
    return f'<details class="history"><summary>{esc(summary)}</summary>{told}</details>'


def _revision(view: RevisionView) -> str:
    told = say("{day}, {change}", day=view.when, change=view.told) if view.told else view.when
    return f'<b>{esc(view.choice)}</b> <span class="note">{esc(told)}</span>'


def round_answers(view: RoundAnswersView) -> str:
    """Return what one respondent answered in a round, as a table."""
    if not view.rows:
        return f'<p class="nothing">{esc(say("No answer was given."))}</p>'
    body = (
        f"<tr>{row_head(esc(each.question))}{cell(name(each.where))}{cell(_given(each.given))}</tr>"
        for each in view.rows
    )
    heads = ((say("Question"), "wide"), (say("For"), ""), (say("Answer"), ""))
    return table(view.title, heads, body, "answers")


def _given(view: GivenView) -> str:
    said = f" {esc(view.text)}" if view.text else ""
    note = f'<p class="note">{esc(view.when)}</p>'
    return f"<b>{esc(view.label)}</b>{said}{note}{remark(view.comment, view.link)}" + history(
        view.revisions
    )
