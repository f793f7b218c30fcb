"""How the charges of FOCUS files are read in SQL: columns, values, faults and daily sums.

Column names are those of the FOCUS specification, versions 1.0 to 1.4. What stands in a file never
becomes part of the SQL: its columns are named by their place, and paths are parameters.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.focus.exports import literally

ENDINGS = (".csv", ".csv.gz", ".parquet")

# Every FOCUS column that is read, by the name that the specification gives it.
COLUMNS = (
    "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "BillingCurrency",
    "BillingPeriodStart", "ChargePeriodStart", "ChargeCategory", "ChargeClass",
    "ServiceProviderName", "ProviderName", "PublisherName", "InvoiceIssuerName",
    "ServiceCategory", "ServiceName", "SubAccountId",
    "AllocatedResourceId", "ResourceId", "ResourceName", "SkuId", "SkuPriceId",
    "ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "PricingUnit", "Tags", "AllocatedTags",
)  # fmt: skip
AMOUNTS = (
    "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "ConsumedQuantity",
    "PricingQuantity",
)  # fmt: skip
REQUIRED = (
    "BilledCost", "BillingCurrency", "ChargePeriodStart", "BillingPeriodStart", "ChargeCategory",
    "ServiceCategory", "ServiceName",
)  # fmt: skip
PROVIDER_COLUMNS = ("ServiceProviderName", "ProviderName", "PublisherName", "InvoiceIssuerName")

# Columns that came with a version, newest first: a file is of the first version that it shows.
VERSION_MARKS = {
    "1.4": ("InvoiceDetailId", "CommitmentProgramEligibilityDetails"),
    "1.3": (
        "ServiceProviderName", "HostProviderName", "ContractApplied", "AllocatedMethodId",
        "AllocatedResourceId", "AllocatedTags",
    ),
    "1.2": (
        "InvoiceId", "PricingCurrency", "PricingCurrencyContractedUnitPrice",
        "PricingCurrencyEffectiveCost", "PricingCurrencyListUnitPrice",
    ),
    "1.1": (
        "CapacityReservationId", "CapacityReservationStatus", "CommitmentDiscountQuantity",
        "CommitmentDiscountUnit", "ServiceSubcategory", "SkuMeter", "SkuPriceDetails",
    ),
    "1.0": ("ChargeClass", "ContractedCost", "ConsumedQuantity", "RegionId"),
}  # fmt: skip

# What is wrong with a charge whose value in this column cannot be used, and the mend.
FAULTS = {
    "ChargePeriodStart": "is not a date: write it as 2026-11-23T00:00:00Z",
    "BillingPeriodStart": "is not a date: write it as 2026-11-01T00:00:00Z",
    "ChargeCategory": "is not one of Usage, Purchase, Tax, Credit, Adjustment",
    "BillingCurrency": "is not a currency code: write three capital letters, as EUR",
    "BilledCost": "is not a number, or too large: write digits with a point, as 1234.56",
    "EffectiveCost": "is not a number, or too large: write digits with a point, as 1234.56",
    "ListCost": "is not a number, or too large: write digits with a point, as 1234.56",
    "ContractedCost": "is not a number, or too large: write digits with a point, as 1234.56",
    "ConsumedQuantity": "is not a number, or too large: write digits with a point, as 1234.56",
    "PricingQuantity": "is not a number, or too large: write digits with a point, as 1234.56",
    "Tags": "is not a JSON object of names and values",
    "AllocatedTags": "is not a JSON object of names and values",
    "ServiceProviderName": "is missing, and so is ProviderName: set `provider` for this source",
}


OFFSET = r":[0-9]{2}([.][0-9]+)? ?[+-][0-9]{2}(:?[0-9]{2})?$"
CSV_OPTIONS = (
    "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
    "nullstr = ['', 'NULL', 'null', '\\N'], hive_partitioning = false, filename = true"
)
# Rows that do not split into cells go to temporary tables. Only so: with `ignore_errors` alone,
# DuckDB 2.0 left out thousands of good rows after a stray quote, without a word.
STORE_FAULTS = "store_rejects = true, rejects_table = '{faults}', rejects_scan = '{faults}_scans'"
KEPT, UNUSED = "focus_faults", "focus_faults_unused"
CHARGES = """
with file as (
  select unnest($paths) as path, unnest($labels) as label, unnest($ranks) as rank
),
read_text as (
{scans}
),
read_values as (
  select *,
    {charged_at} as charged_at,
    {billed_from} as billed_from,
    coalesce($provider::varchar, {provider}) as provider,
    {BilledCost} as billed_cost,
    {EffectiveCost} as effective_cost,
    {ListCost} as list_cost,
    {ContractedCost} as contracted_cost,
    {ConsumedQuantity} as consumed_quantity,
    {PricingQuantity} as pricing_quantity,
    {resource} as resource,
    {sku} as sku,
    try_cast(try_cast(nullif("Tags", 'null') as json) as map(varchar, varchar)) as tag_map,
    try_cast(try_cast(nullif("AllocatedTags", 'null') as json) as map(varchar, varchar))
      as allocated_tag_map
  from read_text
),
charge as (
  select *, case
    when charged_at is null then 'ChargePeriodStart'
    when billed_from is null then 'BillingPeriodStart'
    when "ChargeCategory" is null or "ChargeCategory"
      not in ('Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment') then 'ChargeCategory'
    when "BillingCurrency" is null or not regexp_full_match("BillingCurrency", '[A-Z]{{3}}')
      then 'BillingCurrency'
    when billed_cost is null then 'BilledCost'
    when effective_cost is null then 'EffectiveCost'
    when list_cost is null and "ListCost" is not null then 'ListCost'
    when contracted_cost is null and "ContractedCost" is not null then 'ContractedCost'
    when consumed_quantity is null and "ConsumedQuantity" is not null then 'ConsumedQuantity'
    when pricing_quantity is null and "PricingQuantity" is not null then 'PricingQuantity'
    when tag_map is null and "Tags" <> 'null' then 'Tags'
    when allocated_tag_map is null and "AllocatedTags" <> 'null' then 'AllocatedTags'
    when provider is null then 'ServiceProviderName'
  end as fault
  from read_values
)"""
ROWS = """,
by_text as (
  select path,
    cast(charged_at as date) as day,
    cast(date_trunc('month', billed_from) as date) as billing_month,
    provider, "ServiceCategory" as service_category, "ServiceName" as service,
    "SubAccountId" as account, resource, sku, "ChargeCategory" as charge_category,
    coalesce("ChargeClass" = 'Correction', false) as correction, "BillingCurrency" as currency,
    case when consumed_quantity is null then "PricingUnit" else "ConsumedUnit" end as unit,
    tag_map, allocated_tag_map,
    sum(billed_cost) as billed_cost,
    sum(effective_cost) as effective_cost,
    case when count(list_cost) = count(*) then sum(list_cost) end as list_cost,
    case when count(contracted_cost) = count(*) then sum(contracted_cost) end as contracted_cost,
    case when count(coalesce(consumed_quantity, pricing_quantity)) = count(*)
      then sum(coalesce(consumed_quantity, pricing_quantity)) end as quantity,
    count(*) as charges
  from charge
  where fault is null
  group by all
),
by_file as (
  select by_text.*, coalesce(file.label, by_text.path) as file
  from by_text left join file using (path)
  {newest}
)
select day, billing_month, provider, service_category, service, account, resource, sku,
  charge_category, correction, currency,
  cast(sum(billed_cost) as decimal(38, 12)) as billed_cost,
  cast(sum(effective_cost) as decimal(38, 12)) as effective_cost,
  cast(case when count(list_cost) = count(*) then sum(list_cost) end as decimal(38, 12))
    as list_cost,
  cast(case when count(contracted_cost) = count(*) then sum(contracted_cost) end
    as decimal(38, 12)) as contracted_cost,
  cast(case when count(quantity) = count(*) then sum(quantity) end as decimal(38, 12))
    as quantity,
  unit,
  map_from_entries(list_sort(list_filter(
    map_entries(map_concat(coalesce(tag_map, map {{}}), coalesce(allocated_tag_map, map {{}}))),
    lambda tag: tag.value is not null))) as tags,
  file,
  cast(sum(charges) as bigint) as charges
from by_file
group by all
order by all"""
NEWEST = "qualify file.rank = max(file.rank) over (partition by billing_month)"
BROKEN = """broken as (
  select file.label, faults.line, arg_min(faults.error_type, faults.column_idx) as error_type,
    any_value(faults.csv_line) as raw
  from focus_faults as faults
  join focus_faults_scans as scans using (scan_id, file_id)
  join file on file.path = scans.file_path
  group by file.label, faults.line
)"""
NOT_BROKEN = """broken as (
  select '' as label, 0 as line, '' as error_type, '' as raw where false
)"""
REJECTED = """
select label || ': ' || fault || coalesce(' «' || left(raw ->> fault, 80) || '»', ' (empty)')
    || ' ' || case fault {words} end as reason,
  cast(raw as varchar) as raw
from (
  select coalesce(label, path) as label, fault,
    json_merge_patch(json('{{}}'), to_json(struct_pack({columns}))) as raw
  from charge left join file using (path)
  where fault is not null
)
union all
select label || ', row ' || line || ': ' || case error_type
    when 'MISSING COLUMNS' then 'has fewer cells than the header: it may be cut short'
    when 'TOO MANY COLUMNS' then 'has more cells than the header'
    when 'UNQUOTED VALUE' then 'has a quote that does not close: it may be cut short'
    when 'INVALID ENCODING' then 'is not UTF-8 text'
    else 'cannot be split into cells (' || lower(error_type) || ')'
  end as reason,
  raw
from broken"""
# The hash makes the reader look at the same cells as `rows` does: it checks no others.
COUNT = """
select (select count(hash({cells})) from charge) + (select count(*) from broken)
"""
MONTHS = """
select strftime(min(billed_from), '%Y-%m'), strftime(max(billed_from), '%Y-%m'),
  count(*)
from charge where fault is null"""


@dataclass(frozen=True)
class Bill:
    """One file: where it stands, what it is called in rows, and the place of each column."""

    path: Path
    label: str
    rank: int
    """Its place among all files by age; the newest has the highest."""
    columns: Mapping[str, int]
    width: int

    @property
    def form(self) -> str:
        """The ending that says how to read it."""
        return next(ending for ending in ENDINGS if self.path.name.lower().endswith(ending))

    @property
    def version(self) -> str:
        """The FOCUS version that its columns show."""
        names = {plain_name(name) for name in self.columns}
        for version, marks in VERSION_MARKS.items():
            if names & {plain_name(mark) for mark in marks}:
                newest = version == "1.3" and plain_name("ProviderName") not in names
                return "1.4" if newest else version
        return "before 1.0"

    def place(self, column: str) -> int | None:
        """Return where a FOCUS column stands in this file."""
        return self.columns.get(plain_name(column))


def plain_name(column: str) -> str:
    """Bring `BilledCost`, `billed_cost` and `BILLEDCOST` to one spelling."""
    return re.sub(r"[^a-z0-9]", "", column.lower())


def _alike(bills: Iterable[Bill]) -> list[list[Bill]]:
    """Group CSV files of one header, which one scan reads; a Parquet file is scanned alone.

    Two Parquet files may hold a column in two types, and a common scan would cast one to the
    other's, so that decimals could become floats.
    """
    groups: dict[object, list[Bill]] = defaultdict(list)
    for bill in bills:
        key = (bill.form, bill.width, tuple(sorted(bill.columns.items())))
        groups[bill.path if bill.form == ".parquet" else key].append(bill)
    return list(groups.values())


def _scan(bill: Bill, files: str, faults: str) -> str:
    """Return a select of every known column as text; names from a file never stand in SQL."""
    if bill.form == ".parquet":
        source = f"read_parquet({files}, hive_partitioning = false)"
        names = ", ".join(f"c{place}" for place in range(bill.width))
        shape, path = f"{source} as scan({names})", f"{files}[1]"
    else:
        columns = ", ".join(f"'c{place}': 'varchar'" for place in range(bill.width))
        packed = "gzip" if bill.form.endswith(".gz") else "none"
        shape = (
            f"read_csv({files}, columns = {{{columns}}}, compression = '{packed}', "
            f"{CSV_OPTIONS}, {STORE_FAULTS.format(faults=faults)})"
        )
        path = "filename"
    columns = ",\n  ".join(_as_text(bill, column) for column in COLUMNS)
    return f"select {path} as path,\n  {columns}\nfrom {shape}"


def _as_text(bill: Bill, column: str) -> str:
    place = bill.place(column)
    if place is None and column == "EffectiveCost":
        return _as_text(bill, "BilledCost").replace('"BilledCost"', '"EffectiveCost"')
    if place is None:
        text = "cast(null as varchar)"
    elif bill.form != ".parquet":
        text = f"c{place}"
    elif column in {"Tags", "AllocatedTags"}:
        text = f"json_extract_string(to_json(c{place}), '$')"  # a text, a map or a struct
    else:
        text = f"cast(c{place} as varchar)"
    return f"nullif(trim({text}), '') as \"{column}\""


def _first(*columns: str) -> str:
    return "coalesce(" + ", ".join(f'"{column}"' for column in columns) + ")"


def _number(column: str) -> str:
    # DuckDB reads 1_000 as a thousand; no export means that.
    return (
        f"case when not contains(\"{column}\", '_') "
        f'then try_cast("{column}" as decimal(38, 18)) end'
    )


def _moment(column: str) -> str:
    # A cast to timestamp drops an offset in silence, so a time with one goes by timestamptz.
    return (
        f"case when \"{column}\" not like '____-__-__%' then null "
        f"when regexp_matches(\"{column}\", '{OFFSET}') "
        f"then try_cast(\"{column}\" as timestamptz) at time zone 'UTC' "
        f'else try_cast("{column}" as timestamp) end'
    )


def parameters(bills: Sequence[Bill], provider: str | None) -> dict[str, Any]:
    """Return the values that each of the statements below takes."""
    values: dict[str, Any] = {
        "paths": [str(bill.path) for bill in bills],
        "labels": [bill.label for bill in bills],
        "ranks": [bill.rank for bill in bills],
        "provider": provider,
    }
    for at, group in enumerate(_alike(bills)):
        values[f"files_{at}"] = [literally(bill.path) for bill in group]
    return values


def rows(bills: Sequence[Bill], *, newest_wins: bool) -> str:
    """Return the select of daily sums, rows of `cost_daily`."""
    newest = NEWEST if newest_wins else ""
    return _charges(bills, KEPT) + ROWS.format(newest=newest)


def rejected(bills: Sequence[Bill]) -> str:
    """Return the select of charges that cannot be used, to run after `rows`."""
    return f"{_charges(bills, UNUSED)}, {_broken(bills)}" + REJECTED.format(
        words=" ".join(f"when '{column}' then '{wrong}'" for column, wrong in FAULTS.items()),
        columns=", ".join(f'"{column}" := "{column}"' for column in COLUMNS),
    )


def count(bills: Sequence[Bill]) -> str:
    """Return the select of how many charges the files hold, to run after `rows`."""
    return f"{_charges(bills, UNUSED)}, {_broken(bills)}" + COUNT.format(
        cells=", ".join(f'"{column}"' for column in COLUMNS)
    )


def months(bills: Sequence[Bill]) -> str:
    """Return the select of first and last billing month and the number of usable charges."""
    return _charges(bills, UNUSED) + MONTHS


def _broken(bills: Sequence[Bill]) -> str:
    return NOT_BROKEN if all(bill.form == ".parquet" for bill in bills) else BROKEN


def _charges(bills: Sequence[Bill], faults: str) -> str:
    scans = "\nunion all\n".join(
        _scan(group[0], f"$files_{at}", faults) for at, group in enumerate(_alike(bills))
    )
    return CHARGES.format(
        scans=scans,
        provider=_first(*PROVIDER_COLUMNS),
        charged_at=_moment("ChargePeriodStart"),
        billed_from=_moment("BillingPeriodStart"),
        resource=_first("AllocatedResourceId", "ResourceId", "ResourceName"),
        sku=_first("SkuId", "SkuPriceId"),
        **{column: _number(column) for column in AMOUNTS},
    )
