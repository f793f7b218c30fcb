from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from worlds import World

from assessments import portfolio
from assessments.portfolio import AppliedAnswer, PortfolioMoney
from assessments.scorecard import Coverage, ModelFacts
from assessments.scoring import Response

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MADE = datetime(2026, 11, 2, tzinfo=UTC)
Said = Mapping[str, Any]


def facts(landed: Mapping[str, Iterable[Said]]) -> dict[str, ModelFacts]:
    """The facts of each production model of a generation."""
    with World(landed) as world:
        return {each.model: each for each in portfolio.model_facts(world.rows, NOW)}


NOTHING = ModelFacts(
    model="churn", team=None, tier=None, owner=None, owner_active=None, purpose=None,
    serving_version=None, effective_cost={}, incident_hours=None, incidents=None,
)  # fmt: skip


def test_a_model_of_which_nothing_is_known_has_no_fact_but_its_name() -> None:
    assert facts({"model": [{}]}) == {"churn": NOTHING}


def test_a_model_that_is_not_in_production_is_only_counted() -> None:
    landed = {"model": [{}, {"model": "old", "production": False}]}
    with World(landed) as world:
        assert [each.model for each in portfolio.model_facts(world.rows, NOW)] == ["churn"]
        assert portfolio.other_models(world.rows) == 1


def test_the_facts_of_a_model_come_from_its_sources() -> None:
    landed = {
        "model": [{"team": "Payments", "tier": 1, "purpose": "who will leave"}],
        "ownership": [{"person": "maria@example.com"}, {"role": "deputy", "person": "tom"}],
        "person": [
            {"person": "maria@example.com", "name": "Maria Keller", "active": False,
             "left_on": date(2026, 8, 14)},
        ],
        "model_version": [{"version": "6", "number": 6}, {"version": "7", "number": 7}],
        "assignment": [
            {"slot": "canary", "version": "7", "share": "0.1"},
            {"slot": "main", "version": "6", "share": "0.9"},
            {"slot": "shadow", "version": "5", "production": False},
            {"slot": "main", "version": "4", "until_latest": "2026-10-01"},
        ],
        "cost_daily": [{"resource": "churn", "effective_cost": "2.25"}],
        "incident": [
            {"opened_at": "2026-11-01 00:00:00", "resolved_at": "2026-11-01 02:30:00"},
            {"opened_at": "2026-11-20 06:00:00"},
            {"opened_at": "2025-11-20 08:00:00", "resolved_at": "2025-11-20 20:00:00"},
        ],
    }  # fmt: skip
    assert facts(landed) == {
        "churn": ModelFacts(
            model="churn",
            team="Payments",
            tier=1,
            owner="Maria Keller",
            owner_active=False,
            purpose="who will leave",
            serving_version="6, 7",
            effective_cost={"USD": Decimal("2.25")},
            incident_hours=5.5,
            incidents=2,
        )
    }


def test_an_owner_in_no_directory_is_named_as_the_source_writes_it() -> None:
    known = facts({"model": [{}], "ownership": [{"person": "ops-team"}], "person": []})["churn"]
    assert known == replace(NOTHING, owner="ops-team", owner_active=None)


@pytest.mark.parametrize(
    "tie",
    [
        {"identity": [{"kind": "service", "external_id": "S1", "model": "churn"}]},
        {"identity": [{"kind": "service", "external_id": "S1", "name": "Churn"}]},
        {"selector": [{"kind": "incident", "field": "service", "value": "S1"}]},
    ],
)
def test_a_model_with_a_service_and_no_incident_had_no_incident(
    tie: Mapping[str, list[Said]],
) -> None:
    known = facts({"model": [{}], "incident": [], **tie})["churn"]
    assert known == replace(NOTHING, incident_hours=0, incidents=0)


def test_a_model_without_a_service_may_have_had_incidents() -> None:
    assert facts({"model": [{}], "incident": []})["churn"] == NOTHING


COST = [
    {"resource": "churn", "effective_cost": "0.000000000001"},
    {"resource": "churn", "effective_cost": "-0.5", "charge_category": "Credit"},
    {"resource": "churn", "effective_cost": "10", "day": "2026-10-20"},
    {"resource": "churn", "effective_cost": "99", "day": "2026-10-19"},
    {"resource": "churn", "effective_cost": "99", "charge_category": "Tax"},
    {"resource": "churn", "effective_cost": "99", "day": "2026-11-21"},
    {"resource": "churn", "effective_cost": "7", "currency": "EUR"},
    {"resource": "old", "effective_cost": "3"},
    {"resource": "gpu-pool", "effective_cost": "2"},
    {"resource": "mail", "effective_cost": "99", "service_category": "Other"},
]
MODELS = [{}, {"model": "old", "production": False}]


def test_money_is_exact_by_currency_over_the_thirty_days_to_the_last_landed_day() -> None:
    with World({"model": MODELS, "cost_daily": COST}) as world:
        assert portfolio.money(world.rows, NOW) == PortfolioMoney(
            window_from=date(2026, 10, 20),
            window_until=date(2026, 11, 18),
            effective_cost={"EUR": Decimal(7), "USD": Decimal("14.500000000001")},
            production={"EUR": Decimal(7), "USD": Decimal("9.500000000001")},
            other_models={"EUR": Decimal(0), "USD": Decimal(3)},
            unallocated={"EUR": Decimal(0), "USD": Decimal(2)},
        )
        (known,) = portfolio.model_facts(world.rows, NOW)
    assert known.effective_cost == {"EUR": Decimal(7), "USD": Decimal("9.500000000001")}


def test_without_cost_there_is_no_window_and_no_currency() -> None:
    with World({"model": [{}]}) as world:
        assert portfolio.money(world.rows, NOW) == PortfolioMoney(None, None, {}, {}, {}, {})


def test_coverage_tells_what_found_its_model_by_unit() -> None:
    landed = {
        "model": [{}],
        "ownership": [{}],
        "cost_daily": [{"resource": "churn"}, {"resource": "gpu-pool", "effective_cost": "3"}],
        "incident": [
            {"opened_at": "2026-11-01"},
            {"opened_at": "2026-11-02", "model": "", "service": "mail"},
        ],
    }
    with World(landed) as world:
        found = portfolio.coverage(world.rows)
    assert [(each.join, each.matched, each.total, each.unit) for each in found] == [
        ("cost", Decimal(1), Decimal(4), "USD"),
        ("incidents", Decimal(1), Decimal(2), "incidents"),
        ("models", Decimal(1), Decimal(1), "models"),
    ]
    assert found[0] == Coverage(
        "cost", "AI cost that found its model", Decimal(1), Decimal(4), "USD"
    )


@pytest.fixture(scope="module")
def company() -> Iterator[World]:
    """Three production models of two teams, and the tables that stand beside a generation."""
    models = [
        {"model": "churn", "team": "Payments"},
        {"model": "fraud", "team": "Payments"},
        {"model": "search", "team": "Shop"},
        {"model": "old", "team": "Shop", "production": False},
    ]
    with World({"model": models}) as world:
        world.con.execute(
            "create table answer (assessment varchar, question varchar, question_version int,"
            " scope_kind varchar, scope varchar, respondent varchar, revision int, choice varchar,"
            " reason varchar, until date, evidence_shown boolean, made_at timestamp, role varchar,"
            " team varchar)"
        )
        world.con.execute(
            "create table approval (assessment varchar, question varchar, scope_kind varchar,"
            " scope varchar, respondent varchar, revision int, approved_by varchar,"
            " approved_at timestamp)"
        )
        world.con.execute(
            "create table exemption (id varchar, question varchar, scope_kind varchar,"
            " scope varchar, reason varchar, link varchar, until date, asked_by varchar,"
            " asked_at timestamp, approved_by varchar, approved_at timestamp)"
        )
        yield world


WHOLE: Said = {"scope_kind": "organisation", "scope": ""}
PAYMENTS: Said = {"scope_kind": "team", "scope": "Payments"}
CHURN: Said = {"scope_kind": "model", "scope": "churn"}


def claims(
    company: World, *answers: Said, approvals: Iterable[Said] = ()
) -> Mapping[tuple[str, str | None], tuple[AppliedAnswer, ...]]:
    """Which answers hold where; what an answer does not say is that of Ana on O1."""
    company.con.execute("delete from answer; delete from approval")
    for said in answers:
        row = {
            "assessment": "autumn", "question": "O1", "question_version": 1, "respondent": "ana",
            "revision": 1, "choice": "4", "reason": None, "until": None, "evidence_shown": False,
            "made_at": "2026-11-02", "role": "owner", "team": "Payments",
        } | dict(said)  # fmt: skip
        company.con.execute(
            "insert into answer by name select $assessment as assessment, $question as question,"
            " $question_version as question_version, $scope_kind as scope_kind, $scope as scope,"
            " $respondent as respondent, $revision as revision, $choice as choice,"
            " $reason as reason, $until::date as until, $evidence_shown as evidence_shown,"
            " $made_at::timestamp as made_at, $role as role, $team as team",
            row,
        )
    for said in approvals:
        company.con.execute(
            "insert into approval values ('autumn', 'O1', $scope_kind, $scope, 'ana', $revision,"
            " 'tom', '2026-11-03')",
            dict(said),
        )
    return portfolio.claims(company.rows, "autumn", ["O2"])


def applied(choice: int | str, scope: str, **more: Any) -> AppliedAnswer:
    """An answer as it holds for a subject."""
    first = more.pop("first_choice", choice)
    name = more.pop("respondent", "ana")
    response = Response(name, "owner", choice, first, scope, MADE)
    return AppliedAnswer(response, **{"reason": None, "until": None, "approved": False} | more)


def test_an_answer_holds_for_every_production_model_in_its_scope(company: World) -> None:
    whole = applied(4, "organisation")
    assert claims(company, WHOLE) == {
        ("O1", "churn"): (whole,), ("O1", "fraud"): (whole,), ("O1", "search"): (whole,),
    }  # fmt: skip


def test_the_most_specific_answer_of_a_respondent_holds(company: World) -> None:
    answers = [{**WHOLE, "choice": "2"}, {**PAYMENTS, "choice": "3"}, {**CHURN, "choice": "5"}]
    assert claims(company, *answers) == {
        ("O1", "churn"): (applied(5, "model"),),
        ("O1", "fraud"): (applied(3, "team"),),
        ("O1", "search"): (applied(2, "organisation"),),
    }


def test_each_respondent_has_a_most_specific_answer_of_their_own(company: World) -> None:
    found = claims(company, {**WHOLE, "respondent": "tom"}, {**CHURN, "choice": "dont_know"})
    assert found["O1", "churn"] == (
        applied("dont_know", "model"),
        applied(4, "organisation", respondent="tom"),
    )
    assert found["O1", "fraud"] == (applied(4, "organisation", respondent="tom"),)


def test_the_latest_revision_counts_and_the_first_choice_is_kept(company: World) -> None:
    answers = [
        {**CHURN, "revision": 2, "choice": "2", "reason": "I saw the evidence"},
        {**CHURN, "revision": 1, "choice": "5", "reason": "I was sure"},
        {**CHURN, "revision": 10, "choice": "3"},
    ]
    assert claims(company, *answers) == {("O1", "churn"): (applied(3, "model", first_choice=5),)}


def test_a_withdrawn_exception_lets_the_wider_answer_hold_again(company: World) -> None:
    answers = [
        {**PAYMENTS, "choice": "3"},
        {**CHURN, "choice": "5"},
        {**CHURN, "revision": 2, "choice": "withdrawn"},
    ]
    assert claims(company, *answers) == {
        ("O1", "churn"): (applied(3, "team"),),
        ("O1", "fraud"): (applied(3, "team"),),
    }


def test_an_exception_made_anew_after_it_was_withdrawn_holds(company: World) -> None:
    answers = [
        {**CHURN, "choice": "5"},
        {**CHURN, "revision": 2, "choice": "withdrawn"},
        {**CHURN, "revision": 3, "choice": "2"},
    ]
    assert claims(company, *answers) == {("O1", "churn"): (applied(2, "model", first_choice=5),)}


def test_a_withdrawn_answer_alone_leaves_nothing(company: World) -> None:
    assert claims(company, {**CHURN, "choice": "withdrawn"}) == {}


def test_not_applicable_carries_its_reason_end_and_approval(company: World) -> None:
    said = {
        **CHURN, "choice": "not_applicable", "reason": "batch only", "until": date(2027, 1, 31),
    }  # fmt: skip
    held = applied(
        "not_applicable", "model", reason="batch only", until=date(2027, 1, 31), approved=True
    )
    assert claims(company, said, approvals=[{**CHURN, "revision": 1}]) == {("O1", "churn"): (held,)}


def test_an_approval_of_an_earlier_revision_does_not_count(company: World) -> None:
    said = [{**CHURN, "choice": "not_applicable", "revision": at} for at in (1, 2)]
    found = claims(company, *said, approvals=[{**CHURN, "revision": 1}])
    assert found == {("O1", "churn"): (applied("not_applicable", "model"),)}


def test_a_question_for_the_organisation_has_one_answer_a_respondent(company: World) -> None:
    answers = [
        {**WHOLE, "question": "O2"},
        {**WHOLE, "question": "O2", "respondent": "tom", "choice": "2"},
        {**CHURN, "question": "O2", "respondent": "eva"},
    ]
    assert claims(company, *answers) == {
        ("O2", None): (
            applied(4, "organisation"),
            applied(2, "organisation", respondent="tom"),
        )
    }


def test_answers_of_another_assessment_are_left_out(company: World) -> None:
    assert claims(company, {**WHOLE, "assessment": "spring"}) == {}


def exempt(company: World, *asked: Said) -> Mapping[tuple[str, str | None], date]:
    """Which exemptions hold where; what one does not say is that of an approved one on O1."""
    company.con.execute("delete from exemption")
    for at, said in enumerate(asked):
        row = {
            "id": f"e-{at}", "question": "O1", "until": date(2027, 1, 31), "approved_by": "tom",
        } | dict(said)  # fmt: skip
        company.con.execute(
            "insert into exemption by name select $id as id, $question as question,"
            " $scope_kind as scope_kind, $scope as scope, $until::date as until, 'ana' as asked_by,"
            " $approved_by as approved_by",
            row,
        )
    return portfolio.exemptions(company.rows, ["O2"], NOW)


def test_an_exemption_holds_for_every_production_model_in_its_scope(company: World) -> None:
    day = date(2027, 1, 31)
    assert exempt(company, WHOLE) == {
        ("O1", "churn"): day, ("O1", "fraud"): day, ("O1", "search"): day,
    }  # fmt: skip
    assert exempt(company, PAYMENTS) == {("O1", "churn"): day, ("O1", "fraud"): day}
    assert exempt(company, CHURN) == {("O1", "churn"): day}
    assert exempt(company, {**CHURN, "scope": "old"}, {**CHURN, "scope": "gone"}) == {}


def test_an_exemption_of_the_organisation_is_of_no_model(company: World) -> None:
    day = date(2027, 1, 31)
    assert exempt(company, {**WHOLE, "question": "O2"}) == {("O2", None): day}
    assert exempt(company, {**CHURN, "question": "O2"}) == {}


def test_an_exemption_that_nobody_approved_or_that_has_ended_is_none(company: World) -> None:
    assert exempt(company, {**CHURN, "approved_by": None}) == {}
    assert exempt(company, {**CHURN, "until": date(2026, 11, 19)}) == {}
    assert exempt(company, {**CHURN, "until": date(2026, 11, 20)}) == {
        ("O1", "churn"): date(2026, 11, 20)
    }


def test_of_several_exemptions_the_one_that_ends_last_counts(company: World) -> None:
    short = {**PAYMENTS, "until": date(2026, 12, 1)}
    assert exempt(company, short, CHURN) == {
        ("O1", "churn"): date(2027, 1, 31), ("O1", "fraud"): date(2026, 12, 1),
    }  # fmt: skip


# The declared rules

RULE = {"kind": "cost", "field": "resource", "value": "gpu", "in_source": "bill"}


def rules(*selectors: Said, models: Iterable[Said] = ({"declared": True},)) -> str | None:
    """The checksum of what a person declared."""
    with World({"model": models, "selector": selectors}, ["from landed.selector"]) as world:
        return portfolio.mapping(world.rows)


def test_without_a_declared_rule_there_is_no_checksum() -> None:
    assert rules(models=[{"declared": False}]) is None


def test_the_checksum_is_of_what_the_rules_say_and_not_of_how_they_are_written() -> None:
    other = {**RULE, "value": "cpu"}
    moved = ({**other, "rule": "mapping.yaml:9"}, {**RULE, "rule": "mapping.yaml:12"})
    assert rules(RULE, other) == rules(*moved)


@pytest.mark.parametrize(
    "changed",
    [
        {"value": "cpu"}, {"field": "sku"}, {"kind": "metric"}, {"in_source": None},
        {"model": "price"}, {"share": "0.5"},
    ],
)  # fmt: skip
def test_another_rule_has_another_checksum(changed: Said) -> None:
    assert rules({**RULE, **changed}) != rules(RULE)


def test_another_declared_name_has_another_checksum() -> None:
    assert rules(RULE, models=[{"declared": True}, {"model": "x", "declared": True}]) != rules(RULE)
