"""The demo portfolio: what is planted is found, and it holds together for any seed and day."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.config import load
from app.context import Context
from assessments.scorecard import Scorecard
from assessments.scoring import Finding, Verdict
from connectors.base import discover
from connectors.demo import Demo
from data import demo
from data.landing import Landing
from data.records import (
    CostDaily,
    Deployment,
    Document,
    Incident,
    MetricDaily,
    ModelVersion,
    Record,
    entities,
)

SEED = Demo().seed
DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAILY = {CostDaily, MetricDaily}
NEVER_LOW = {Verdict.CLAIM_ONLY, Verdict.UNPROVEN}


@pytest.fixture(scope="module")
def rows() -> list[Record]:
    return list(demo.portfolio(SEED, DAY))


@pytest.fixture(scope="module")
def scorecard(tmp_path_factory: pytest.TempPathFactory) -> Scorecard:
    return judged(tmp_path_factory.mktemp("demo"), NOON)


def judged(home: Path, now: datetime) -> Scorecard:
    with Context(load(demo=True, home=home), now=lambda: now) as context:
        context.prepare_demo()
        return context.scorecard()


def by_subject(scorecard: Scorecard) -> dict[tuple[str, str | None], Finding]:
    return {(each.question.id, each.subject): each for each in scorecard.findings()}


def of(kind: type[Record], rows: list[Record]) -> list[Record]:
    return [row for row in rows if type(row) is kind]


def charges(rows: list[Record]) -> list[CostDaily]:
    return [row for row in rows if isinstance(row, CostDaily)]


# The rows


def test_the_same_seed_and_day_give_the_same_portfolio(rows: list[Record]) -> None:
    assert list(demo.portfolio(SEED, DAY)) == rows


def test_another_seed_gives_other_numbers_for_the_same_models(rows: list[Record]) -> None:
    other = list(demo.portfolio(SEED + 1, DAY))
    names = [{row.model for row in of(ModelVersion, each)} for each in (rows, other)]
    assert names[0] == names[1]
    assert charges(other)[0].effective_cost != charges(rows)[0].effective_cost


def test_a_day_later_the_same_things_have_happened_a_day_later(rows: list[Record]) -> None:
    later = list(demo.portfolio(SEED, DAY + timedelta(days=1)))
    for kind in (Deployment, Document, Incident, ModelVersion):
        assert len(of(kind, later)) == len(of(kind, rows)), kind
    spent = [sum((c.effective_cost for c in charges(each)), Decimal(0)) for each in (rows, later)]
    assert abs(spent[1] / spent[0] - 1) < Decimal("0.02")


def test_nothing_lies_in_the_future_of_its_day(rows: list[Record]) -> None:
    start = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)
    for row in rows:
        for name, value in row:
            if isinstance(value, datetime):
                assert value <= start, (row, name)
    assert max(row.day for row in rows if isinstance(row, CostDaily | MetricDaily)) == DAY - (
        timedelta(days=1)
    )


def test_an_incident_goes_from_opened_to_acknowledged_to_resolved(rows: list[Record]) -> None:
    for row in rows:
        if isinstance(row, Incident):
            assert row.acknowledged_at is not None
            assert row.resolved_at is not None
            assert row.opened_at < row.acknowledged_at < row.resolved_at, row


def test_no_two_rows_have_the_same_key(rows: list[Record]) -> None:
    keys = Counter((row.entity, tuple(str(getattr(row, name)) for name in row.key)) for row in rows)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_address_is_one_that_cannot_exist(rows: list[Record]) -> None:
    text = " ".join(str(row) for row in rows if type(row) not in DAILY)
    hosts = {host for pair in re.findall(r"@([\w.-]+)|https?://([\w.-]+)", text) for host in pair}
    assert [host for host in hosts if host and not host.endswith(".velmora.example")] == [
        "velmora.example"
    ]


def test_fewer_days_leave_out_older_cost_and_metrics_only(rows: list[Record]) -> None:
    short = list(demo.portfolio(SEED, DAY, days=120))
    assert min(charge.day for charge in charges(short)) == DAY - timedelta(days=120)
    assert of(Deployment, short) == of(Deployment, rows)


# The bill


def test_the_bill_is_of_a_mid_size_company_in_one_currency(rows: list[Record]) -> None:
    months: dict[date, Decimal] = defaultdict(Decimal)
    for charge in charges(rows):
        if charge.service_category is not None:
            months[charge.day.replace(day=1)] += charge.effective_cost
    closed = sorted(months)[1:-1]
    assert all(600_000 < months[month] < 1_200_000 for month in closed)
    assert months[closed[-1]] > months[closed[0]]
    assert {charge.currency for charge in charges(rows)} == {"USD"}


def test_the_bill_holds_credits_tax_a_purchase_and_a_restated_month(rows: list[Record]) -> None:
    kinds = {charge.charge_category for charge in charges(rows)}
    assert kinds == {"Usage", "Credit", "Tax", "Purchase"}
    assert all(c.effective_cost < 0 for c in charges(rows) if c.charge_category == "Credit")
    assert {c.effective_cost for c in charges(rows) if c.charge_category == "Purchase"} == {0}
    corrected = [charge for charge in charges(rows) if charge.correction]
    assert {charge.billing_month for charge in corrected} == {date(2026, 8, 1)}
    assert all(charge.effective_cost < 0 for charge in corrected)


def test_one_runaway_job_stands_out_of_its_weeks(rows: list[Record]) -> None:
    days: dict[date, Decimal] = defaultdict(Decimal)
    for charge in charges(rows):
        if charge.resource == "call-summary-prod":
            days[charge.day] += charge.effective_cost
    top = max(days, key=lambda day: days[day])
    usual = sorted(days[top + timedelta(days=away)] for away in (-28, -21, -14, 14, 21, 28))
    assert days[top] > 7 * usual[-1]


# The plan, the claims and the truth


def test_every_story_of_the_plan_is_told_and_every_claim_has_its_truth() -> None:
    told = {(each.question, each.story) for each in demo.plan()}
    known = {(each.question, each.model) for each in demo.plan()}
    truths = [(each.question, each.model) for each in demo.truths()]
    assert len(told) > 45
    assert len(truths) == len(set(truths))
    assert set(truths) <= known


def test_respondents_in_six_roles_answer_for_all_three_scopes() -> None:
    assert {each.role for each in demo.respondents()} == {
        "executive", "model owner", "ML engineer", "platform", "finance", "risk",
    }  # fmt: skip
    assert {claim.scope_kind for claim in demo.claims()} == {"organisation", "team", "model"}
    idle = {p.id for p in demo.respondents()} - {claim.respondent for claim in demo.claims()}
    assert idle == {"tomasz-wieczorek", "eleni-stavrou"}, "two were invited and have not begun"
    words = [claim for claim in demo.claims() if isinstance(claim.choice, str)]
    assert {claim.choice for claim in words} == {"dont_know", "not_applicable"}
    exempt = [claim for claim in words if claim.choice == "not_applicable"]
    assert [claim for claim in exempt if not (claim.reason and claim.until_days)] == []
    # What does not apply, or what nobody knows, stays the exception among the answers.
    assert len(words) < len(demo.claims()) / 8


def assert_evidence_is_as_planned(scorecard: Scorecard) -> None:
    found = by_subject(scorecard)
    differing = {
        (planned.question, planned.model, planned.story): (
            found[planned.question, planned.model].proven,
            found[planned.question, planned.model].ruled_out_above,
        )
        for planned in demo.plan()
        if (planned.proven, planned.ruled_out_above)
        != (
            found[planned.question, planned.model].proven,
            found[planned.question, planned.model].ruled_out_above,
        )
    }
    assert differing == {}


def test_the_evidence_shows_what_the_plan_intends(scorecard: Scorecard) -> None:
    assert_evidence_is_as_planned(scorecard)


def test_on_the_first_minute_of_a_sunday_and_a_month_it_shows_the_same(tmp_path: Path) -> None:
    assert_evidence_is_as_planned(judged(tmp_path, datetime(2027, 8, 1, 0, 1, tzinfo=UTC)))


def test_every_claimed_level_has_a_planted_truth(scorecard: Scorecard) -> None:
    claimed = {key for key, each in by_subject(scorecard).items() if each.claim.level is not None}
    assert claimed == {(each.question, each.model) for each in demo.truths()}


def planted(scorecard: Scorecard, word: str) -> Iterator[Finding]:
    found = by_subject(scorecard)
    return (found[each.question, each.model] for each in demo.truths() if each.truth == word)


def test_at_least_95_percent_of_the_false_claims_are_contradicted(scorecard: Scorecard) -> None:
    verdicts = [each.verdict for each in planted(scorecard, "false")]
    assert len(verdicts) >= 25
    assert verdicts.count(Verdict.CONTRADICTED) >= 0.95 * len(verdicts)


def test_no_true_claim_is_contradicted(scorecard: Scorecard) -> None:
    verdicts = Counter(each.verdict for each in planted(scorecard, "true"))
    assert verdicts.keys() == {Verdict.CONFIRMED, Verdict.UNDERSTATED}
    assert verdicts[Verdict.CONFIRMED] > 9 * verdicts[Verdict.UNDERSTATED]


def test_no_claim_that_cannot_be_checked_is_scored_low(scorecard: Scorecard) -> None:
    for each in planted(scorecard, "uncheckable"):
        assert each.verdict in NEVER_LOW, each
        assert (each.verified, each.high) == (None, each.claim.level), each


def test_most_claims_hold_and_ownership_and_rollback_are_claimed_too_high(
    scorecard: Scorecard,
) -> None:
    told = {(each.question, each.model) for each in demo.plan() if each.proven is not None}
    claimed = {(each.question, each.model) for each in demo.truths()}
    integrity = scorecard.integrity
    assert integrity.checkable == len(told & claimed)
    assert 0.60 <= integrity.confirmed / integrity.checkable <= 0.70
    assert 0.12 <= integrity.contradicted / integrity.checkable <= 0.18
    assert {each.area: (each.claimed, each.level) for each in scorecard.portfolio} == {
        "ownership": (4, 2),
        "rollback": (3, 2),
        "explainability": (3, 2),
        "cost": (3, 3),
        "knowledge": (2, 2),
    }


def test_a_tier_1_model_has_lost_its_owner_and_most_but_not_all_joins_hold(
    scorecard: Scorecard,
) -> None:
    orphaned = [m.facts for m in scorecard.models if m.facts.owner_active is False]
    assert [(each.model, each.tier, each.owner) for each in orphaned if each.tier == 1] == [
        ("credit-limit", 1, "Henrik Aalto")
    ]
    assert (len(scorecard.models), scorecard.other_models) == (24, 4)
    shares = {each.join: each.share for each in scorecard.coverage}
    assert all(0.85 < share < 0.99 for share in shares.values() if share is not None)


# The connector


def test_the_demo_is_found_and_says_that_it_is_simulated() -> None:
    assert discover()["demo"] is Demo
    assert Demo.simulated


def test_the_connector_brings_what_it_says(tmp_path: Path) -> None:
    source = Demo(name="demo", days=90)
    reading = Landing(tmp_path).reading("demo", NOON)
    assert {item.entity for item in source.read(reading)} == set(Demo.brings)
    assert set(Demo.brings) <= set(entities())
    assert source.check(reading) == "would bring an invented company with 90 days of cost (seed 7)"
