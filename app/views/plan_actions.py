"""The actions of the plan as rows: what to do, where, why at this place, and what was agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app import text
from app.planning import CORRECT, Outcome
from app.wording import many, phrase, say
from assessments.plan import ANSWER_DAYS, Action, Opening, Plan, Planned
from assessments.scorecard import Scorecard
from data.written import ActionNote

PAGE = 12
"""Rows on one page."""
NAMED = 3
"""More models than this are counted, not named."""
LISTED = 50
"""More models than this are not listed in one place."""
ANSWER = phrase("Raise the answer to what the evidence proves")


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
        note=say(
            "Contradicted claims come first, then what brings most for a day of work: "
            "gain ÷ effort. Gain is the levels that it opens, weighted by question and by "
            "exposure. Effort is estimated by size until somebody sets it."
        ),
        rows=tuple(
            action_row(each, card, outcome, notes.get(each.action.key), today)
            for each in wanted[(page - 1) * PAGE : page * PAGE]
        ),
        pages=pages,
    )


def _title(wanted: Sequence[Planned], once: set[int]) -> str:
    if not wanted:
        return say("There is nothing to do here")
    days = text.working_days(sum(each.action.days for each in wanted if each.rank in once))
    contradicted = sum(bool(each.action.contradicted) for each in wanted)
    actions = text.count(len(wanted), "action", "actions")
    if not contradicted:
        return say("All that is known to do: {actions}, {days}", actions=actions, days=days)
    return many(
        "All that is known to do: {actions}, {days}; {some} of them settles a contradicted claim",
        "All that is known to do: {actions}, {days}; {some} of them settle a contradicted claim",
        contradicted,
        actions=actions,
        days=days,
        some=text.in_words(contradicted),
    )


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
        return (Choice(action.key, say("Do it"), done, days),)
    correct, less = say("Correct the answer"), text.working_days(action.correction_days)
    return (
        Choice(action.key, say("Fix it"), done, days),
        Choice(f"{action.key}{CORRECT}", correct, corrected, less, instead=True),
    )


def _status(*, done: bool, corrected: bool, follows: bool, overdue: bool) -> str:
    if done:
        return say("chosen")
    if corrected:
        return say("answers to be corrected")
    if follows:
        return say("follows from a chosen one")
    return say("overdue") if overdue else say("open")


def title(action: Action) -> str:
    """Return what to do, as a sentence without its full stop: a condition is a goal, no fact."""
    if action.condition is None:
        return say(ANSWER)
    return say("To reach: {goal}", goal=action.condition.text)


def gain(action: Action) -> str:
    """Return the gain to two places: levels, weighted by question and by exposure (method §6)."""
    return f"{action.gain:.2f}"


def where(action: Action) -> str:
    """Return `6 models`, the one model's name, or `the organisation`."""
    models = [each for each in action.subjects if each is not None]
    if not models:
        return say("the organisation")
    return models[0] if len(models) == 1 else text.count(len(models), "model", "models")


def why(planned: Planned) -> str:
    """Return why the action stands where it does, in sentences."""
    action = planned.action
    said = (_opens(planned), *_answers(action), *_done_by(planned), *_shows_later(action))
    return " ".join((*_contradicts(action), *said))


def _shows_later(action: Action) -> list[str]:
    """Say of what is measured over a time that is past that work alone does not move it."""
    if action.condition is None or action.condition.test == "direct":
        return []
    return [
        say(
            "The effort is the work alone: what is measured looks back, and shows it once enough "
            "new cases are in its window."
        )
    ]


def _contradicts(action: Action) -> list[str]:
    number = len(action.contradicted)
    if not number:
        return []
    return [
        many(
            "{number} claim is contradicted until it is reached.",
            "{number} claims are contradicted until it is reached.",
            number,
        )
    ]


def _opens(planned: Planned) -> str:
    action = planned.action
    days = text.working_days(action.days)
    if not action.opens:
        return say("It opens nothing below the targets, {days}.", days=days)
    openings = (action.by_itself, action.together, action.later)
    return many(
        "Opens {number} level {places}, {days}.",
        "Opens {number} levels {places}, {days}.",
        next(each.levels for each in openings if each.levels),
        places=text.listed(_places(planned)),
        days=days,
    )


def _places(planned: Planned) -> list[str]:
    """Return where it opens levels by itself, where with other actions, and where after others."""
    action, places = planned.action, []
    if action.by_itself.levels:
        places.append(_on(action.by_itself))
    if action.together.levels:
        others, place = _numbers(planned.with_ranks), _on(action.together)
        places.append(say("{place} together with {actions}", place=place, actions=others))
    if action.later.levels:
        others, place = _numbers(planned.after_ranks), _on(action.later)
        places.append(say("{place} after {actions}", place=place, actions=others))
    return places


def _on(opening: Opening) -> str:
    """Return `on 6 models that carry 41 % of the exposure`."""
    if opening.organisation:
        return say("for the whole organisation")
    return many(
        "on {number} model that carries {share} of the exposure",
        "on {number} models that carry {share} of the exposure",
        opening.models,
        share=text.share(opening.exposure),
    )


def _numbers(ranks: Sequence[int]) -> str:
    return say("no.\u00a0{numbers}", numbers=text.listed([str(rank) for rank in ranks]))


def _answers(action: Action) -> list[str]:
    number = action.answer_again
    if not number or action.condition is None:
        return []
    if number == 1 and len(action.subjects) == 1:
        return [say("The answer on it is lower and has to follow.")]
    return [
        many(
            "The answer on one of them is lower and has to follow.",
            "The answer on {number} of them is lower and has to follow.",
            number,
        )
    ]


def _done_by(planned: Planned) -> list[str]:
    ranks = planned.done_by_ranks
    if not ranks:
        return []
    said = many(
        "{actions} does it as well.",
        "{actions} do it as well.",
        len(ranks),
        actions=_numbers(ranks),
    )
    return [text.capital(said)]


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
        more=_more(left) if left > 0 else None,
        estimate=_estimate(action),
        note=note.note if note else None,
    )


def _more(number: int) -> str:
    return many("and {number} more model", "and {number} more models", number)


def _estimate(action: Action) -> str:
    days = text.working_days(action.estimate)
    if action.effort is None:
        an_answer = text.working_days(ANSWER_DAYS)
        return say(
            "Estimated at {days}: {answer_days} an answer.", days=days, answer_days=an_answer
        )
    models = [each for each in action.subjects if each is not None]
    if not models:
        return say("Estimated at {days}: size {size}.", days=days, size=action.effort)
    return say(
        "Estimated at {days}: size {size} for {models}.",
        days=days,
        size=action.effort,
        models=text.count(len(models), "model", "models"),
    )
