"""The whole chain on a small company: settings, check, sync, answers, scorecard, exports."""

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pyarrow.parquet as pq
import pytest
from chain import PARTS, Chain, Clock, listening, start, thirty_hours
from company import MODELS, PASSWORD, RESTING, START, TOKEN, day
from mlflow_server import mlflow_command

from app import text
from app.context import Context
from assessments import question_files, snapshot


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """The company after all that happened to it in thirty hours."""
    if mlflow_command() is None:
        pytest.skip("no MLflow server here: run tests/run, or set MLFLOW_BIN to an mlflow command")
    folder = tmp_path_factory.mktemp("company")
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.commands.shared.home.Context", partial(Context, now=clock))
        patch.setenv("REGISTRY_PASSWORD", PASSWORD)
        patch.setenv("PAGER_TOKEN", TOKEN)
        with ExitStack() as alive:
            chain = start(alive, folder, tmp_path_factory.mktemp("mlflow"), clock)
            with listening(chain.log):
                thirty_hours(chain, alive)
        yield chain


def test_check_answers_for_every_source(chain: Chain) -> None:
    result = chain.results["check"]
    assert (result.exit_code, result.stdout.splitlines()[1:], result.stderr) == (
        0,
        [
            "ok    registry  MLflow 3.17.2 answers; 6 registered models visible",
            (
                "ok    bill  1 file, FOCUS before 1.0 by their columns; 8 charges, billing months "
                f"{min(day(3), day(2)):%Y-%m} to {max(day(3), day(2)):%Y-%m}"
            ),
            (
                "ok    pager  PagerDuty answers; 3 services visible, incidents of the last "
                "400 days are read"
            ),
            "ok    files  3 people, 4 owners, 1 documents, 1 drills, 11 deployments",
            "ok    names  3 models, 0 with an owner, 3 matching rules",
        ],
        "",
    )


def test_sync_lands_every_source_and_sets_the_unusable_charge_aside(chain: Chain) -> None:
    result = chain.results["first sync"]
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        (
            "registry       ok          19 rows landed, 0.0 s\n"
            "bill           partial     8 rows landed, 1 rejected, 0.0 s\n"
            "pager          ok          6 rows landed, 0.0 s\n"
            "files          ok          20 rows landed, 0.0 s\n"
            "names          ok          6 rows landed, 0.0 s\n"
        ),
        "",
    )


def test_a_rollback_between_two_syncs_is_an_interval_and_a_move(chain: Chain) -> None:
    story = chain.shown["rolled back"].stories["support-assistant"]
    hours = [START + timedelta(hours=number) for number in (0, 1, 5)]
    created = story.serving[-1].from_earliest

    assert [
        (each.version, each.from_earliest, each.from_latest, each.until_earliest, each.until_latest)
        for each in story.serving
    ] == [
        ("2", hours[1], hours[2], hours[2], None),
        ("3", hours[0], hours[1], hours[1], hours[2]),
        ("2", created, hours[0], hours[0], hours[1]),
    ]
    assert [
        (each.kind, each.from_version, each.to_version, each.at_earliest, each.at_latest)
        for each in story.moves
    ] == [
        ("rollback", "3", "2", hours[1], hours[2]),
        ("promotion", "2", "3", hours[0], hours[1]),
        ("first", None, "2", created, hours[0]),
    ]
    [failed] = story.failed_releases
    assert (failed.version, failed.recovery_hours, failed.why, failed.exact) == (
        "3", 4.0, "undone", False,
    )  # fmt: skip


def test_claims_are_held_against_what_the_sources_show(chain: Chain) -> None:
    promoted = {
        ("O2", None): ("contradicted", 5, 2, (2, 2), 3),
        ("C1", None): ("contradicted", 2, 1, (1, 1), 1),
        ("O1", "churn-scorer"): ("contradicted", 4, 2, (2, 2), 2),
        ("R1", "churn-scorer"): ("contradicted", 4, 2, (2, 2), 2),
        ("K1", "churn-scorer"): ("not_assessed", None, None, (1, 5), 0),
        ("K2", "churn-scorer"): ("understated", 3, 3, (3, 3), 0),
        ("O1", "fraud-detector"): ("contradicted", 3, 1, (1, 1), 2),
        ("E3", "price-forecast"): ("claim_only", 4, None, (1, 4), 0),
        ("O1", "support-assistant"): ("confirmed", 4, 4, (4, 4), 0),
        ("R3", "support-assistant"): ("confirmed", 3, 3, (3, 3), 0),
        ("E1", "support-assistant"): ("confirmed", 4, 4, (4, 4), 0),
    }
    assert chain.shown["promoted"].findings() == promoted
    # Back on version 2, the card of version 3 is no account of what serves, and no version that
    # served before is left to go back to.
    assert chain.shown["rolled back"].findings() == {
        **promoted,
        ("R3", "support-assistant"): ("unproven", 3, None, (2, 3), 1),
        ("E1", "support-assistant"): ("contradicted", 4, 2, (2, 2), 2),
    }


def test_the_scorecard_reads_with_exact_coverage_and_money(chain: Chain) -> None:
    shown = chain.shown["rolled back"]
    card, view = shown.card, shown.view
    assert [(each.join, each.unit, text_of(each.matched), text_of(each.total))
            for each in card.coverage] == [
        ("cost", "EUR", "250.5", "250.5"),
        ("cost", "USD", "2500.35", "3000"),
        ("incidents", "incidents", "2", "3"),
        ("models", "models", "3", "4"),
    ]  # fmt: skip
    money = card.money
    assert (money.window_from, money.window_until) == (day(31).date(), day(2).date())
    assert text.exact_money(money.effective_cost) == "€250.50 + $2,900.00"
    assert text.exact_money(money.allocated) == "€250.50 + $2,400.35"
    assert text.exact_money(money.unallocated) == "€0.00 + $499.65"
    assert {each.facts.model: text.exact_money(each.facts.effective_cost)
            for each in card.models} == {
        "churn-scorer": "$1,700.25",
        "fraud-detector": "unknown",
        "price-forecast": "€250.50",
        "support-assistant": "$700.10",
    }  # fmt: skip
    assert view.headline == (
        "Three of five areas are claimed higher than the evidence: ownership, rollback speed and "
        "cost control; 2 models without an active owner on record carry $1.7k a month"
    )
    assert (card.integrity.confirmed, card.integrity.unproven, card.integrity.contradicted) == (
        2, 1, 6,
    )  # fmt: skip
    assert (card.integrity.claim_only, card.integrity.nobody_could_say) == (1, 1)
    assert view.warnings == ()


def text_of(value: Any) -> str:
    return f"{value.normalize():f}"


def test_the_facts_of_each_model_come_from_all_sources_together(chain: Chain) -> None:
    facts = {each.facts.model: each.facts for each in chain.shown["rolled back"].card.models}
    assert {
        name: (each.team, each.tier, each.owner, each.owner_active, each.serving_version)
        for name, each in facts.items()
    } == {
        "churn-scorer": ("growth", 1, "Maria Keller", False, "3"),
        "fraud-detector": (None, None, None, None, "1"),
        "price-forecast": ("pricing", 3, "Sam Obi", True, "2"),
        "support-assistant": ("support", 2, "Ola Nowak", True, "2"),
    }
    assert {name: (each.incidents, each.incident_hours) for name, each in facts.items()} == {
        "churn-scorer": (1, 6.0),
        "fraud-detector": (None, None),
        "price-forecast": (None, None),
        "support-assistant": (1, 2.5),
    }
    assert chain.shown["rolled back"].card.other_models == len(RESTING)


def test_page_json_and_html_tell_the_same(chain: Chain) -> None:
    shown = chain.shown["rolled back"]
    document = snapshot.load(chain.results["json"].stdout_bytes.decode())
    frozen = snapshot.freeze(shown.card, question_files.load(), shown.card.as_of)
    assert document == snapshot.load(frozen.body)
    assert snapshot.recompute(document) == document["scores"]
    page = chain.results["html"].stdout
    for words in (shown.view.headline, *(each.sentence for each in shown.view.coverage)):
        assert words in page
    assert {each["model"] for each in document["models"]} == set(MODELS)


def test_what_changed_since_the_snapshot_before_is_told(chain: Chain) -> None:
    changes = chain.shown["rolled back"].view.changes
    since = text.moment(START + timedelta(hours=1))
    assert changes.title == f"Since {since}, 2 findings are worse, none better"
    assert [each.sentence for each in changes.rows] == ["Contradicted claims: 5, now 6"]


def test_an_account_that_sees_fewer_models_is_held_back_and_the_models_stay(chain: Chain) -> None:
    result = chain.results["shrunken sync"]
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "registry       quarantined 0 rows landed, 0.0 s: registry brought 1 of the 6 models "
    )
    shown, before = chain.shown["shrunken"], chain.shown["rolled back"]
    assert shown.findings() == before.findings()
    [warning] = shown.view.warnings
    tried = shown.card.as_of
    assert warning.startswith(
        f"MLflow: held back on {text.moment(tried)}: far fewer models than before, so what it "
        f"brought on {text.moment(tried - timedelta(hours=1))} still counts. It matters to "
    )


def test_refused_credentials_are_told_with_the_mend(chain: Chain) -> None:
    check, sync = chain.results["refused check"], chain.results["refused sync"]
    assert (check.exit_code, sync.exit_code) == (1, 1)
    for said in (check.stdout, sync.stdout):
        assert "answered 403, no right to read: correct `username` of source 'registry'" in said
        assert "answered 403, no right to read: put a valid key into PAGER_TOKEN" in said


def test_with_registry_and_pager_dead_yesterdays_rows_stay_and_the_page_says_so(
    chain: Chain,
) -> None:
    check, sync = chain.results["dead check"], chain.results["dead sync"]
    assert (check.exit_code, sync.exit_code, sync.stderr) == (1, 1, "")
    assert [line.split()[:2] for line in check.stdout.splitlines()[1:]] == [
        ["FAILS", "registry"], ["ok", "bill"], ["FAILS", "pager"], ["ok", "files"], ["ok", "names"],
    ]  # fmt: skip
    assert [line.split()[:3] for line in sync.stdout.splitlines()] == [
        ["registry", "failed", "0"],
        ["bill", "partial", "8"],
        ["pager", "failed", "0"],
        ["files", "ok", "20"],
        ["names", "ok", "6"],
    ]
    shown, before = chain.shown["dead"], chain.shown["rolled back"]
    assert shown.findings() == before.findings()
    assert shown.card.coverage == before.card.coverage
    assert shown.card.money == before.card.money
    tried = shown.card.as_of
    stands = (
        f"failed on {text.moment(tried)}; "
        f"what it brought on {text.moment(tried - timedelta(hours=24))} still counts."
    )
    assert [
        each.split(" It matters")[0].split(" No question")[0] for each in shown.view.warnings
    ] == [f"PagerDuty: {stands}", f"MLflow: {stands}"]
    page = chain.results["dead html"].stdout
    assert all(each in page for each in shown.view.warnings)


@pytest.mark.parametrize("parts", PARTS)
def test_with_any_sources_missing_page_and_exports_are_whole(chain: Chain, parts: str) -> None:
    found = chain.partly[parts]
    assert found.code == 0
    document = snapshot.load(found.json)
    assert snapshot.recompute(document) == document["scores"]
    assert found.html.endswith("</html>\n")
    assert found.view.headline in found.html
    assert found.view.warnings == ()


def test_no_output_shows_a_traceback(chain: Chain) -> None:
    assert "Traceback" not in "".join(chain.said) + chain.log.getvalue()


# Secrets


def decoded(file: Path) -> str:
    """The text of a file, with what its format packs unpacked."""
    raw = file.read_bytes().decode("utf-8", "replace")
    if file.suffix == ".parquet":
        return raw + str(pq.read_table(file).to_pylist())
    if file.suffix == ".duckdb":
        with duckdb.connect(str(file), read_only=True) as connection:
            found = connection.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall()
            return raw + "".join(
                str(connection.table(f'"{schema}"."{table}"').fetchall()) for schema, table in found
            )
    if file.suffix == ".db":
        connection = sqlite3.connect(file)
        try:
            return raw + "\n".join(connection.iterdump())
        finally:
            connection.close()
    return raw


def test_no_secret_is_in_any_file_output_or_log(chain: Chain) -> None:
    pairs = [
        base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
        for user in ("reader", "limited", "stranger")
    ]
    secrets = [PASSWORD, TOKEN, quote(PASSWORD, safe=""), quote(TOKEN, safe=""), *pairs]
    written = {file: decoded(file) for file in chain.company.folder.rglob("*") if file.is_file()}
    everything = {**written, "output": "".join(chain.said), "log": chain.log.getvalue()}

    assert [
        (where, each) for where, told in everything.items() for each in secrets if each in told
    ] == []
    # The search does see into each format.
    for ending, known in {
        ".parquet": "Wrong answers PI1",
        ".duckdb": "Wrong answers PI1",
        "store.db": "answered 403, no right to read",
    }.items():
        assert any(known in told for file, told in written.items() if file.name.endswith(ending))
    assert "answered 403" in everything["output"]
    assert everything["log"]
