"""The rows behind a number: they are what makes it, to the last decimal, with file and link."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from statistics import median

import pytest
from company import Company
from demo_home import demo_home

import assessments
from app import text
from app.charts import scorecard as charts
from app.charts.grid import grid as drawing
from app.config import load
from app.context import Context
from app.views.behind import probe_rows, probe_views, rows_view
from app.views.coverage import COVERAGE_TITLES
from app.views.grid import csv_of
from app.views.headline import headline, unowned_models
from app.views.number import NumberView
from app.views.numbers import number_view
from app.views.parts import added, finding_key
from app.views.row_heads import HEADS
from app.views.scorecard import scorecard_view
from app.views.sums import sums_views
from assessments.behind import RECOVERY, Landed, is_told
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
    queries = sorted((Path(assessments.__file__).parent / "behind").rglob("*.sql"))
    keys = {
        row["column_name"]
        for each in queries
        for row in run_text(behind.rows, f"describe {each.read_text(encoding='utf-8')}", **asked)
    }
    assert HEADS.keys() == keys - {"total"} | set(RECOVERY)


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


def test_what_the_rows_add_up_to_is_the_share_that_the_claim_names(
    context: Context, card: Scorecard
) -> None:
    probes = context.questionnaire.probes
    details = {
        each.observation.probe: each.observation.detail or ""
        for finding in card.organisation_findings
        for each in finding.results
    }
    spend, endpoints = sums_views(context.behind(), probes["inventory_match"], None)
    known = re.search(r"([\d.]+) % of [^;]*AI spend in", details["inventory_match"])
    assert known is not None
    told = re.search(r"\(([\d.]+)\s%\) is on models of the inventory", spend.sentence)
    assert told is not None
    assert told[1] == known[1]
    rows = [[cell.text for cell in row] for row in endpoints.grid.rows]
    counted = next(row for row in rows if row[0] == "requests counted")
    assert details["inventory_match"].startswith(f"{counted[2]} of {counted[1]} serving endpoints")
    (owned,) = sums_views(context.behind(), probes["spend_with_live_owner_share"], None)
    live = re.search(r"([\d.]+) % has a live owner", details["spend_with_live_owner_share"])
    assert live is not None
    assert f"({live[1]}\u00a0%) on models whose owner is known to be active" in owned.sentence
    (used,) = sums_views(context.behind(), probes["unused_spend_share"], None)
    none = re.search(r"([\d.]+) % of AI spend answered no", details["unused_spend_share"])
    assert none is not None
    assert f"({none[1]}\u00a0%) answered none" in used.sentence


def test_the_rows_behind_the_owned_spend_give_what_the_headline_says_of_unowned_models(
    context: Context, card: Scorecard
) -> None:
    models = unowned_models([each.facts for each in card.models])
    probe = context.questionnaire.probes["spend_with_live_owner_share"]
    (owned,) = sums_views(context.behind(), probe, None)
    at = [column.title for column in owned.grid.columns].index(
        "In production, no active owner on record"
    )
    assert {row[0].text for row in owned.grid.rows if row[at].text == "yes"} == {
        each.model for each in models
    }
    money = added([each.effective_cost for each in models])
    assert f"{text.cents(money['USD'], 'USD')} (7.8\u00a0%) on production models" in owned.sentence
    assert f"{len(models)} models" in headline(card)
    assert text.money(money) in headline(card)


def test_the_recoveries_behind_a_median_are_the_hours_that_it_is_made_of(
    context: Context, card: Scorecard
) -> None:
    probe = context.questionnaire.probes["recovery_hours"]
    seen = 0
    for model in card.models:
        observed = [
            each.observation
            for area in model.areas
            for finding in area.findings
            for each in finding.results
            if each.observation.probe == probe.name and each.observation.value is not None
        ]
        if not observed:
            continue
        (recoveries,) = sums_views(context.behind(), probe, model.facts.model)
        heads = [column.title for column in recoveries.grid.columns]
        hours, counted = heads.index("Hours"), heads.index("Counted")
        told = sorted(
            float(str(row[hours].raw)) for row in recoveries.grid.rows if row[counted].text == "yes"
        )
        assert median(told) == pytest.approx(observed[0].value, abs=0.001)
        assert len(told) == observed[0].n
        seen += 1
    assert seen > 1


def test_the_months_behind_a_unit_cost_show_its_quotient_and_its_target(
    context: Context, card: Scorecard
) -> None:
    probe = context.questionnaire.probes["unit_cost_target_met"]
    seen = 0
    for finding in card.findings():
        for each in finding.results:
            detail = each.observation.detail
            if each.observation.probe != probe.name or detail is None:
                continue
            (months,) = sums_views(context.behind(), probe, finding.subject)
            heads = [column.title for column in months.grid.columns]
            assert heads[:5] == ["Month", "Cost", "Requests", "Cost per 1,000", "Target per 1,000"]
            (cost, target, month), *_ = re.findall(
                r"\w+ ([\d.]+) per 1,000, target ([\d.]+), in ([\d-]+)", detail
            )
            row = next(row for row in months.grid.rows if str(row[0].raw).startswith(month))
            _, spent, requests, unit_cost, unit_cost_target, *_ = row
            assert f"{float(str(unit_cost.raw)):.4g}" == cost
            assert f"{float(str(unit_cost_target.raw)):.4g}" == target
            quotient = Decimal(str(spent.raw)) / Decimal(str(requests.raw)) * 1000
            assert quotient == pytest.approx(Decimal(str(unit_cost.raw)))
            seen += 1
    assert seen > 5


def test_counts_hours_and_what_serves_now_are_told_in_words() -> None:
    serving = {
        "model": "m",
        "version": "7",
        "serves_now": True,
        "from_latest": date(2026, 10, 1),
        "until_latest": None,
        "slot_kind": "alias",
        "slot": "champion",
        "share": 1.0,
        "hours": 9.978,
        "requests": 18750.0,
    }
    before = serving | {"serves_now": False, "until_latest": date(2026, 10, 1), "requests": None}
    grid = rows_view(Landed("assignment", (serving, before), 2)).grid
    shown = [column.title for column in grid.columns if not column.filed]
    assert shown == [
        *("Version", "Serving now", "Since", "Until", "Pointed to by", "Pointer"),
    ]
    told = [
        {column.title: cell.text for column, cell in zip(grid.columns, row, strict=True)}
        for row in grid.rows
    ]
    assert [(row["Serving now"], row["Until"]) for row in told] == [
        ("yes", ""),
        ("no", "1 Oct 2026"),
    ]
    assert [(row["Share"], row["Hours"], row["Requests"]) for row in told] == [
        ("100\u00a0%", "9.98", "18,750"),
        ("100\u00a0%", "9.98", ""),
    ]


def test_the_widest_gap_stands_first_and_of_one_gap_the_most_spend(
    context: Context, card: Scorecard
) -> None:
    view = number_view("verdict", "contradicted", card, context.behind())
    assert view is not None
    assert view.sentence == (
        "The widest gap between claim and evidence first, of one gap the most spend; each opens "
        "its claim, its evidence and its rows."
    )
    spent = {each.facts.model: each.facts.effective_cost.get("USD", 0) for each in card.models}
    gaps = {finding_key(each): each.gap for each in card.findings()}
    whole = card.money.effective_cost["USD"]
    places = [(-gaps[each.key], -spent.get(each.subject or "", whole)) for each in view.findings]
    assert places == sorted(places)


def test_what_the_scorecard_does_not_show_of_the_contradictions_opens_alone(
    context: Context, card: Scorecard
) -> None:
    view = number_view("rest", "contradicted", card, context.behind())
    shown = scorecard_view(card).contradictions
    assert view is not None
    assert view.title == f"Contradicted claims: {shown.rest}"
    assert shown.rest is not None
    assert shown.rest.startswith(f"{len(view.findings)} more on ")
    assert {each.subject for each in view.findings}.isdisjoint(row.subject for row in shown.rows)
    assert number_view("rest", "x", card, context.behind()) is None


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
