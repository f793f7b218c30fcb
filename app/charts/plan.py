"""The plan's drawings: targets before and after a choice, and the actions to choose from."""

from collections.abc import Sequence

from app.charts.markup import cell, esc, lines, mark, name, pick, row_head, span, table, verdict
from app.charts.rule import moved, moved_legend
from app.views.plan_actions import ActionRow, ActionsView, ActionView, Choice
from app.views.plan_outcome import OutcomeView, TargetRow
from app.wording import say

TICK, OPEN = "tick|", "open|"
"""How the key begins of what a reader chooses, and of what they open."""


def outcome(view: OutcomeView) -> str:
    """Return every target on the rule, then money, claims and what remains."""
    if not view.rows:
        return f'<p class="nothing">{esc(say("No question applies to anything yet."))}</p>'
    heads = (
        *((say("Target"), ""), (say("From 1 to 5"), "wide"), (say("Level"), "opt")),
        *((say("Steps proven"), "n opt"), (say("Gap"), "")),
    )
    facts = "".join(
        f"<div><dt>{esc(label)}</dt><dd>{esc(value)} {span('note', esc(was))}</dd></div>"
        for label, value, was in view.facts
    )
    return (
        f"{table(view.title, heads, map(_target, view.rows), 'targets')}{moved_legend()}"
        f'<dl class="facts outcome">{facts}</dl>{lines(map(esc, view.notes), "note-list")}'
    )


def _target(row: TargetRow) -> str:
    aim = esc(say("to {aim}", aim=row.aim))
    about = f'<p class="note">{aim}</p><p class="note opt">{esc(row.of)}</p>'
    return (
        f"<tr>{row_head(esc(row.area) + about)}"
        f"{cell(moved(row.before, row.after, row.target, row.words), 'wide')}"
        f"{cell(esc(row.words), 'opt')}{cell(esc(row.steps), 'n opt')}{cell(verdict(row.gap))}</tr>"
    )


def actions(view: ActionsView) -> str:
    """Return one page of the actions, each with what to choose."""
    if not view.rows:
        nothing = esc(say("No known action brings anything nearer to its target."))
        return f'<p class="nothing">{nothing}</p>'
    heads = (
        *((say("No."), "n"), (say("Action"), ""), (say("Gain, weighted levels"), "n opt")),
        *((say("Effort"), "n opt"), (say("Agreed"), "opt"), (say("Choose"), "")),
    )
    return table(view.title, heads, map(_action, view.rows), "actions")


def _action(row: ActionRow) -> str:
    settles = f"{_bad(esc(say('Fix it, or correct the answer')))}<br/>" if row.contradicts else ""
    about = f"{esc(row.question)} · {esc(row.area)} · {esc(row.level)} · {name(row.where)}"
    note = esc(say("Follows from a chosen one.")) if row.follows else ""
    follows = f" {span('note', note)}" if note else ""
    title = pick(f"{OPEN}{row.key}", name(row.title), links=False)
    estimated = span("note", esc(say("estimated") if row.estimated else say("agreed")))
    chosen = any(each.chosen for each in row.choices)
    return (
        f'<tr class="{"chosen" if chosen else ""}">{cell(esc(row.rank), "n")}'
        f'<th scope="row">{settles}{title}{follows}<p class="note">{about}</p>'
        f'<p class="why">{name(row.why)}</p></th>{cell(esc(row.gain), "n opt")}'
        f"{cell(f'{esc(row.days)}<br/>{estimated}', 'n opt')}{cell(_agreed(row), 'opt')}"
        f"{cell(''.join(_choice(each, row) for each in row.choices), 'choices')}</tr>"
    )


def _agreed(row: ActionRow) -> str:
    owner = name(row.owner) if row.owner else ""
    return "<br/>".join(part for part in (owner, _due(row)) if part)


def _due(row: ActionRow) -> str:
    if row.overdue:
        return _bad(esc(say("by {day}, overdue", day=row.due)))
    return esc(say("by {day}", day=row.due)) if row.due else ""


def _bad(words: str) -> str:
    return f'<span class="v g-contradicted">{mark("contradicted")}{words}</span>'


def _choice(choice: Choice, row: ActionRow) -> str:
    """Return one box to tick; it says of which action it is."""
    days = f" {span('note', esc(choice.days))}" if choice.instead else ""
    box = '<path d="M3.2 8.4L6.6 11.6L12.8 4.6" class="hook"/>' if choice.chosen else ""
    return (
        f'<button type="button" class="tick" role="checkbox" data-k="{esc(TICK + choice.key)}" '
        f'aria-checked="{"true" if choice.chosen else "false"}" '
        f'aria-label="{esc(_choice_words(choice, row))}">'
        f'<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">'
        f'<rect x="1" y="1" width="14" height="14" rx="3"/>{box}</svg>'
        f"<span>{esc(choice.label)}{days}</span></button>"
    )


def _choice_words(choice: Choice, row: ActionRow) -> str:
    return say(
        "{choice}: {action}, {days}", choice=choice.label, action=row.title, days=choice.days
    )


def action(view: ActionView) -> str:
    """Return one action in full."""
    row = view.row
    facts = (
        *((say("Area"), row.area), (say("Leads to"), row.level)),
        (say("Gain"), say("{gain} weighted levels", gain=row.gain)),
        (say("Where"), row.where),
    )
    items = "".join(f"<div><dt>{esc(word)}</dt><dd>{name(said)}</dd></div>" for word, said in facts)
    reads = esc(say("{level} reads: {answer}", level=row.level, answer=view.claim))
    return (
        f'<p class="note">{esc(row.question)}</p><dl class="facts">{items}</dl>'
        f'<p>{name(row.why)}</p><p class="note">{reads}</p>'
        f'<p class="note">{esc(view.estimate)}</p>{_models(view.models, view.more)}'
    )


def _models(models: Sequence[str], more: str | None) -> str:
    if not models:
        return ""
    listed = [name(each) for each in models] + ([span("note", esc(more))] if more else [])
    return f'<p class="label">{esc(say("Where"))}</p>{lines(listed, "columns")}'
