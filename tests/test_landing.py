"""Landing: what sources bring, kept whole, typed and checked."""

import gzip
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_sources import NOW, SmallSource, land, models

from data.errors import BadPayload, SettingsError
from data.landing import Landing, Latest
from data.landing_schema import arrow_schema
from data.reading import RejectedRow, Select
from data.records import (
    CONTRACT_VERSION,
    Assignment,
    CostDaily,
    Document,
    DocumentState,
    Model,
    ModelVersion,
    Record,
    SeenBy,
    entities,
)

CHARGES = """day,cost,currency,tag
2026-11-01,0.000000000001,USD,churn
2026-11-01,-3.5,USD,churn
2026-11-02,12,EUR,
"""
ROWS = """
select day, strptime(day, '%Y-%m-%d')::date as billing_month, 'aws' as provider,
  'Usage' as charge_category, currency, cost as billed_cost, cost as effective_cost,
  row_number() over () || '' as sku, map {'model': coalesce(tag, '')} as tags
from read_csv($path, all_varchar = true, header = true)
"""


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def _select(folder: Path, text: str = CHARGES, **changes: Any) -> Select:
    (folder / "bill.csv").write_text(text)
    given: dict[str, Any] = {
        "entity": "cost_daily",
        "rows": ROWS,
        "parameters": {"path": str(folder / "bill.csv")},
        "read": "select count(*) from read_csv($path, all_varchar = true, header = true)",
        **changes,
    }
    return Select(**given)


def _everything() -> list[Record]:
    """One record of each entity that has a type of its own kind, every field filled."""
    return [
        Model(model="churn", declared=True, tier=1, created_at=NOW, tags={"b": "2", "a": "ü"}),
        ModelVersion(
            model="churn", version="3", number=3, ready=True, artifacts=("a/b", "c"), tags={}
        ),
        Assignment(
            model="churn",
            slot_kind="alias",
            slot="champion",
            version="3",
            production=True,
            share=Decimal("0.333333333333333333"),
            from_latest=NOW,
            until_earliest=NOW + timedelta(microseconds=1),
            seen_by=SeenBy.AUDIT,
        ),
        Document(
            model="churn", kind="runbook", location="x", state=DocumentState.EXISTS, sections=()
        ),
        CostDaily(
            day=date(2026, 11, 1),
            billing_month=date(2026, 11, 1),
            provider="aws",
            charge_category="Credit",
            currency="EUR",
            billed_cost=Decimal("-12345678901234567890123456.000000000001"),
            effective_cost=Decimal(0),
            tags={},
        ),
    ]


def test_records_come_back_as_they_were_yielded(landing: Landing) -> None:
    land(landing, SmallSource("all", _everything()))

    for record in _everything():
        assert landing.records("all", type(record)) == [record]


def test_a_reading_reaches_further_back_where_the_clock_of_the_last_ran_ahead(
    landing: Landing,
) -> None:
    first = landing.reading("all", NOW)
    assert (first.previous_start(), first.reaches_further_back()) == (None, False)
    land(landing, SmallSource("all", _everything()))

    earlier, later = (landing.reading("all", NOW + timedelta(hours=h)) for h in (-1, 1))

    assert earlier.previous_start() == NOW
    assert (earlier.reaches_further_back(), later.reaches_further_back()) == (True, False)


def test_every_contract_has_an_arrow_form() -> None:
    forms = {name: arrow_schema(record) for name, record in entities().items()}

    assert forms["cost_daily"].field("billed_cost").type == pa.decimal128(38, 12)
    assert forms["assignment"].field("share").type == pa.decimal128(20, 18)
    assert forms["model"].field("created_at").type == pa.timestamp("us")
    assert forms["model"].field("tags").type == pa.map_(pa.string(), pa.string())
    assert forms["model_version"].field("artifacts").type == pa.list_(pa.string())
    assert {name: form.names for name, form in forms.items()} == {
        name: list(record.model_fields) for name, record in entities().items()
    }


def test_a_file_holds_the_contracts_columns_and_nothing_else(landing: Landing) -> None:
    run = land(landing, SmallSource("all", _everything()))

    for entity, landed in run.entities.items():
        schema = pq.read_schema(landed.file)
        assert schema.names == arrow_schema(entities()[entity]).names
        assert [str(t) for t in schema.types if pa.types.is_timestamp(t)] == [
            str(t) for t in arrow_schema(entities()[entity]).types if pa.types.is_timestamp(t)
        ]


def test_a_manifest_says_what_stands_beside_it(landing: Landing) -> None:
    run = land(landing, SmallSource("reg", [*models(2), RejectedRow("model", "no name", "{}")]))
    landed = run.entities["model"]
    folder = landing.folder / "reg"

    assert json.loads((folder / "model" / f"{run.run}.json").read_text()) == {
        "contract_version": CONTRACT_VERSION,
        "source": "reg",
        "kind": "mlflow",
        "run": run.run,
        "fetched_at": "2026-11-23T09:00:00+00:00",
        "window": {"from": "2026-11-23T09:00:00+00:00", "until": "2026-11-23T09:00:00+00:00"},
        "entity": "model",
        "rows": 2,
        "sha256": landed.sha256,
        "rejected": 1,
        "rejected_sha256": landed.rejected_sha256,
    }
    assert sorted(path.name for path in folder.rglob("*")) == sorted(
        [".lock", "model", f"{run.run}.json", f"{run.run}.json", f"{run.run}.parquet",
         f"{run.run}.rejected.parquet"]
    )  # fmt: skip
    assert landing.latest("reg") == Latest(run, ())


def test_the_latest_run_counts_whatever_the_clock_says(landing: Landing) -> None:
    land(landing, SmallSource("reg", models(1)), NOW)
    land(landing, SmallSource("reg", models(2)), NOW - timedelta(days=1))

    assert len(landing.records("reg", Model)) == 2


def test_what_a_source_no_longer_brings_is_gone_with_its_next_run(landing: Landing) -> None:
    land(landing, SmallSource("all", _everything()))
    land(landing, SmallSource("all", models(1)))

    assert landing.records("all", CostDaily) == []


def test_a_source_that_never_landed_has_nothing(landing: Landing) -> None:
    assert landing.latest("nobody") == Latest(None, ())
    assert landing.records("nobody", Model) == []
    assert landing.rejected("nobody") == []
    assert landing.sources() == []


def test_of_two_rows_with_one_key_the_first_is_kept_and_the_other_told(landing: Landing) -> None:
    rows = [
        Model(model="churn", declared=True, team="first"),
        Model(model="churn", declared=True, team="second"),
    ]
    run = land(landing, SmallSource("reg", rows))

    assert [(run.rows, run.rejected)] == [(1, 1)]
    assert landing.records("reg", Model) == [rows[0]]
    (told,) = landing.rejected("reg")
    assert (told["entity"], told["reason"]) == ("model", "another row has the same model")
    assert json.loads(told["raw"])["team"] == "second"


def test_two_tag_sets_with_the_same_entries_are_one_key(landing: Landing) -> None:
    charge = _everything()[-1]
    twice = [
        charge.model_copy(update={"tags": {"a": "1", "b": "2"}}),
        charge.model_copy(update={"tags": {"b": "2", "a": "1"}}),
    ]
    run = land(landing, SmallSource("bills", twice))

    assert (run.rows, run.rejected) == (1, 1)


def test_many_records_land_in_the_order_in_which_they_came(landing: Landing) -> None:
    many = models(45_000)
    land(landing, SmallSource("reg", many))

    assert landing.records("reg", Model) == many


def test_a_select_lands_exact_money_and_the_contracts_defaults(
    landing: Landing, tmp_path: Path
) -> None:
    run = land(landing, SmallSource("bills", [_select(tmp_path)]))

    charges = landing.records("bills", CostDaily)
    assert run.rejected == 0
    assert charges[0] == CostDaily(
        day=date(2026, 11, 1),
        billing_month=date(2026, 11, 1),
        provider="aws",
        charge_category="Usage",
        currency="USD",
        billed_cost=Decimal("0.000000000001"),
        effective_cost=Decimal("0.000000000001"),
        sku="1",
        tags={"model": "churn"},
        correction=False,
        estimated=False,
        charges=1,
    )
    assert [charge.billed_cost for charge in charges if isinstance(charge, CostDaily)] == [
        Decimal("0.000000000001"),
        Decimal("-3.5"),
        Decimal(12),
    ]


def test_rows_of_a_select_that_break_the_contract_are_kept_with_the_reason(
    landing: Landing, tmp_path: Path
) -> None:
    text = CHARGES + "2026-11-03,dear,USD,\n2026-11-04,1,usd,\n,1,USD,\n"
    rows = ROWS.replace("strptime(day, '%Y-%m-%d')::date", "date '2026-11-01'")
    run = land(landing, SmallSource("bills", [_select(tmp_path, text, rows=rows)]))

    assert (run.rows, run.rejected) == (3, 3)
    assert [row["reason"] for row in landing.rejected("bills")] == [
        "billed_cost is not a decimal(38, 12); effective_cost is not a decimal(38, 12)",
        "currency does not match ^[A-Z]{3}$",
        "day is missing",
    ]
    assert json.loads(landing.rejected("bills")[0]["raw"])["billed_cost"] == "dear"


def test_a_select_tells_its_own_rejected_rows_and_how_many_came(
    landing: Landing, tmp_path: Path
) -> None:
    select = _select(
        tmp_path,
        rejected="select 'a credit' as reason, day as raw from read_csv($path, all_varchar = true) "
        "where cost like '-%'",
    )
    source = SmallSource("bills", [select, RejectedRow("cost_daily", "a note", "bill.csv")])
    batch = landing.begin(source, "run", NOW)
    for item in source.read(landing.reading("bills", NOW)):
        batch.add(item)
    batch.merge()
    batch.publish(NOW)
    batch.close()

    assert batch.rows_in == 4
    assert landing.rejected("bills") == [
        {"entity": "cost_daily", "reason": "a credit", "raw": "2026-11-01"},
        {"entity": "cost_daily", "reason": "a note", "raw": "bill.csv"},
    ]
    assert landing.rejected("bills", limit=1) == landing.rejected("bills")[:1]


def test_lines_that_the_csv_reader_could_not_split_can_be_told(
    landing: Landing, tmp_path: Path
) -> None:
    text = "name\none\ntwo,too many\n"
    select = _select(
        tmp_path,
        text,
        entity="model",
        rows="select name as model, true as declared from read_csv($path, header = true, "
        "columns = {'name': 'varchar'}, delim = ',', auto_detect = false, store_rejects = true)",
        rejected="select error_type::varchar as reason, csv_line as raw from reject_errors",
        read="select 2",
    )
    land(landing, SmallSource("reg", [select]))

    assert landing.records("reg", Model) == [Model(model="one", declared=True)]
    assert landing.rejected("reg") == [
        {"entity": "model", "reason": "TOO MANY COLUMNS", "raw": "two,too many"}
    ]


def test_times_of_a_select_become_utc_whatever_they_came_as(landing: Landing) -> None:
    rows = """
    select 'text' as model, true as declared, '2026-11-23T10:00:00+01:00' as created_at
    """
    typed = rows.replace("'text'", "'typed'").replace(
        "'2026-11-23T10:00:00+01:00'", "timestamptz '2026-11-23 10:00:00+01:00'"
    )
    land(landing, SmallSource("reg", [Select("model", rows, {}), Select("model", typed, {})]))

    assert landing.records("reg", Model) == [
        Model(model="text", declared=True, created_at=NOW),
        Model(model="typed", declared=True, created_at=NOW),
    ]


def test_previous_rows_stay_where_the_select_says_so(landing: Landing, tmp_path: Path) -> None:
    keep = "previous.billing_month not in (select billing_month from fresh)"
    rows = ROWS.replace("strptime(day, '%Y-%m-%d')::date", "date_trunc('month', day::date)::date")

    def bill(day: str, cost: int) -> Select:
        text = f"day,cost,currency,tag\n{day},{cost},USD,x\n"
        (tmp_path / f"{day}.csv").write_text(text)
        return _select(
            tmp_path, rows=rows, parameters={"path": str(tmp_path / f"{day}.csv")},
            keep_previous=keep,
        )  # fmt: skip

    land(landing, SmallSource("bills", [bill("2026-09-01", 1), bill("2026-10-01", 2)]))
    land(landing, SmallSource("bills", [bill("2026-10-02", 3), bill("2026-11-01", 4)]))

    charges = [row for row in landing.records("bills", CostDaily) if isinstance(row, CostDaily)]
    assert sorted((str(charge.day), charge.billed_cost) for charge in charges) == [
        ("2026-09-01", Decimal(1)),
        ("2026-10-02", Decimal(3)),
        ("2026-11-01", Decimal(4)),
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rows": "select 1 as model"}, "lacks billed_cost, billing_month.*has model too many"),
        ({"rows": "selec 1"}, "cannot be read: Parser Error"),
        ({"parameters": {"path": "/no/such.csv"}}, "cannot be read: IO Error: No files found"),
        ({"rejected": "select 1 as x"}, "cannot be read: Binder Error"),
        ({"entity": "galaxy"}, "there is no entity 'galaxy'"),
    ],
)
def test_a_select_that_does_not_hold_together_is_told(
    landing: Landing, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadPayload, match=words):
        land(landing, SmallSource("bills", [_select(tmp_path, **changes)]))
    assert landing.latest("bills") == Latest(None, ())


def test_a_condition_to_keep_rows_that_does_not_hold_together_is_told(
    landing: Landing, tmp_path: Path
) -> None:
    select = _select(tmp_path, keep_previous="previous.galaxy")
    land(landing, SmallSource("bills", [select]))
    with pytest.raises(BadPayload, match="keep_previous of cost_daily does not hold together"):
        land(landing, SmallSource("bills", [select]))


def _flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("which", ["rows", "manifest", "run", "missing"])
def test_a_damaged_landing_is_left_out_for_the_one_before(landing: Landing, which: str) -> None:
    before = land(landing, SmallSource("reg", models(1)))
    after = land(landing, SmallSource("reg", models(2)))
    landed = after.entities["model"].file
    place = {
        "rows": landed,
        "manifest": landed.with_suffix(".json"),
        "run": landing.folder / "reg" / f"{after.run}.json",
        "missing": landed,
    }[which]
    if which == "missing":
        place.unlink()
    else:
        _flip_a_byte(place)

    latest = landing.latest("reg")
    assert (latest.run, len(latest.damage)) == (before, 1)
    assert str(place) in latest.damage[0]
    assert "sync that source again" in latest.damage[0]
    assert len(landing.records("reg", Model)) == 1

    again = land(landing, SmallSource("reg", models(3)))
    assert landing.latest("reg") == Latest(again, ())


def test_a_landing_of_another_contract_is_left_out(
    landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(landing, SmallSource("reg", models(1)))
    monkeypatch.setattr("data.landing_manifest.CONTRACT_VERSION", 99)

    latest = landing.latest("reg")
    assert latest.run is None
    assert "was landed under contract version 3, this is 99" in latest.damage[0]


def test_only_the_last_runs_stay(tmp_path: Path) -> None:
    landing = Landing(tmp_path, keep=2)
    runs = [land(landing, SmallSource("reg", models(i + 1))).run for i in range(4)]

    kept = {path.name.split(".")[0] for path in (tmp_path / "reg").rglob("*.*")}
    assert kept - {""} == set(runs[2:])


def test_a_run_that_was_not_published_is_never_seen(landing: Landing) -> None:
    batch = landing.begin(SmallSource("reg"), "run", NOW)
    batch.add(models(1)[0])
    batch.merge()
    assert landing.latest("reg") == Latest(None, ())
    batch.close()

    assert [path.name for path in (landing.folder / "reg").iterdir()] == [".lock"]


HALF = """
import os, sys
from pathlib import Path
from datetime import UTC, datetime
import data.landing_batch as batches
from data.landing import Landing
from small_sources import NOW, SmallSource, models
batch = Landing(Path(sys.argv[1])).begin(SmallSource("reg"), "half", NOW)
for model in models(3): batch.add(model)
batch.merge()
batches.Batch._publish_text = lambda *_: os._exit(9)
batch.publish(NOW)
"""


def test_what_a_dead_process_left_half_done_is_not_read_and_goes_with_the_next_run(
    landing: Landing,
) -> None:
    before = land(landing, SmallSource("reg", models(1)))
    done = subprocess.run(
        [sys.executable, "-c", HALF, str(landing.folder)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent / "fixtures")},
        timeout=60, check=False,
    )  # fmt: skip
    folder = landing.folder / "reg"
    assert done.returncode == 9
    assert (folder / "model" / "half.parquet").exists()
    assert (folder / "half.staging").is_dir()
    assert landing.latest("reg") == Latest(before, ())

    land(landing, SmallSource("reg", models(2)))
    assert list(folder.rglob("half*")) == []


def test_a_run_on_its_way_is_left_alone_by_another(landing: Landing) -> None:
    first = landing.begin(SmallSource("reg"), "first", NOW)
    first.add(models(1)[0])
    land(landing, SmallSource("reg", models(2)))
    first.merge()
    published = first.publish(NOW)
    first.close()

    assert published.rows == 1
    assert landing.latest("reg").damage == ()


@pytest.mark.parametrize("name", ["../elsewhere", "", "a/b", ".hidden"])
def test_a_source_whose_name_is_no_folder_is_refused(landing: Landing, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot name a source"):
        landing.begin(SmallSource(name), "run", NOW)


def test_the_columns_of_a_file_are_read_as_they_stand(landing: Landing, tmp_path: Path) -> None:
    header = '﻿Billed Cost,"a,b",Tags,Tags\n1,2,3,4\n'
    (tmp_path / "a.csv").write_text(header, encoding="utf-8")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(header.encode()))
    pq.write_table(pa.table({"x": [1], "Y": [2]}), tmp_path / "a.parquet")
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(header.encode())[:-20])
    (tmp_path / "no.parquet").write_text("no")

    names = ["Billed Cost", "a,b", "Tags", "Tags"]
    assert landing.columns(tmp_path / "a.csv") == names
    assert landing.columns(tmp_path / "a.csv.gz") == names
    assert landing.columns(tmp_path / "a.parquet") == ["x", "Y"]
    for bad in ("cut.csv.gz", "no.parquet", "missing.csv"):
        with pytest.raises(BadPayload, match=f"{bad}: its columns cannot be read"):
            landing.columns(tmp_path / bad)


def test_a_source_may_ask_about_files_in_place(landing: Landing, tmp_path: Path) -> None:
    _select(tmp_path)
    ask = landing.reading("bills", NOW).ask
    assert ask is not None

    path = {"path": str(tmp_path / "bill.csv"), "unused": 1}
    assert ask("select count(*), min(day) from read_csv($path, all_varchar = true)", path) == [
        (3, "2026-11-01")
    ]
    with pytest.raises(BadPayload, match="cannot be read"):
        ask("select * from read_csv($path)", {"path": "/no/such.csv"})


def test_a_reading_knows_what_landed_last(landing: Landing) -> None:
    land(landing, SmallSource("reg", models(2)))
    reading = landing.reading("reg", datetime(2026, 11, 24, tzinfo=UTC))

    assert reading.previous(Model) == models(2)
    assert reading.previous(CostDaily) == []


def test_a_reading_knows_what_the_other_sources_of_the_settings_landed(landing: Landing) -> None:
    land(landing, SmallSource("reg", models(1)))
    land(landing, SmallSource("hand", models(2, purpose="b")))
    land(landing, SmallSource("taken-out", models(3, purpose="c")))
    now = datetime(2026, 11, 24, tzinfo=UTC)

    some = landing.reading("reg", now, configured=["reg", "hand"]).others(Model)
    assert some == models(2, purpose="b")
    both = [*models(2, purpose="b"), *models(3, purpose="c")]
    assert landing.reading("reg", now).others(Model) == both
    assert landing.reading("reg", now).others(CostDaily) == []


def test_a_password_in_an_address_is_kept_out_of_rejected_rows(landing: Landing) -> None:
    row = RejectedRow("document", "no model", "runbook,https://sam:canary-7d1@wiki.example/card")
    land(landing, SmallSource("hand", [*models(1), row]))

    assert [each["raw"] for each in landing.rejected("hand")] == [
        "runbook,https://…@wiki.example/card"
    ]
