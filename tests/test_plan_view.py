"""The plan in words: headlines, reasons, outcomes and the file, made from the data by rules."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import scorecards
from plans import portfolio
from portfolios import inputs, question

from app import text
from app.charts import plan as charts
from app.planning import CORRECT, Outcome, outcome_of
from app.views.plan import headline, plan_view
from app.views.plan_actions import (
    LISTED,
    ActionRow,
    ActionsView,
    action_view,
    actions_view,
    where,
    why,
)
from app.views.plan_file import HEADS, csv_of
from app.views.plan_outcome import OutcomeView, outcome_view
from assessments import plan
from assessments.plan import Action, AreaTarget, Opening, Plan, Planned, Targets
from assessments.scorecard import Scorecard, build
from data.written import ActionNote, Target

GOLDEN = Path(__file__).parent / "golden" / "plan.csv"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ALL_THERE = "until every question on every model is at its target"
ONE = question("Q1", (1, 1, 1, 1))
OTHER = question("Q2", (1, 1, 1, 1), area="rollback")
NOTHING = {2: [None], 3: [None], 4: [None], 5: [None]}
BELOW = {2: [True], 3: [None], 4: [None], 5: [None]}
CARDS: tuple[Callable[[], Scorecard], ...] = (
    scorecards.whole,
    scorecards.unknown,
    scorecards.empty,
    scorecards.good,
    scorecards.unanswered,
    scorecards.words_alone,
    scorecards.two_currencies,
    scorecards.hostile,
)
EVERY_CARD = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.__name__)


def made(card: Scorecard, targets: Targets | None = None, **agreed: float) -> Plan:
    return plan.make(card, targets or Targets(card.money.target_level), agreed)


def led_to(card: Scorecard, of: Plan, *keys: str) -> Outcome:
    return outcome_of(card, of, frozenset(keys))


def news(card: Scorecard, targets: Targets | None = None) -> str:
    of = made(card, targets)
    titles = {area.id: area.title for area in card.areas}
    return headline(of, plan.cheapest_path(card, of), titles)


def rows(
    card: Scorecard, of: Plan, notes: Mapping[str, ActionNote] | None = None, *keys: str
) -> ActionsView:
    return actions_view(of, card, led_to(card, of, *keys), notes or {}, TODAY)


def note(action: str, **changed: object) -> ActionNote:
    agreed = ActionNote(action, 4.0, "Tom Berg", date(2027, 3, 31), None, "ana", NOW)
    return replace(agreed, **changed)  # type: ignore[arg-type]


# The headline


@pytest.mark.parametrize(
    ("known", "level", "said"),
    [
        (
            [(ONE, "churn", BELOW, 3)],
            3,
            "One action, 2.3 days, brings ownership to 3 Working",
        ),
        (
            [(ONE, "churn", BELOW, 3), (OTHER, "churn", NOTHING, 3)],
            3,
            (
                "One action, 2.3 days, brings ownership to 3 Working; "
                "the cheapest path, three actions, 5.1 days, brings ownership and rollback to "
                "3 Working"
            ),
        ),
        (
            [(ONE, "churn", {at: [True] for at in (2, 3, 4, 5)}, 5)],
            3,
            "Every target is reached",
        ),
        (
            [(ONE, "churn", {2: [True], 3: [True], 4: [False], 5: [None]}, 5)],
            3,
            "Every target is reached; 1 action would settle contradicted claims",
        ),
        (
            [(question("Q3", (1, 0, 1, 1)), "churn", {2: [None], 4: [None], 5: [None]}, 3)],
            3,
            "No known action brings ownership to 3 Working",
        ),
    ],
    ids=["one area", "two areas", "reached", "contradicted", "out of reach"],
)
def test_the_headline_says_what_it_takes(
    known: list[tuple[object, ...]], level: int, said: str
) -> None:
    assert news(build(portfolio(*known)), Targets(level)) == said  # type: ignore[arg-type]


def test_the_headline_of_nothing_says_that_there_is_nothing_to_plan() -> None:
    assert news(build(inputs([], []))) == (
        "There is nothing to plan: no question applies to anything yet"
    )


def test_what_is_out_of_reach_is_said_beside_what_is_not() -> None:
    gap = question("Q3", (1, 0, 1, 1), area="rollback")
    nothing = {2: [None], 4: [None], 5: [None]}
    card = build(portfolio((ONE, "churn", BELOW, 3), (gap, "churn", nothing, 3)))
    assert news(card, Targets(3)) == (
        "One action, 2.3 days, brings ownership to 3 Working; "
        "no known action brings rollback to 3 Working"
    )


def test_different_levels_are_called_targets() -> None:
    card = build(portfolio((ONE, "churn", BELOW, 4), (OTHER, "churn", BELOW, 4)))
    targets = Targets(3, {("rollback", None): AreaTarget("rollback", None, 4)})
    assert news(card, targets).endswith("brings ownership and rollback to their targets")


def test_the_days_of_a_headline_are_those_that_bring_the_area_there() -> None:
    card = scorecards.whole()
    of = made(card)
    path = plan.cheapest_path(card, of)
    for area in {target.area for step in path.steps for target in step.reached}:
        own = [s.planned.action for s in path.steps if s.planned.action.question.area == area]
        after = plan.standings(plan.what_if(card, own), of.targets)
        assert all(each.reached for each in after if each.target.area == area)


def test_the_line_under_the_headline_says_what_is_aimed_at() -> None:
    card = scorecards.whole()
    of = made(card)
    path = plan.cheapest_path(card, of)
    funded = (
        f" An area needs more than 85{text.NO_BREAK}% of the exposure at its target, not every "
        "model: the cheapest path brings that much, and may leave out what the other models wait "
        "for. What remains brings every model there. All that is known to do holds both, and what "
        "settles contradicted claims above the targets."
    )
    assert plan_view(card, of, path, {}).quiet == (
        f"The target of every area is 3 Working: nobody has set another.{funded}"
    )
    one = {("ownership", 1): Target("ownership", 1, 4, None, "ana", NOW)}
    assert plan_view(card, of, path, one).quiet == (
        f"1 target set; the target of all else is 3 Working.{funded}"
    )


# Why an action stands where it does


def planned(
    *, models: int = 6, opening: str = "by_itself", levels: int = 6, **changed: object
) -> Planned:
    """An action that opens six levels on six models, changed as told."""
    names = tuple(f"model {at}" for at in range(models))
    nothing = {"by_itself": Opening(), "together": Opening(), "later": Opening()}
    opened = nothing | {opening: Opening(levels, models, 0.41)}
    action = Action(
        *("Q1.3.Q1_3_0.is1", ONE, 3, ONE.levels[2].conditions[0], names, 0.41, (), 0, 0, 2.46),
        **opened,
        effort="M",
        estimate=3.5,
        days=3.5,
    )
    ranks = {"with_ranks": (), "after_ranks": (), "done_by_ranks": ()}
    ranks |= {key: changed.pop(key) for key in list(changed) if key in ranks}  # type: ignore[misc]
    return Planned(4, replace(action, **changed), **ranks)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Opens 6 levels on 6 models that carry 41 % of the exposure, 3.5 days."),
        (
            {"models": 1, "levels": 1, "contradicted": ("model 0",)},
            (
                "1 claim is contradicted until it is reached. "
                "Opens 1 level on 1 model that carries 41 % of the exposure, 3.5 days."
            ),
        ),
        (
            {"opening": "together", "with_ranks": (5, 7)},
            (
                "Opens 6 levels on 6 models that carry 41 % of the exposure together with "
                "no. 5 and 7, 3.5 days."
            ),
        ),
        (
            {"later": Opening(2, 2, 0.05), "after_ranks": (2,), "answer_again": 1},
            (
                "Opens 6 levels on 6 models that carry 41 % of the exposure and on 2 models that "
                "carry 5 % of the exposure after no. 2, 3.5 days. "
                "The answer on one of them is lower and has to follow."
            ),
        ),
        (
            {"opening": "later", "levels": 0, "contradicted": ("a", "b"), "days": 12.0},
            (
                "2 claims are contradicted until it is reached. "
                "It opens nothing below the targets, 12 days."
            ),
        ),
        (
            {"done_by_ranks": (2, 9), "answer_again": 3},
            (
                "Opens 6 levels on 6 models that carry 41 % of the exposure, 3.5 days. "
                "The answer on 3 of them is lower and has to follow. No. 2 and 9 do it as well."
            ),
        ),
        (
            {"subjects": (None,), "by_itself": Opening(1, 0, 0.0, organisation=True)},
            "Opens 1 level for the whole organisation, 3.5 days.",
        ),
    ],
    ids=["alone", "contradicted", "together", "later", "above", "twins", "organisation"],
)
def test_every_action_says_why_it_stands_where_it_does(given: dict[str, object], said: str) -> None:
    assert why(planned(**given)).replace(text.NO_BREAK, " ") == said  # type: ignore[arg-type]


def test_an_effort_says_that_work_alone_does_not_move_what_is_measured_over_a_past_time() -> None:
    median = ONE.levels[2].conditions[0].model_copy(update={"test": "median"})
    assert why(planned(condition=median)).endswith(
        " The effort is the work alone: what is measured looks back, and shows it once enough new "
        "cases are in its window."
    )


@pytest.mark.parametrize(
    ("subjects", "said"),
    [((None,), "the organisation"), (("churn",), "churn"), (("churn", "fraud"), "2 models")],
)
def test_where_an_action_is_done_is_named_or_counted(
    subjects: tuple[str | None, ...], said: str
) -> None:
    assert where(planned(subjects=subjects).action) == said


def test_an_action_is_a_row_with_what_to_choose_and_what_was_agreed() -> None:
    card = build(portfolio((ONE, "churn", {2: [True], 3: [False], 4: [None], 5: [None]}, 4)))
    of = made(card, Targets(3))
    key = "Q1.3.Q1_3_0.is1"
    found = rows(card, of, {key: note(key, effort_days=None)}, key)
    assert (found.title, found.pages) == (
        "All that is known to do: 1 action, 2.3 days; one of them settles a contradicted claim",
        1,
    )
    (row,) = found.rows
    assert row == ActionRow(
        key=key,
        rank="1",
        title="To reach: level 3 holds",
        contradicts=True,
        question="Q1 Q1",
        area="Ownership",
        level="3 Working",
        where="churn",
        why=row.why,
        gain="6.00",
        choices=row.choices,
        days="2.3 days",
        estimated=True,
        owner="Tom Berg",
        due="31 Mar 2027",
        overdue=False,
        follows=False,
        status="chosen",
    )
    assert [(each.key, each.label, each.chosen, each.days) for each in row.choices] == [
        (key, "Fix it", True, "2.3 days"),
        (key + CORRECT, "Correct the answer", False, "0.1 days"),
    ]


@pytest.mark.parametrize(
    ("due", "chosen", "status"),
    [
        (None, (), "open"),
        (date(2026, 11, 23), (), "open"),
        (date(2026, 11, 22), (), "overdue"),
        (date(2026, 11, 22), ("",), "chosen"),
        (date(2026, 11, 22), (CORRECT,), "answers to be corrected"),
    ],
)
def test_an_action_is_overdue_from_the_day_after_its_day_until_it_is_chosen(
    due: date | None, chosen: tuple[str, ...], status: str
) -> None:
    card = build(portfolio((ONE, "churn", {2: [True], 3: [False], 4: [None], 5: [None]}, 4)))
    key = "Q1.3.Q1_3_0.is1"
    found = rows(
        card, made(card, Targets(3)), {key: note(key, due=due)}, *(key + end for end in chosen)
    )
    assert found.rows[0].status == status


def test_an_area_shows_its_own_actions_and_pages_never_run_over() -> None:
    card = scorecards.whole()
    of = made(card)
    outcome = led_to(card, of)
    own = actions_view(of, card, outcome, {}, TODAY, area="knowledge")
    assert {row.area for row in own.rows} == {"Knowledge"}
    last = actions_view(of, card, outcome, {}, TODAY, page=99)
    assert last.rows == actions_view(of, card, outcome, {}, TODAY, page=last.pages).rows
    none = actions_view(of, card, outcome, {}, TODAY, area="ghost")
    assert (none.title, none.rows, none.pages) == ("There is nothing to do here", (), 1)


def test_an_action_in_full_lists_its_models_up_to_a_limit() -> None:
    many = planned(models=LISTED + 12)
    card = scorecards.whole()
    of = replace(made(card), actions=(many,))
    view = action_view(many, card, led_to(card, of), note(many.action.key, note="Ask Tom"), TODAY)
    assert (len(view.models), view.more) == (LISTED, "and 12 more models")
    assert view.estimate == "Estimated at 3.5 days: size M for 62 models."
    assert (view.claim, view.note) == ("Level 3.", "Ask Tom")


# Where a choice leads


def outcome(card: Scorecard, of: Plan, *keys: str) -> OutcomeView:
    led = led_to(card, of, *keys)
    return outcome_view(card, of, led, plan.under_control(card, of.targets), TODAY)


def test_with_nothing_chosen_the_outcome_is_how_things_stand() -> None:
    card = build(portfolio((ONE, "churn", BELOW, 3), (OTHER, "churn", BELOW, 3)))
    view = outcome(card, made(card, Targets(3)))
    assert view.title == "No target is reached yet; two may be, the evidence cannot tell yet"
    first = view.rows[0]
    assert (first.area, first.aim, first.of, first.words, first.steps, first.gap.word) == (
        *("Ownership", "3 Working", "1 model", "unknown, 2 to 3", f"50{text.NO_BREAK}%"),
        "cannot tell, may be reached",
    )
    assert view.facts[2] == ("What remains", "2 actions", f"4.5 days, {ALL_THERE}")


def test_a_level_at_its_target_with_a_band_below_it_is_there_by_what_is_known() -> None:
    card = build(portfolio((ONE, "churn", BELOW, 3), (OTHER, "churn", BELOW, 3)))
    of = made(card, Targets(3))
    shown, open_ = of.standings
    of = replace(of, standings=(replace(shown, level=3), open_))
    led = replace(led_to(card, of), standings=of.standings)
    view = outcome_view(card, of, led, plan.under_control(card, of.targets), TODAY)
    assert view.title == (
        "No target is reached yet for certain; one is by what is known so far; one may be, the "
        "evidence cannot tell yet"
    )
    assert [(row.words, row.gap.group, row.gap.word) for row in view.rows] == [
        ("3 Working, band 2 to 3", "unknown", "there by what is known, not certain yet"),
        ("unknown, 2 to 3", "unknown", "cannot tell, may be reached"),
    ]
    late = replace(shown, level=3, target=replace(shown.target, due=TODAY - timedelta(days=1)))
    led = replace(led, standings=(late, open_))
    view = outcome_view(card, of, led, plan.under_control(card, of.targets), TODAY)
    assert view.rows[0].gap.word == "there by what is known, overdue"


def test_a_choice_says_what_it_reaches_and_what_was_before() -> None:
    card = build(portfolio((ONE, "churn", BELOW, 3), (OTHER, "churn", BELOW, 3)))
    of = made(card, Targets(3))
    view = outcome(card, of, "Q1.3.Q1_3_0.is1")
    assert view.title == "1 action chosen, 2.3 days: 1 more target is reached"
    first, second = view.rows
    assert (first.words, first.gap.word) == ("unknown, 2 to 3, then 3 Working", "reached")
    assert first.steps == f"50{text.NO_BREAK}%, then 100{text.NO_BREAK}%"
    assert (second.words, second.gap.word) == ("unknown, 2 to 3", "cannot tell, may be reached")
    assert view.facts[2] == ("What remains", "1 action", f"2.3 days, {ALL_THERE}")


def test_tiers_with_targets_of_their_own_are_rows_and_the_area_stands_as_a_whole_below() -> None:
    told = {"churn": 1, "fraud": 2}
    known = {2: [True], 3: [False], 4: [None], 5: [None]}
    card = build(portfolio((ONE, "churn", known, 2), (ONE, "fraud", known, 2), tiers=told))
    targets = Targets(2, {("ownership", 1): AreaTarget("ownership", 1, 3, date(2026, 11, 1))})
    view = outcome(card, made(card, targets), "Q1.3.Q1_3_0.is1")
    assert [(row.area, row.aim, row.of, row.gap.word) for row in view.rows] == [
        ("Ownership, tier 1", "3 Working by 1 Nov 2026", "1 model", "reached"),
        ("Ownership, all others", "2 Recorded", "1 model", "reached"),
    ]
    assert "Ownership as a whole: 2 Recorded." in view.notes
    before = outcome(card, made(card, targets))
    assert [row.gap.word for row in before.rows] == ["1 level short, overdue", "reached"]
    assert [row.gap.group for row in before.rows] == ["contradicted", "confirmed"]


def test_money_at_your_targets_stands_beside_the_scorecards_where_they_differ() -> None:
    card = scorecards.whole()
    low = Targets(1)
    assert [each for each in outcome(card, made(card)).notes if "scorecard" in each] == []
    (said,) = (each for each in outcome(card, made(card, low)).notes if "scorecard" in each)
    assert said.startswith("Under control counts your targets. At 3 Working everywhere, ")


def test_chosen_actions_that_are_gone_are_told() -> None:
    card = scorecards.whole()
    view = outcome(card, made(card), "Q9.2.gone.is1")
    assert view.notes[0] == "1 chosen action is in the plan no longer."
    assert view.title == outcome(card, made(card)).title


@EVERY_CARD
def test_every_scorecard_has_a_plan_that_can_be_drawn(card: Callable[[], Scorecard]) -> None:
    whole = card()
    of = made(whole)
    path = plan.cheapest_path(whole, of)
    chosen = [each.planned.action.key for each in path.steps]
    chosen += [each.action.key + CORRECT for each in of.actions if each.action.contradicted]
    view = outcome(whole, of, *chosen)
    html = charts.outcome(view)
    html += charts.actions(rows(whole, of, None, *chosen))
    for each in of.actions:
        html += charts.action(action_view(each, whole, led_to(whole, of), None, TODAY))
    assert "<script" not in html
    assert "None" not in html
    assert plan_view(whole, of, path, {}).headline


# The file


def read(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def test_the_file_says_the_same_as_before(request: pytest.FixtureRequest) -> None:
    card = scorecards.whole()
    of = made(card)
    first, second, third = (each.action.key for each in of.actions[:3])
    notes = {first: note(first, note="Ask Tom"), second: note(second, due=date(2026, 11, 1))}
    outcome = led_to(card, of, first, third + CORRECT)
    found = csv_of(of, card, outcome, notes, TODAY)
    if request.config.getoption("--update-golden", default=False):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_bytes(found)
    assert found == GOLDEN.read_bytes()


def test_the_file_has_every_action_in_the_order_of_the_plan_and_its_numbers_exact() -> None:
    card = scorecards.whole()
    of = made(card)
    heads, *found = read(csv_of(of, card, led_to(card, of), {}, TODAY))
    assert heads == list(HEADS)
    assert [row[0] for row in found] == [f"{each.rank}" for each in of.actions]
    assert [Decimal(row[6]) for row in found] == [
        Decimal(str(round(each.action.gain, 6))) for each in of.actions
    ]
    assert [float(row[7]) for row in found] == [each.action.days for each in of.actions]


def test_no_cell_of_the_file_is_a_formula_whatever_people_and_sources_typed() -> None:
    card = scorecards.hostile()
    of = made(card)
    notes = {
        each.action.key: note(each.action.key, owner="=cmd()", note="@SUM(A1)")
        for each in of.actions
    }
    for row in read(csv_of(of, card, led_to(card, of), notes, TODAY))[1:]:
        assert not any(each.lstrip()[:1] in {"=", "+", "-", "@"} for each in row if each)
        assert row[8] == "'=cmd()"
