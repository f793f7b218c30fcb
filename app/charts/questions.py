"""A question: what it asks, the answers to pick from, and how the one that is given stands."""

from app.charts.answers import answer_verdict
from app.charts.bars import coverage_bar
from app.charts.markup import anchor, esc, name, pick
from app.charts.remarks import history, remark
from app.views.assessment import AssessmentView
from app.views.question import OptionView, QuestionView
from app.wording import say

ANSWER = "answer:"
"""What the key of an answer begins with, before its choice."""
OTHER = "other"
"""The key of what lets somebody else answer."""
MORE = "more"
"""The key of what opens and closes the forms beside an answer."""
WITHDRAW = "withdraw"
"""The key of what withdraws an answer."""
AGAIN = "again"
"""The key of what gives a withdrawn answer again."""


def progress(view: AssessmentView, *, known: bool) -> str:
    """Return how far a respondent has come.

    `known`: nobody was asked who they are, so it is said, with a way to somebody else.
    """
    other = pick(OTHER, esc(say("Somebody else?")), links=False)
    who = f"<p>{name(view.respondent)} {other}</p>" if known else ""
    bar = coverage_bar(view.sentence, view.share)
    told = f"<p>{esc(view.sentence)}</p>{_note(view.notice)}"
    return f'<div class="progress">{who}{bar}{told}</div>'


def question(
    view: QuestionView, picked: int | str | None = None, *, open: bool = True, turn: int = 0
) -> str:
    """Return what is asked, and the answers with the one that is picked.

    `open`: answers are taken; else the one that was given is told. `turn` counts what was refused:
    a drawing that differs is drawn anew, and shows again what is saved.
    """
    title = anchor(view.id)
    why = view.why
    if not view.per_model:
        why = say("{reason} Asked of the whole organisation.", reason=why)
    told = [why, *([say("{sentence}.", sentence=view.last_round)] if view.last_round else [])]
    body = _options(view, title, picked) if open else _read(view)
    return (
        f'<div class="asked" data-turn="{turn}">'
        f'<h3 id="{title}">{esc(f"{view.id} · {view.text}")}</h3>'
        f"{''.join(map(_note, told))}{body}{_saved(view)}</div>"
    )


def answered(view: QuestionView, *, more: bool | None = None) -> str:
    """Return how the given answer stands, what was written beside it, and how it changed.

    `more`: whether the forms beside it are open; None: there are none.
    """
    given = view.given
    if given is None:
        return ""
    verdict = answer_verdict(view.verdict, view.others) if view.verdict else ""
    forms = "" if more is None else _more(open=more)
    return verdict + remark(given.comment, given.link) + history(given.revisions) + forms


def _more(*, open: bool) -> str:
    words = esc(say("Comment, evidence link, withdrawal"))
    expanded = "true" if open else "false"
    withdraw = pick(WITHDRAW, esc(say("Withdraw this answer")), links=False) if open else ""
    return (
        f'<button type="button" class="pick more" data-k="{MORE}" aria-expanded="{expanded}">'
        f"{words}</button>{withdraw}"
    )


def _options(view: QuestionView, title: str, picked: int | str | None) -> str:
    options = "".join(_option(each, chosen=each.choice == picked) for each in view.options)
    group = f'<div class="options" role="radiogroup" aria-labelledby="{title}">{options}</div>'
    if view.withdrawn is None:
        return group
    undo = say("Undo the withdrawal of {choice}", choice=view.withdrawn.label)
    return group + pick(AGAIN, esc(undo), links=False)


def _option(view: OptionView, *, chosen: bool) -> str:
    said, beside = (
        (view.text, view.label) if isinstance(view.choice, int) else (view.label, view.text)
    )
    checked = " checked" if chosen else ""
    return (
        f'<label><input type="radio" name="answer" data-k="{ANSWER}{view.choice}"{checked}>'
        f'<span><span>{esc(said)}</span> <span class="note">{esc(beside)}</span></span></label>'
    )


def _read(view: QuestionView) -> str:
    """Return the answer of a closed round."""
    if view.given is None:
        return f"<p>{esc(say('Not answered in this round.'))}</p>"
    said = say("{choice}. {answer}", choice=view.given.label, answer=view.given.text)
    return f"<p>{esc(said)}</p>"


def _saved(view: QuestionView) -> str:
    if view.given is None:
        return ""
    saved = say("Saved {day}", day=view.given.when)
    if view.given.changed:
        saved = say("{saved}. {change}", saved=saved, change=view.given.changed)
    return _note(saved)


def _note(words: str) -> str:
    return f'<p class="note">{esc(words)}</p>'
