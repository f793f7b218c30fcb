"""An answer as it stands: its verdict, what others answered, and its findings."""

from app.charts.agreement import spread
from app.charts.findings import subjects_table
from app.charts.markup import esc, lines, verdict
from app.views.answer_verdict import AnswerVerdict
from app.views.disagreement import OthersView
from app.wording import say


def answer_verdict(view: AnswerVerdict, beside: OthersView | None = None) -> str:
    """Return how an answer stands: sentence, counts, others, and the findings worst first."""
    counts = lines(map(verdict, view.counts), "legend")
    several = len(view.findings) > 1
    body = subjects_table(say("By model, worst first"), view.findings) if several else ""
    rest = f'<p class="note">{esc(say("{sentence}.", sentence=view.rest))}</p>' if view.rest else ""
    return (
        f'<div class="answer-verdict"><p class="said">{verdict(view.mark)} {esc(view.sentence)}</p>'
        f"{counts}{others(beside) if beside else ''}{body}{rest}</div>"
    )


def others(view: OthersView) -> str:
    """Return what others answered where one respondent did, the widest disagreement drawn."""
    told = lines((f"<span>{esc(each)}</span>" for each in view.sentences), "")
    rest = f'<p class="note">{esc(view.rest)}</p>' if view.rest else ""
    drawn = spread(view.widest) if view.widest else ""
    return (
        f'<div class="others"><p class="label">{esc(view.title)}</p>'
        f"<div>{told}{rest}</div>{drawn}</div>"
    )
