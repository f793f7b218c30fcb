"""FOCUS files of every version through the connector's own SQL, in a real DuckDB."""

import csv
import gzip
import io
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.focus import Focus
from data.errors import BadPayload, Unavailable
from data.landing import Landing
from data.reading import Reading, RejectedRow, Select
from data.records import CostDaily, Record

FILES = Path(__file__).parent / "fixtures" / "focus"
STARTED = datetime(2026, 11, 23, 9, tzinfo=UTC)
COLUMNS = (
    "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,ChargePeriodStart,ChargeCategory,"
    "ServiceCategory,ServiceName,ProviderName,ResourceId,Tags"
)
GOOD = "1.5,1.25,USD,2026-03-01T00:00:00Z,2026-03-05T00:00:00Z,Usage,Compute,VM,AWS,vm-1,"


def columns(file: Path) -> Sequence[str]:
    return pq.read_schema(file).names


def ask(query: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query, dict(parameters)).fetchall()


def nothing_before(_: type[Record]) -> Sequence[Record]:
    return ()


READING = Reading(started_at=STARTED, previous=nothing_before, columns=columns, ask=ask)


class Read:
    """What one reading brought: notes, rows as records, rejected rows, how many came in."""

    def __init__(self, source: Focus) -> None:
        *self.notes, self.select = source.read(READING)
        assert isinstance(self.select, Select)
        assert self.select.rejected is not None
        assert self.select.read is not None
        parameters = dict(self.select.parameters)
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'America/New_York'")
            answer = connection.execute(self.select.rows, parameters)
            names = [column[0] for column in answer.description]
            self.rows = [
                CostDaily(**dict(zip(names, row, strict=True))) for row in answer.fetchall()
            ]
            self.rejected = sorted(
                connection.execute(self.select.rejected, parameters).fetchall(), key=str
            )
            self.count = connection.execute(self.select.read, parameters).fetchall()[0][0]

    @property
    def reasons(self) -> list[str]:
        return [reason for reason, _ in self.rejected]

    def total(self, **where: object) -> Decimal:
        return sum(
            (
                row.effective_cost
                for row in self.rows
                if all(getattr(row, name) == value for name, value in where.items())
            ),
            Decimal(0),
        )


def read(path: Path, **more: Any) -> Read:
    return Read(Focus(name="bills", path=path, **more))


def bill(folder: Path, *charges: str, name: str = "bill.csv", header: str = COLUMNS) -> Path:
    file = folder / name
    file.write_text("\n".join((header, *charges, "")), encoding="utf-8")
    return file


def test_every_version_is_read_to_the_last_decimal() -> None:
    found = read(FILES)
    totals: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for row in found.rows:
        kept_apart = (row.billing_month.month, row.currency, row.charge_category, row.correction)
        totals[kept_apart] += row.effective_cost
    assert totals == {
        (1, "USD", "Usage", False): Decimal("11.000000000003"),
        (1, "USD", "Credit", False): Decimal("-5.30"),
        (1, "USD", "Tax", False): Decimal("1.33"),
        (1, "USD", "Purchase", False): Decimal(0),
        (2, "USD", "Usage", False): Decimal("11.7500001"),
        (2, "USD", "Usage", True): Decimal("-2.5"),
        (3, "EUR", "Usage", False): Decimal("12.34"),
        (3, "EUR", "Adjustment", False): Decimal("-0.01"),
        (3, "USD", "Usage", False): Decimal(20),
        (4, "USD", "Usage", False): Decimal("18.5"),
        (5, "USD", "Usage", False): Decimal("6.500000000001"),
    }
    assert (found.count, found.rejected, found.notes) == (19, [], [])
    assert sum(row.charges for row in found.rows) == 19


@pytest.mark.parametrize(
    ("file", "version", "month"),
    [
        ("focus-1.0.csv", "1.0", "2026-01"),
        ("focus-1.1.csv.gz", "1.1", "2026-02"),
        ("focus-1.2.parquet", "1.2", "2026-03"),
        ("focus-1.3.csv", "1.3", "2026-04"),
        ("focus-1.4.parquet", "1.4", "2026-05"),
    ],
)
def test_a_check_tells_the_version_by_the_columns(file: str, version: str, month: str) -> None:
    told = Focus(name="bills", path=FILES / file).check(READING)
    charges = read(FILES / file).count
    assert told == (
        f"1 file, FOCUS {version} by their columns; {charges} charges, "
        f"billing months {month} to {month}"
    )


def test_a_check_of_a_folder_counts_files_copies_and_months(tmp_path: Path) -> None:
    shutil.copytree(FILES, tmp_path / "bills")
    shutil.copy(FILES / "focus-1.0.csv", tmp_path / "bills" / "again.csv")
    assert Focus(name="bills", path=tmp_path).check(READING) == (
        "5 files, FOCUS 1.0, 1.1, 1.2, 1.3, 1.4 by their columns, and 1 copy that will not be "
        "read; 19 charges, billing months 2026-01 to 2026-05"
    )


def test_charges_of_one_day_and_tag_set_become_one_row() -> None:
    (row,) = [row for row in read(FILES / "focus-1.0.csv").rows if row.sku]
    assert row == CostDaily(
        day=date(2026, 1, 5),
        billing_month=date(2026, 1, 1),
        provider="AWS",
        service_category="AI and Machine Learning",
        service="Amazon SageMaker",
        account="004200001111",
        resource="arn:aws:sagemaker:endpoint/churn",
        sku="ML-G5",
        charge_category="Usage",
        currency="USD",
        billed_cost=Decimal("10.30"),
        effective_cost=Decimal("8.000000000003"),
        list_cost=Decimal("8.000000000003"),
        contracted_cost=Decimal("8.000000000003"),
        quantity=Decimal(3),
        unit="Hours",
        tags={"model": "churn"},
        file="focus-1.0.csv",
        charges=2,
    )


def test_tags_in_another_order_are_the_same_tag_set() -> None:
    (row,) = [row for row in read(FILES / "focus-1.4.parquet").rows if row.sku]
    assert (row.tags, row.charges) == ({"env": "prod", "model": "churn"}, 2)


def test_tags_pass_through_as_plain_text() -> None:
    tags = {row.resource or row.sku: row.tags for row in read(FILES / "focus-1.1.csv.gz").rows}
    assert tags == {
        "arn:aws:sagemaker:endpoint/churn": {"live": "true", "model": "churn", "n": "3"},
        "tiny": {
            "html": "<b>x</b>",
            "model": "churn-🧨",
            "note": "=cmd|'/C calc'!A0",
            "sql": "'; drop--",
        },
        "price-only": {},
    }


def test_an_allocated_charge_carries_what_it_is_allocated_to() -> None:
    rows = read(FILES / "focus-1.3.csv").rows
    assert {(row.resource, row.provider, row.effective_cost): row.tags for row in rows} == {
        ("pod/ranker-0", "AWS", Decimal("5.5")): {
            "app.kubernetes.io/name": "ranker",
            "env": "prod",
        },
        ("cluster-7", "AWS", Decimal(4)): {"env": "prod"},
        ("saas-1", "Acme AI", Decimal(9)): {},
    }


@pytest.mark.parametrize(
    ("charge", "reason"),
    [
        (GOOD.replace("1.5,", '"1,5",'), "BilledCost «1,5» is not a number"),
        (GOOD.replace("1.5,", "1_000,"), "BilledCost «1_000» is not a number"),
        (GOOD.replace("1.5,", "NaN,"), "BilledCost «NaN» is not a number"),
        (GOOD.replace("1.5,", ","), "BilledCost (empty) is not a number"),
        (GOOD.replace("1.5,", "1e30,"), "BilledCost «1e30» is not a number, or too large"),
        (GOOD.replace("1.25", "free"), "EffectiveCost «free» is not a number"),
        (GOOD.replace("USD", "usd"), "BillingCurrency «usd» is not a currency code"),
        (GOOD.replace("USD", "USDT"), "BillingCurrency «USDT» is not a currency code"),
        (GOOD.replace("USD", ""), "BillingCurrency (empty) is not a currency code"),
        (GOOD.replace("Usage", "Refund"), "ChargeCategory «Refund» is not one of"),
        (GOOD.replace("2026-03-05", "2026-02-30"), "ChargePeriodStart «2026-02-30T00:00:00Z» is"),
        (GOOD.replace("2026-03-05T00:00:00Z", "infinity"), "ChargePeriodStart «infinity» is not"),
        (GOOD.replace("2026-03-01T00:00:00Z", "03/01/2026"), "BillingPeriodStart «03/01/2026»"),
        (GOOD + "[1]", "Tags «[1]» is not a JSON object"),
        (GOOD + "model=churn", "Tags «model=churn» is not a JSON object"),
        (GOOD.replace("AWS", ""), "ServiceProviderName (empty) is missing, and so is ProviderName"),
    ],
)
def test_a_charge_that_cannot_be_used_is_kept_with_its_reason(
    tmp_path: Path, charge: str, reason: str
) -> None:
    found = read(bill(tmp_path, GOOD, charge, GOOD))
    assert found.total() == Decimal("2.5")
    assert found.count == 3
    ((told, raw),) = found.rejected
    assert told.startswith(f"bill.csv: {reason}")
    assert json.loads(raw)["ServiceName"] == "VM"


def test_rows_that_do_not_split_into_cells_are_kept_as_they_came(tmp_path: Path) -> None:
    short, long = "1,1,USD", GOOD + ",more,cells"
    broken = '9,9,USD,2026-03-01T00:00:00Z,2026-03-05T00:00:00Z,Usage,"a "b" c",VM,AWS,r,'
    latin = GOOD.replace("vm-1", "caf").encode() + b"\xe9,\n"
    cut = '3,3,USD,2026-03-01T00:00:00Z,2026-03-05T00:00:00Z,Usage,Compute,"VM cut he'
    file = bill(tmp_path, GOOD, short, GOOD, long, broken, GOOD)
    file.write_bytes(file.read_bytes() + latin + cut.encode())
    found = read(file)
    assert found.total() == Decimal("3.75")
    assert found.count == 8
    assert found.reasons == [
        "bill.csv, row 3: has fewer cells than the header: it may be cut short",
        "bill.csv, row 5: has more cells than the header",
        "bill.csv, row 6: has a quote that does not close: it may be cut short",
        "bill.csv, row 8: is not UTF-8 text",
        "bill.csv, row 9: has a quote that does not close: it may be cut short",
    ]
    raws = [raw for _, raw in found.rejected]
    assert [raws[0], raws[1], raws[2], raws[4]] == [short, long, broken, cut]


def test_no_good_row_is_lost_among_many_broken_ones(tmp_path: Path) -> None:
    broken = [
        "1,1,USD",
        GOOD + ",more",
        '9,9,USD,2026-03-01,2026-03-05,Usage,"a "b" c",VM,AWS,r,',
        GOOD.replace("1.5", "?"),
    ]
    charges = [GOOD.replace("VM", f'"VM ""{at % 7}"", big\none"') for at in range(40_000)]
    for at in range(0, len(charges), 100):
        charges[at] = broken[at // 100 % 4]
    found = read(bill(tmp_path, *charges))
    assert (found.count, len(found.rejected)) == (40_000, 400)
    assert found.total() == Decimal("1.25") * 39_600


def test_quoted_newlines_commas_and_quotes_belong_to_the_cell(tmp_path: Path) -> None:
    tags = {"note": 'line one\nline "two", and\r\nthree', "rtl": "نموذج", "tag": "<script>"}
    text = io.StringIO(newline="")
    csv.writer(text).writerow([*GOOD.split(",")[:-1], json.dumps(tags)])
    (row,) = read(bill(tmp_path, text.getvalue().strip())).rows
    assert row.tags == tags


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("packed", [False, True])
def test_lines_may_end_as_any_system_writes_them(
    tmp_path: Path, ending: str, *, packed: bool
) -> None:
    tagged = GOOD + '"{""a"":""1"",\r\n""b"":""2""}"'
    content = ending.join((COLUMNS, GOOD, "", tagged, "1,1", GOOD)).encode()
    file = tmp_path / ("bill.csv.gz" if packed else "bill.csv")
    file.write_bytes(gzip.compress(content) if packed else content)
    found = read(file)
    assert (found.total(), found.count, len(found.rejected)) == (Decimal("3.75"), 4, 1)
    assert found.total(tags={"a": "1", "b": "2"}) == Decimal("1.25")


def test_a_missing_value_is_unknown_and_never_a_blank(tmp_path: Path) -> None:
    charge = "1,1,USD,2026-03-01,2026-03-05,Usage,NULL,,AWS,\\N,null"
    (row,) = read(bill(tmp_path, charge)).rows
    assert (row.service_category, row.service, row.resource, row.tags) == (None, None, None, {})
    assert (row.list_cost, row.quantity, row.unit, row.sku) == (None, None, None, None)


def test_a_part_of_a_sum_that_is_unknown_makes_the_sum_unknown(tmp_path: Path) -> None:
    header = COLUMNS + ",ListCost"
    found = read(bill(tmp_path, GOOD + ",2", GOOD + ",", header=header)).rows
    assert [(row.effective_cost, row.list_cost) for row in found] == [(Decimal("2.5"), None)]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-05T00:00:00Z", date(2026, 3, 5)),
        ("2026-03-05T00:00Z", date(2026, 3, 5)),
        ("2026-03-05 00:00:00 UTC", date(2026, 3, 5)),
        ("2026-03-05 23:59:59.999999", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("2026-03-05T01:00:00+02:00", date(2026, 3, 4)),
        ("2026-03-05 20:00:00-05", date(2026, 3, 6)),
    ],
)
def test_a_day_is_a_day_in_utc(tmp_path: Path, written: str, day: date) -> None:
    (row,) = read(bill(tmp_path, GOOD.replace("2026-03-05T00:00:00Z", written))).rows
    assert row.day == day


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.decimals(min_value=-(10**12), max_value=10**12, places=12), min_size=1, max_size=30
    ),
    st.booleans(),
)
def test_sums_of_decimals_are_exact(
    tmp_path_factory: pytest.TempPathFactory, costs: list[Decimal], scientific: bool
) -> None:
    form = "E" if scientific else "f"
    charges = [GOOD.replace("1.25", f"{cost:{form}}") for cost in costs]
    found = read(bill(tmp_path_factory.mktemp("bill"), *charges))
    assert (found.rejected, found.total()) == ([], sum(costs))


def test_more_than_twelve_decimals_are_rounded_once_after_the_sum(tmp_path: Path) -> None:
    charges = [GOOD.replace("1.25", cost) for cost in ["0.0000000000005"] * 3 + ["1.1E-13"]]
    exact = Decimal("0.0000000000015") + Decimal("1.1E-13")
    rounded = exact.quantize(Decimal("1E-12"), ROUND_HALF_UP)
    assert read(bill(tmp_path, *charges)).total() == rounded == Decimal("2E-12")


def test_a_file_of_the_same_content_is_read_once_and_named(tmp_path: Path) -> None:
    first = bill(tmp_path, GOOD, name="a.csv")
    shutil.copy(first, tmp_path / "b copy.csv")
    with gzip.open(tmp_path / "c.csv.gz", "wb") as packed:
        packed.write(first.read_bytes())
    found = read(tmp_path)
    assert found.total() == Decimal("1.25")
    assert found.notes == [
        RejectedRow(
            "cost_daily",
            f"{copy}: holds the same as a.csv, so it was read once: remove one of them",
            copy,
        )
        for copy in ("b copy.csv", "c.csv.gz")
    ]


def test_the_charges_of_all_parts_add_up(tmp_path: Path) -> None:
    bill(tmp_path, GOOD, name="part-1.csv")
    bill(tmp_path, GOOD, GOOD, name="part-2.csv")
    found = read(tmp_path)
    assert {row.file: row.charges for row in found.rows} == {"part-1.csv": 1, "part-2.csv": 2}
    assert found.total() == Decimal("3.75")


def test_the_file_changed_last_replaces_its_whole_billing_month(tmp_path: Path) -> None:
    april = GOOD.replace("2026-03", "2026-04")
    older = bill(tmp_path, GOOD, GOOD, april, name="z-first.csv")
    newer = bill(tmp_path, GOOD.replace("1.25", "7"), name="a-restated.csv")
    os.utime(older, (1_000, 1_000))
    os.utime(newer, (2_000, 2_000))
    found = read(tmp_path, delivery="replace")
    assert {(row.billing_month.month, row.file): row.effective_cost for row in found.rows} == {
        (3, "a-restated.csv"): Decimal(7),
        (4, "z-first.csv"): Decimal("1.25"),
    }


def test_a_copy_delivered_again_wins_where_the_newest_replaces(tmp_path: Path) -> None:
    for age, (name, cost) in enumerate([("1.csv", "1.25"), ("2.csv", "9"), ("3.csv", "1.25")]):
        file = bill(tmp_path, GOOD.replace("1.25", cost), name=name)
        os.utime(file, (1_000 + age, 1_000 + age))
    found = read(tmp_path, delivery="replace")
    assert [(row.file, row.effective_cost) for row in found.rows] == [("3.csv", Decimal("1.25"))]


def test_a_month_in_the_files_replaces_that_month_of_earlier_landings(tmp_path: Path) -> None:
    keep = read(bill(tmp_path, GOOD)).select.keep_previous
    with duckdb.connect() as connection:
        connection.execute("create table previous as select date '2026-02-01' as billing_month")
        connection.execute("insert into previous values ('2026-03-01'), ('2026-04-01')")
        connection.execute("create table fresh as select date '2026-03-01' as billing_month")
        kept = connection.table("previous").filter(keep).order("billing_month").fetchall()
    assert kept == [(date(2026, 2, 1),), (date(2026, 4, 1),)]


def test_parquet_files_may_hold_a_column_in_different_types(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 5, 23, tzinfo=UTC)
    common = {
        "BillingCurrency": ["USD"],
        "ChargeCategory": ["Usage"],
        "ServiceCategory": ["Compute"],
        "ServiceName": ["VM"],
        "ProviderName": ["AWS"],
        "BillingPeriodStart": [date(2026, 3, 1)],
    }
    exact = pa.array([Decimal("0.100000000000000001")], pa.decimal128(38, 18))
    nanoseconds = pa.array([moment.replace(tzinfo=None)], pa.timestamp("ns"))
    one = {**common, "BilledCost": exact, "ChargePeriodStart": nanoseconds, "Tags": ['{"a":"1"}']}
    tags = [{"a": "1", "b": None}]
    two = {**common, "BilledCost": [0.2], "ChargePeriodStart": [moment], "Tags": tags}
    for name, table in {"one": one, "two": two}.items():
        table["EffectiveCost"] = table["BilledCost"]
        pq.write_table(pa.table(table), tmp_path / f"{name}.parquet")
    found = read(tmp_path)
    assert [(row.file, row.effective_cost, row.day, row.tags) for row in found.rows] == [
        ("one.parquet", Decimal("0.100000000000"), date(2026, 3, 5), {"a": "1"}),
        ("two.parquet", Decimal("0.200000000000"), date(2026, 3, 5), {"a": "1"}),
    ]
    assert (found.count, found.rejected) == (2, [])


def test_column_names_in_another_spelling_are_found(tmp_path: Path) -> None:
    header = (
        "\ufeffbilled_cost,EFFECTIVECOST,billing_currency,BillingPeriodStart,ChargePeriodStart,"
        "ChargeCategory,ServiceCategory,ServiceName,provider_name,ResourceId,Tags"
    )
    assert read(bill(tmp_path, GOOD, header=header)).total() == Decimal("1.25")


def test_a_hostile_header_never_becomes_sql(tmp_path: Path) -> None:
    names = ["x') from range(9); drop table file; --", 'a"b', "filename", "c0", "path", "$paths"]
    text = io.StringIO(newline="")
    csv.writer(text).writerow([*COLUMNS.split(","), *names])
    file = bill(tmp_path, GOOD + "," * len(names), header=text.getvalue().strip())
    assert read(file).total() == Decimal("1.25")
    pq.write_table(
        pa.table({name: [value] for name, value in zip(
            [*COLUMNS.split(","), *names], [*GOOD.split(","), *names], strict=True
        )}),
        tmp_path / "hostile.parquet",
    )  # fmt: skip
    assert read(tmp_path / "hostile.parquet").total() == Decimal("1.25")


def test_a_file_without_effective_cost_says_that_billed_cost_stands_in(tmp_path: Path) -> None:
    header, charge = COLUMNS.replace("EffectiveCost,", ""), GOOD.replace("1.25,", "")
    found = read(bill(tmp_path, charge, header=header))
    assert found.total() == Decimal("1.5")
    assert found.notes == [
        RejectedRow(
            "cost_daily",
            "bill.csv: has no column EffectiveCost, so BilledCost stands in and commitments are "
            "not spread over the time that they cover: export EffectiveCost",
            "bill.csv",
        )
    ]


def test_the_provider_setting_overrides_what_files_say(tmp_path: Path) -> None:
    header, charge = COLUMNS.replace(",ProviderName", ""), GOOD.replace("AWS,", "")
    file = bill(tmp_path, charge, header=header)
    with pytest.raises(BadPayload, match=r"bill\.csv: has no column ServiceProviderName: export"):
        read(file)
    assert [row.provider for row in read(file, provider="Our cloud'; --").rows] == [
        "Our cloud'; --"
    ]


def test_a_file_without_a_required_column_is_named_with_it(tmp_path: Path) -> None:
    file = bill(tmp_path, GOOD, header=COLUMNS.replace("BillingCurrency", "Money"))
    with pytest.raises(BadPayload) as caught:
        read(file)
    assert str(caught.value) == (
        f"{file}: has no column BillingCurrency: export it as FOCUS cost and usage data with these "
        "columns, or take the file out of the folder"
    )


def test_a_file_separated_by_semicolons_is_told_apart(tmp_path: Path) -> None:
    file = bill(tmp_path, header=COLUMNS.replace(",", ";"))
    with pytest.raises(BadPayload, match="its columns are not separated by commas"):
        read(file)


def test_paths_that_hold_nothing_are_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"none: there is no such file or folder: put the export"):
        read(tmp_path / "none")
    for path in (tmp_path, tmp_path / "*.csv", bill(tmp_path, GOOD, name="bill.txt")):
        with pytest.raises(BadPayload, match=r"holds no FOCUS file: put files that end in \.csv"):
            read(path)
    (tmp_path / "empty.csv").touch()
    with pytest.raises(BadPayload, match=r"empty\.csv: is empty: export it again"):
        read(tmp_path)


def test_a_packed_copy_that_is_cut_short_is_named(tmp_path: Path) -> None:
    packed = gzip.compress(f"{COLUMNS}\n{GOOD}\n".encode())
    (tmp_path / "a.csv.gz").write_bytes(packed)
    (tmp_path / "b.csv.gz").write_bytes(packed[:20] + packed[-4:])
    with pytest.raises(BadPayload, match=r"b\.csv\.gz: is cut short"):
        read(tmp_path)


def test_a_header_without_charges_brings_no_row(tmp_path: Path) -> None:
    found = read(bill(tmp_path))
    assert (found.rows, found.rejected, found.count) == ([], [], 0)
    told = Focus(name="bills", path=tmp_path).check(READING)
    assert told == "1 file, FOCUS before 1.0 by their columns; no charge in them can be read"


def test_folders_patterns_and_links_are_followed_once(tmp_path: Path) -> None:
    inner = tmp_path / "data" / "BILLING_PERIOD=2026-03"
    inner.mkdir(parents=True)
    bill(inner, GOOD, name="odd [1]*?.csv")
    bill(inner, GOOD, GOOD, name="_temporary.csv")
    (inner / "up").symlink_to(tmp_path / "data")
    (tmp_path / "elsewhere").mkdir()
    bill(tmp_path / "elsewhere", GOOD.replace("vm-1", "vm-2"))
    (tmp_path / "data" / "linked").symlink_to(tmp_path / "elsewhere")
    named = {"BILLING_PERIOD=2026-03/odd [1]*?.csv", "linked/bill.csv"}
    for path in (tmp_path / "data", tmp_path / "elsewhere" / ".." / "data"):
        found = read(path)
        assert {row.file for row in found.rows} == named
        assert (found.total(), found.notes) == (Decimal("2.5"), [])
    assert {row.file for row in read(tmp_path / "data" / "*" / "*.csv").rows} == named


def test_a_relative_path_starts_at_the_settings_files_folder(tmp_path: Path) -> None:
    source = Focus.model_validate({"path": "bills"}, context={"folder": tmp_path})
    assert source.path == tmp_path / "bills"


def land(landing: Landing, source: Focus, run: str) -> dict[date, Decimal]:
    """Land one reading as sync does, and return the effective cost of each billing month."""
    batch = landing.begin(source, run, STARTED)
    try:
        for item in source.read(landing.reading(source.name, STARTED)):
            batch.add(item)
        batch.merge()
        batch.publish(STARTED)
    finally:
        batch.close()
    totals: dict[date, Decimal] = defaultdict(Decimal)
    for row in landing.records(source.name, CostDaily):
        assert isinstance(row, CostDaily)
        totals[row.billing_month] += row.effective_cost
    return totals


def test_landing_restates_months_and_keeps_rejected_rows(tmp_path: Path) -> None:
    folder, landing = tmp_path / "bills", Landing(tmp_path / "landing")
    shutil.copytree(FILES, folder, ignore=shutil.ignore_patterns("*.py"))
    source = Focus(name="bills", path=folder)
    months = [date(2026, month, 1) for month in range(1, 6)]
    before = land(landing, source, "run-1")
    assert before == dict(
        zip(
            months,
            map(Decimal, ["7.030000000003", "9.2500001", "32.33", "18.5", "6.500000000001"]),
            strict=True,
        )
    )
    for file in folder.iterdir():
        file.unlink()
    bill(folder, GOOD, "1,1,USD", GOOD.replace("1.5,", "x,"))
    assert land(landing, source, "run-2") == {**before, date(2026, 3, 1): Decimal("1.25")}
    assert sorted(row["reason"] for row in landing.rejected("bills")) == [
        "bill.csv, row 3: has fewer cells than the header: it may be cut short",
        (
            "bill.csv: BilledCost «x» is not a number, or too large: "
            "write digits with a point, as 1234.56"
        ),
    ]
    assert source.check(landing.reading("bills", STARTED)) == (
        "1 file, FOCUS before 1.0 by their columns; 1 charge, billing months 2026-03 to 2026-03"
    )
