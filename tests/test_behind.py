"""The rows behind a number: they are what makes it, to the last decimal, with file and link."""

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from company import Company
from demo_home import demo_home

import assessments
from app.charts import scorecard as charts
from app.charts.grid import grid as drawing
from app.config import load
from app.context import Context
from app.views.behind import probe_rows, probe_views, rows_view
from app.views.grid import csv_of
from app.views.numbers import NumberView, number_view
from app.views.parts import added, finding_key
from app.views.row_heads import HEADS
from app.views.scorecard import COVERAGE_TITLES, scorecard_view
from assessments.behind import Landed, is_told
from assessments.queries import naive, run_text
from assessments.scorecard import Scorecard

UNALLOCATED = "(unallocated)"


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with Context(load(home=demo_home(tmp_path_factory), demo=True)) as opened:
        yield opened


@pytest.fixture(scope="module")
def card(context: Context) -> Scorecard:
    return context.scorecard()


def together(landed: Landed) -> dict[str, Decimal]:
    return added([{row["currency"]: row["effective_cost"]} for row in landed.rows])


def test_the_models_behind_the_ai_spend_add_up_to_it_exactly(
    context: Context, card: Scorecard
) -> None:
    assert together(context.behind().spend_by_model()) == card.money.effective_cost


def test_the_charges_behind_each_models_cost_add_up_to_it_exactly(
    context: Context, card: Scorecard
) -> None:
    for model in card.models:
        landed = context.behind().spend(model.facts.model)
        assert landed.total == len(landed.rows)
        assert together(landed) == model.facts.effective_cost
        assert all(row["file"] and row["source"] for row in landed.rows)
    assert together(context.behind().spend(UNALLOCATED)) == card.money.unallocated


def test_the_incidents_behind_the_hours_of_each_model_add_up_to_them(
    context: Context, card: Scorecard
) -> None:
    for model in card.models:
        hours = [row["hours"] for row in context.behind().incident_hours(model.facts.model).rows]
        assert sum(hours) == pytest.approx(model.facts.incident_hours or 0)


def test_what_coverage_did_not_find_is_listed_to_the_last_row(
    context: Context, card: Scorecard
) -> None:
    for each in card.coverage:
        landed = context.behind().uncovered(each.join, each.unit)
        missing = each.total - each.matched
        found = together(landed).get(each.unit) if each.join == "cost" else Decimal(landed.total)
        assert found == missing


def test_the_titles_of_coverage_are_among_the_words_that_are_translated(card: Scorecard) -> None:
    assert {each.title for each in card.coverage} == set(COVERAGE_TITLES)


def test_the_findings_behind_each_count_of_integrity_are_as_many(
    context: Context, card: Scorecard
) -> None:
    for group in ("confirmed", "unproven", "contradicted"):
        view = number_view("verdict", group, card, context.behind())
        assert view is not None
        assert len(view.findings) == getattr(card.integrity, group)


def test_the_findings_behind_each_count_of_an_area_are_as_many(
    context: Context, card: Scorecard
) -> None:
    for area, held in card.integrity_by_area.items():
        for group in ("confirmed", "unproven", "contradicted"):
            view = number_view("verdict", f"{group}|{area}", card, context.behind())
            assert view is not None
            assert len(view.findings) == getattr(held, group)


def test_the_findings_on_words_alone_or_that_nobody_could_answer_are_as_many_as_is_said(
    context: Context, card: Scorecard
) -> None:
    for of, count in (
        ("claim_only", card.integrity.claim_only),
        ("nobody", card.integrity.nobody_could_say),
    ):
        view = number_view("verdict", of, card, context.behind())
        assert view is not None
        assert len(view.findings) == count > 0


def costs(view: NumberView) -> Decimal:
    grid = view.rows[0].grid
    at = [column.title for column in grid.columns].index("Cost")
    return sum((Decimal(str(row[at].raw)) for row in grid.rows), Decimal(0))


def test_the_models_behind_the_spend_of_an_area_add_up_to_it(
    context: Context, card: Scorecard
) -> None:
    for area in card.areas:
        level = number_view("level", area.id, card, context.behind())
        against = number_view("against", area.id, card, context.behind())
        assert level is not None
        assert against is not None
        stands = [each.effective_cost for each in card.money.by_level if each.area == area.id]
        assert costs(level) == added(stands)["USD"]
        assert costs(against) == card.money.contradicted[area.id].get("USD", Decimal(0))


def test_what_keeps_exposure_unknown_is_the_findings_of_models_without_a_level(
    context: Context, card: Scorecard
) -> None:
    for area in card.areas:
        view = number_view("open", area.id, card, context.behind())
        assert view is not None
        unsettled = {
            model.facts.model
            for model in card.models
            for score in model.areas
            if score.area == area.id and score.level is None and score.findings
        }
        said = f"{area.title}: {len(view.findings):,} finding"
        assert view.title.startswith(said)
        assert f"on {len(unsettled)} model" in view.title


def test_of_a_snapshot_what_was_judged_opens_and_what_was_not_frozen_says_so(
    card: Scorecard,
) -> None:
    judged = number_view("level", "ownership", card, None)
    assert judged is not None
    assert judged.rows
    assert judged.models == ()
    read = number_view("spend", card.models[0].facts.model, card, None)
    assert read is not None
    assert read.title == "The rows behind it are not in the snapshot"
    assert read.rows == ()


def test_the_models_under_control_add_up_to_the_money_that_is(
    context: Context, card: Scorecard
) -> None:
    view = number_view("money", "Under control", card, context.behind())
    assert view is not None
    at = [column.title for column in view.rows[0].grid.columns].index("Cost")
    cells = [row[at].raw for row in view.rows[0].grid.rows]
    assert sum(Decimal(str(each)) for each in cells) == card.money.under_control["USD"]
    assert len(view.models) == len(cells)


def test_every_kind_of_row_that_a_probe_reads_can_be_shown(context: Context) -> None:
    needs = {need for each in context.questionnaire.probes.values() for need in each.needs}
    assert {need for need in needs if not is_told(need)} == set()


def test_every_column_of_the_rows_behind_a_number_has_a_title(context: Context) -> None:
    behind = context.behind()
    asked = {"model": None, "kind": None, "unit": "USD", "most": 1, "now": naive(behind.now)}
    queries = sorted((Path(assessments.__file__).parent / "behind").glob("*.sql"))
    keys = {
        row["column_name"]
        for each in queries
        for row in run_text(behind.rows, f"describe {each.read_text(encoding='utf-8')}", **asked)
    }
    assert HEADS.keys() == keys - {"total"}


def test_every_observation_leads_to_its_rows_and_its_query(
    context: Context, card: Scorecard
) -> None:
    subject = card.models[0].facts.model
    seen = 0
    for finding in card.findings():
        if finding.subject not in (None, subject):
            continue
        views = probe_views(finding, context.questionnaire.probes)
        assert {each.probe.name for each in views} == {
            each.observation.probe for each in finding.results
        }
        for view in views:
            for shown in probe_rows(context.behind(), view.probe, finding.subject):
                assert ": " in shown.sentence
                seen += len(shown.grid.rows)
    assert seen > 100


def test_every_number_of_the_scorecard_that_can_be_picked_opens(
    context: Context, card: Scorecard
) -> None:
    view = scorecard_view(card)
    page = (
        charts.quiet(view, picks=True)
        + charts.areas(view.areas, picks=True)
        + charts.contradictions(view.contradictions)
        + charts.integrity(view.integrity, picks=True)
        + charts.under_control(view.money, picks=True)
        + charts.integrity_by_area(view.areas, view.integrity, picks=True)
        + charts.spend(view.money, picks=True)
        + charts.coverage(view.coverage, picks=True)
    )
    keys = {unescape(key) for key in re.findall('data-k="([^"]*)"', page)}
    findings = {finding_key(each) for each in card.findings()}
    numbers = keys - findings
    assert len(numbers) > 40
    for key in numbers:
        kind, _, of = key.partition(":")
        assert number_view(kind, of, card, context.behind()) is not None, key


def test_an_address_that_names_no_number_opens_none(context: Context, card: Scorecard) -> None:
    asked = [("spend", "<script>ghost"), ("money", "x"), ("coverage", "x|y"), ("area", "x")]
    asked += [
        ("verdict", "said"),
        ("verdict", "contradicted|x"),
        ("level", "x"),
        ("incidents", "x"),
        ("__class__", "x"),
    ]
    for kind, of in asked:
        assert number_view(kind, of, card, context.behind()) is None


def test_more_rows_than_are_shown_are_counted(context: Context) -> None:
    view = rows_view(context.behind().need("cost_daily", None))
    assert len(view.grid.rows) == 500
    assert ", 500 of them here" in view.sentence


def test_what_a_source_wrote_is_text_and_only_web_addresses_are_links() -> None:
    rows = (
        {"title": "<script>x</script>", "url": "javascript:alert(1)", "source": "=1+1"},
        {"title": "fine", "url": "https://example.com/i/1", "source": "pager"},
    )
    view = rows_view(Landed("incident", rows, 2))
    drawn = drawing(view.grid)
    assert "<script" not in drawn
    assert 'href="javascript' not in drawn
    assert 'href="https://example.com/i/1"' in drawn
    assert "'=1+1" in csv_of(view.grid).decode("utf-8-sig")


def test_the_charges_of_a_company_lead_to_the_file_that_they_stand_in(tmp_path: Path) -> None:
    company = Company(tmp_path, "http://localhost:1", "http://localhost:1")
    settings = company.write_settings(("bill", "files", "names"))
    with Context(load(settings)) as context:
        context.syncing.run()
        landed = context.behind().spend("churn-scorer")
    assert {row["file"] for row in landed.rows} == {"charges.csv"}
    assert together(landed) == {"USD": Decimal("1200.25") - 100 + 600}
