"""What a respondent wrote beside an answer: a comment, a link, and how the answer changed."""

from collections.abc import Sequence

from app.charts.markup import esc, lines
from app.views.revisions import RevisionView


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
    summary = f"<summary>All {len(revisions)} revisions</summary>"
    return f'<details class="history">{summary}{told}</details>'


def _revision(view: RevisionView) -> str:
    told = f", {esc(view.told)}" if view.told else ""
    return f'<b>{esc(view.choice)}</b> <span class="note">{esc(view.when)}{told}</span>'
