"""Targets and agreements: who may set what, which one holds, and what the plan makes of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from portfolios import evidence, facts, inputs, question, response

from app.people import People, Scopes
from app.planning import CORRECT, Planning
from assessments.plan import AreaTarget
from assessments.questionnaire import Questionnaire
from assessments.scorecard import Inputs, MoneyTotals, Scorecard, build
from data.errors import Refused
from data.store import ActionNote, Respondent, Store, Target, open_store

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DUE = date(2027, 3, 31)
PEOPLE = (
    Respondent("ana", "Ana Ruiz", "executive", "", NOW),
    Respondent("gone", "Eva Gone", "risk", "", NOW, active=False),
)
ONE = question("Q1", (1, 1, 1, 1))
OTHER = question("Q2", (1, 1, 1, 1), area="rollback")
FIRST = "Q1.3.Q1_3_0.is1"
SECOND = "Q2.2.Q2_2_0.is1"


class Home:
    """A scorecard and a clock that are put forward by hand."""

    def __init__(self) -> None:
        self.now = NOW
        self.told = _told()
        self.card = build(self.told)

    def scorecard(self) -> Scorecard:
        return self.card

    def clock(self) -> datetime:
        return self.now

    def change(self, **more: Any) -> None:
        self.told = replace(self.told, **more)
        self.card = build(self.told)


def _told() -> Inputs:
    models = [facts("churn", tier=1), facts("fraud", tier=2)]
    observations: dict[Any, Any] = {}
    for name in ("churn", "fraud"):
        observations |= evidence(ONE, name, {2: [True], 3: [False], 4: [None], 5: [None]})
        observations |= evidence(OTHER, name, {2: [None], 3: [True], 4: [None], 5: [None]})
    return inputs(
        [ONE, OTHER],
        models,
        observations=observations,
        responses={
            **{("Q1", name): [response(4)] for name in ("churn", "fraud")},
            **{("Q2", name): [response(3)] for name in ("churn", "fraud")},
        },
        money=MoneyTotals(date(2026, 10, 24), date(2026, 11, 22), {"USD": Decimal(250)}, {}),
    )


@pytest.fixture
def home() -> Home:
    return Home()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    for person in PEOPLE:
        opened.add_respondent(person)
    yield opened
    opened.close()


@pytest.fixture
def planning(store: Store, home: Home) -> Planning:
    people = People(store, Questionnaire((), (), {}), lambda: Scopes([], []), home.clock)
    return Planning(store, people, home.scorecard, home.clock)


def agree(planning: Planning, **changed: Any) -> ActionNote:
    said: dict[str, Any] = {
        "action": FIRST, "days": 4.0, "owner": "Tom Berg", "due": DUE, "note": None, "by": "ana",
    } | changed  # fmt: skip
    return planning.agree(**said)


# Targets


def test_a_target_holds_from_when_it_is_set_and_the_latest_of_an_area_and_tier_counts(
    planning: Planning, store: Store
) -> None:
    assert planning.plan().targets.of("ownership", 1) == AreaTarget("ownership", None, 3)
    first = planning.set_target("ownership", 1, 4, DUE, "ana")
    assert first == Target("ownership", 1, 4, DUE, "ana", NOW)
    assert planning.plan().targets.of("ownership", 1) == AreaTarget("ownership", 1, 4, DUE)
    planning.set_target("ownership", 1, 2, None, "ana")
    assert planning.plan().targets.of("ownership", 1) == AreaTarget("ownership", 1, 2)
    planning.set_target("ownership", 1, None, DUE, "ana")
    assert planning.plan().targets.of("ownership", 1) == AreaTarget("ownership", None, 3)
    assert planning.targets_set() == {}
    assert [each.level for each in store.kept(Target)] == [4, 2, None]
    assert [
        (each.who, each.what, each.subject, each.detail)
        for each in reversed(store.audit_entries(9))
    ] == [
        ("Ana Ruiz", "set target", "Ownership, tier 1", "level 4 by 2027-03-31"),
        ("Ana Ruiz", "set target", "Ownership, tier 1", "level 2"),
        ("Ana Ruiz", "set target", "Ownership, tier 1", "taken away"),
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"by": "nobody"}, "Choose who you are before you set a target."),
        ({"by": "gone"}, "Eva Gone is no longer asked, and so cannot set a target."),
        ({"area": "price"}, "There is no area 'price' to set a target for."),
        ({"tier": 4}, "There is no tier 4: choose 1, 2 or 3, or all others."),
        ({"level": 0}, "0 is no level: choose one from 1 to 5."),
        ({"level": 6}, "6 is no level: choose one from 1 to 5."),
        ({"due": date(2026, 11, 22)}, "2026-11-22 is over: choose a day from today on."),
    ],
)
def test_a_target_that_cannot_be_is_refused_and_nothing_is_written(
    planning: Planning, store: Store, changed: dict[str, Any], said: str
) -> None:
    told: dict[str, Any] = {
        "area": "ownership", "tier": None, "level": 3, "due": None, "by": "ana",
    } | changed  # fmt: skip
    with pytest.raises(Refused) as refused:
        planning.set_target(**told)
    assert str(refused.value) == said
    assert store.kept(Target) == []


def test_a_day_that_was_kept_may_stay_when_it_is_over(planning: Planning, home: Home) -> None:
    planning.set_target("ownership", None, 4, DUE, "ana")
    agree(planning)
    home.now = datetime(2027, 5, 1, tzinfo=UTC)
    assert planning.set_target("ownership", None, 5, DUE, "ana").due == DUE
    assert agree(planning, owner="Dan Ode").due == DUE


# Agreements


def test_what_is_agreed_on_an_action_holds_from_then_on(planning: Planning) -> None:
    before = {each.action.key: each.action for each in planning.plan().actions}
    assert (before[FIRST].days, before[FIRST].estimate) == (2.5, 2.5)
    noted = agree(planning, owner="  Tom\n Berg ", note="After the move\r\nof the registry")
    assert noted == ActionNote(
        FIRST, 4.0, "Tom Berg", DUE, "After the move\nof the registry", "ana", NOW
    )
    after = {each.action.key: each.action for each in planning.plan().actions}
    assert (after[FIRST].days, after[FIRST].estimate) == (4.0, 2.5)
    assert planning.notes() == {FIRST: noted}


def test_the_latest_agreement_counts_whole(planning: Planning, store: Store) -> None:
    agree(planning)
    last = agree(planning, days=None, owner="", due=None)
    assert last == ActionNote(FIRST, None, None, None, None, "ana", NOW)
    assert planning.notes() == {FIRST: last}
    assert planning.plan().actions[0].action.days == 2.5
    assert len(store.kept(ActionNote)) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"by": ""}, "Choose who you are before you agree on an action."),
        ({"by": "gone"}, "Eva Gone is no longer asked, and so cannot agree on an action."),
        (
            {"action": "Q9.2.x.is1"},
            "There is no action 'Q9.2.x.is1' in the plan now: reload the page.",
        ),
        ({"days": 0.05}, "An effort is between 0.1 and 1,000 days of work."),
        ({"days": 1000.5}, "An effort is between 0.1 and 1,000 days of work."),
        ({"days": -2.0}, "An effort is between 0.1 and 1,000 days of work."),
        ({"days": nan}, "An effort is between 0.1 and 1,000 days of work."),
        ({"days": inf}, "An effort is between 0.1 and 1,000 days of work."),
        ({"owner": "x" * 101}, "An owner has a name of at most 100 characters."),
        ({"due": date(2026, 11, 22)}, "2026-11-22 is over: choose a day from today on."),
        (
            {"note": "x" * 1001},
            "A note may have 1,000 characters, and this one has 1,001: shorten it.",
        ),
    ],
)
def test_an_agreement_that_cannot_be_is_refused_and_nothing_is_written(
    planning: Planning, store: Store, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused) as refused:
        agree(planning, **changed)
    assert str(refused.value) == said
    assert store.kept(ActionNote) == []


# What a choice leads to


def test_a_choice_leads_to_levels_money_and_what_remains(planning: Planning) -> None:
    nothing = planning.outcome([])
    assert (nothing.done, nothing.days, nothing.left, nothing.left_days) == ((), 0, 2, 3.2)
    assert nothing.under_control == planning.under_control() == {}
    outcome = planning.outcome([FIRST, SECOND])
    assert [each.action.key for each in outcome.done] == [FIRST, SECOND]
    assert (outcome.days, outcome.left, outcome.left_days) == (3.2, 0, 0)
    assert [each.reached for each in planning.plan().standings] == [False, False]
    assert [each.reached for each in outcome.standings] == [True, True]
    assert [each.low for each in outcome.card.portfolio[:2]] == [3, 3]


def test_correcting_answers_is_chosen_by_its_own_key_and_fixing_goes_before_it(
    planning: Planning,
) -> None:
    outcome = planning.outcome([FIRST + CORRECT])
    assert (outcome.done, [each.action.key for each in outcome.corrected]) == ((), [FIRST])
    assert (outcome.days, outcome.strange) == (0.2, 0)
    assert outcome.card.integrity.contradicted == 0
    both = planning.outcome([FIRST, FIRST + CORRECT])
    assert ([each.action.key for each in both.done], both.corrected) == ([FIRST], ())
    assert both.strange == 0


def test_keys_that_are_in_no_plan_are_counted_and_do_nothing(planning: Planning) -> None:
    outcome = planning.outcome(["Q9.2.gone.is1", SECOND + CORRECT, "<script>"])
    assert (outcome.strange, outcome.done, outcome.corrected) == (3, (), ())
    assert outcome.card is planning.card()


def test_the_same_choice_is_judged_once_and_in_any_order(planning: Planning) -> None:
    assert planning.outcome([FIRST, SECOND]) is planning.outcome([SECOND, FIRST, FIRST])
    assert planning.path() is planning.path()
    assert planning.plan() is planning.plan()


def test_a_new_scorecard_a_target_or_an_agreement_makes_the_plan_anew(
    planning: Planning, home: Home
) -> None:
    made = [planning.plan()]
    home.change(other_models=1)
    made.append(planning.plan())
    planning.set_target("ownership", None, 4, None, "ana")
    made.append(planning.plan())
    agree(planning)
    made.append(planning.plan())
    assert len({id(each) for each in made}) == 4


def test_an_action_that_is_done_leaves_the_plan_and_what_was_agreed_stays_on_record(
    planning: Planning, home: Home, store: Store
) -> None:
    agree(planning)
    done = evidence(ONE, "churn", {3: [True]}) | evidence(ONE, "fraud", {3: [True]})
    home.change(observations={**home.told.observations, **done})
    assert [each.action.key for each in planning.plan().actions] == [SECOND]
    assert planning.outcome([FIRST]).strange == 1
    assert [each.action for each in store.kept(ActionNote)] == [FIRST]


def test_what_a_chosen_action_does_as_well_follows(planning: Planning, home: Home) -> None:
    same = OTHER.model_copy(update={"id": "Q3"})  # on the very same probes
    asked = home.told.questionnaire
    home.change(
        questionnaire=replace(asked, questions=(*asked.questions, same)),
        responses={**home.told.responses, ("Q3", "churn"): [response(3)]},
    )
    twin = "Q3.2.Q2_2_0.is1"
    outcome = planning.outcome([SECOND])
    assert outcome.follows == {twin}
    assert (outcome.left, planning.outcome([]).left) == (1, 2)
