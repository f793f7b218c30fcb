"""The actions of the plan as rows: what to do, where, why at this place, and what was agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app import text
from app.planning import CORRECT, Outcome
from assessments.plan import ANSWER_DAYS, Action, Opening, Plan, Planned
from assessments.scorecard import Scorecard
from data.written import ActionNote

PAGE = 12
"""Rows on one page."""
NAMED = 3
"""More models than this are counted, not named."""
LISTED = 50
"""More models than this are not listed in one place."""
ANSWER = "Raise the answer to what the evidence proves"


@dataclass(frozen=True)
class Choice:
    """One way to take an action, to be chosen or not."""

    key: str
    label: str
    """`Fix it`, `Correct the answer` or `Do it`."""
    chosen: bool
    days: str
    instead: bool = False
    """It leaves the action undone."""


@dataclass(frozen=True)
class ActionRow:
    """One action at its place."""

    key: str
    rank: str
    title: str
    contradicts: bool
    question: str
    """`O1 Named owner`."""
    area: str
    level: str
    where: str
    """`6 models`, a model's name, or `the organisation`."""
    why: str
    gain: str
    choices: tuple[Choice, ...]
    """The way to do it, then, where a claim is contradicted, to correct the answer instead."""
    days: str
    estimated: bool
    owner: str
    due: str
    overdue: bool
    follows: bool
    """It need not be done: its condition holds by a chosen action."""
    status: str


@dataclass(frozen=True)
class ActionsView:
    """One page of the plan's actions."""

    title: str
    note: str
    rows: tuple[ActionRow, ...]
    pages: int


@dataclass(frozen=True)
class ActionView:
    """One action in full."""

    row: ActionRow
    claim: str
    """The answer of the level that it leads to, as a respondent would give it."""
    models: tuple[str, ...]
    more: str | None
    """How many are not listed."""
    estimate: str
    note: str | None


def actions_view(
    plan: Plan,
    card: Scorecard,
    outcome: Outcome,
    notes: Mapping[str, ActionNote],
    today: date,
    *,
    area: str | None = None,
    page: int = 1,
) -> ActionsView:
    """Return one page of the actions, of one area or of all."""
    wanted = [each for each in plan.actions if area in {None, each.action.question.area}]
    pages = max(1, -(-len(wanted) // PAGE))
    page = min(max(page, 1), pages)
    return ActionsView(
        title=_title(wanted, {each.rank for each in plan.on_their_own}),
        note=(
            "Contradicted claims come first, then what brings most for a day of work: "
            "gain ÷ effort. Effort is estimated by size until somebody sets it."
        ),
        rows=tuple(
            action_row(each, card, outcome, notes.get(each.action.key), today)
            for each in wanted[(page - 1) * PAGE : page * PAGE]
        ),
        pages=pages,
    )


def _title(wanted: Sequence[Planned], once: set[int]) -> str:
    if not wanted:
        return "There is nothing to do here"
    days = text.working_days(sum(each.action.days for each in wanted if each.rank in once))
    contradicted = sum(bool(each.action.contradicted) for each in wanted)
    actions = f"{text.count(len(wanted), 'action', 'actions')}, {days} in all"
    if not contradicted:
        return actions
    verb = "settles" if contradicted == 1 else "settle"
    return f"{actions}; {text.in_words(contradicted)} of them {verb} a contradicted claim"


def action_row(
    planned: Planned, card: Scorecard, outcome: Outcome, note: ActionNote | None, today: date
) -> ActionRow:
    """Return one action in words."""
    action = planned.action
    titles = {area.id: area.title for area in card.areas}
    done = any(each.action.key == action.key for each in outcome.done)
    corrected = any(each.action.key == action.key for each in outcome.corrected)
    follows = action.key in outcome.follows
    due = note.due if note else None
    overdue = due is not None and due < today
    return ActionRow(
        key=action.key,
        rank=f"{planned.rank}",
        title=title(action),
        contradicts=bool(action.contradicted),
        question=f"{action.question.id} {action.question.title}",
        area=titles.get(action.question.area, action.question.area),
        level=text.level(action.level),
        where=where(action),
        why=why(planned),
        gain=gain(action),
        choices=_choices(action, done=done, corrected=corrected),
        days=text.working_days(action.days),
        estimated=note is None or note.effort_days is None,
        owner=(note.owner if note else None) or "",
        due=text.day(due) if due else "",
        overdue=overdue,
        follows=follows,
        status=_status(done=done, corrected=corrected, follows=follows, overdue=overdue),
    )


def _choices(action: Action, *, done: bool, corrected: bool) -> tuple[Choice, ...]:
    days = text.working_days(action.days)
    if not action.contradicted:
        return (Choice(action.key, "Do it", done, days),)
    instead = text.working_days(action.correction_days)
    return (
        Choice(action.key, "Fix it", done, days),
        Choice(f"{action.key}{CORRECT}", "Correct the answer", corrected, instead, instead=True),
    )


def _status(*, done: bool, corrected: bool, follows: bool, overdue: bool) -> str:
    if done:
        return "chosen"
    if corrected:
        return "answers to be corrected"
    if follows:
        return "follows from a chosen one"
    return "overdue" if overdue else "open"


def title(action: Action) -> str:
    """Return what would hold, as a sentence without its full stop."""
    return ANSWER if action.condition is None else text.capital(action.condition.text)


def gain(action: Action) -> str:
    """Return the gain to two places; it is compared, and has no unit."""
    return f"{action.gain:.2f}"


def where(action: Action) -> str:
    """Return `6 models`, the one model's name, or `the organisation`."""
    models = [each for each in action.subjects if each is not None]
    if not models:
        return "the organisation"
    return models[0] if len(models) == 1 else text.count(len(models), "model", "models")


def why(planned: Planned) -> str:
    """Return why the action stands where it does, in sentences."""
    action = planned.action
    sentences = [*_contradicts(action), _opens(planned), *_answers(action), *_done_by(planned)]
    return " ".join(f"{text.capital(each)}." for each in sentences)


def _contradicts(action: Action) -> list[str]:
    number = len(action.contradicted)
    if not number:
        return []
    return [f"contradicts {text.count(number, 'claim', 'claims')} as long as it does not hold"]


def _opens(planned: Planned) -> str:
    action = planned.action
    days = text.working_days(action.days)
    if not action.opens:
        return f"it opens nothing below the targets, {days}"
    parts = []
    if action.by_itself.levels:
        parts.append(f"opens {_levels(action.by_itself)} {_on(action.by_itself)}")
    if action.together.levels:
        opened = "" if parts else f"opens {_levels(action.together)} "
        parts.append(f"{opened}{_on(action.together)} {_with(planned.with_ranks)}")
    if action.later.levels:
        opened = "" if parts else f"opens {_levels(action.later)} "
        parts.append(f"{opened}{_on(action.later)} {_after(planned.after_ranks)}")
    return f"{text.listed(parts)}, {days}"


def _levels(opening: Opening) -> str:
    return text.count(opening.levels, "level", "levels")


def _on(opening: Opening) -> str:
    """Return `on 6 models that carry 41 % of the exposure`."""
    if opening.organisation:
        return "for the whole organisation"
    carry = "that carries" if opening.models == 1 else "that carry"
    share = text.share(opening.exposure)
    return f"on {text.count(opening.models, 'model', 'models')} {carry} {share} of the exposure"


def _with(ranks: Sequence[int]) -> str:
    return f"together with {_numbers(ranks)}"


def _after(ranks: Sequence[int]) -> str:
    return f"after {_numbers(ranks)}"


def _numbers(ranks: Sequence[int]) -> str:
    return f"no.{text.NO_BREAK}{text.listed([str(rank) for rank in ranks])}"


def _answers(action: Action) -> list[str]:
    number = action.answer_again
    if not number or action.condition is None:
        return []
    models = "one of them" if len(action.subjects) > 1 else "it"
    if number > 1:
        models = f"{text.number(number)} of them"
    return [f"the answer on {models} is lower and has to follow"]


def _done_by(planned: Planned) -> list[str]:
    ranks = planned.done_by_ranks
    return [f"{_numbers(ranks)} {'does' if len(ranks) == 1 else 'do'} it as well"] if ranks else []


def action_view(
    planned: Planned, card: Scorecard, outcome: Outcome, note: ActionNote | None, today: date
) -> ActionView:
    """Return one action in full."""
    action = planned.action
    models = [each for each in action.subjects if each is not None]
    left = len(models) - LISTED
    return ActionView(
        row=action_row(planned, card, outcome, note, today),
        claim=action.question.levels[action.level - 1].answer,
        models=tuple(models[:LISTED]),
        more=f"and {text.count(left, 'more model', 'more models')}" if left > 0 else None,
        estimate=_estimate(action),
        note=note.note if note else None,
    )


def _estimate(action: Action) -> str:
    days = text.working_days(action.estimate)
    if action.effort is None:
        return f"Estimated at {days}: {text.working_days(ANSWER_DAYS)} an answer."
    models = [each for each in action.subjects if each is not None]
    of = f" for {text.count(len(models), 'model', 'models')}" if models else ""
    return f"Estimated at {days}: size {action.effort}{of}."
