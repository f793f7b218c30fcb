"""Usage of one Databricks account at list prices: one fixed query, run on a SQL warehouse."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from connectors.parts.addresses import path_part
from connectors.parts.cells import BadCell, prepared
from connectors.parts.cost_reports import days_to_ask
from connectors.parts.remote import inner, rejected
from connectors.session import Session
from data.errors import BadPayload, Rejected
from data.reading import Reading, RejectedRow
from data.records import CostDaily

STATEMENTS = "/api/2.0/sql/statements"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 10.0
WAITS = {"PENDING", "RUNNING"}

QUERY = """
select
    cast(u.usage_date as string) as day,
    u.billing_origin_product as service,
    u.workspace_id as account,
    u.usage_metadata.endpoint_name as resource,
    u.sku_name as sku,
    u.usage_unit as unit,
    to_json(map_from_entries(array_sort(map_entries(u.custom_tags)))) as tags,
    p.currency_code as currency,
    cast(cast(sum(u.usage_quantity) as decimal(38, 12)) as string) as quantity,
    cast(
        cast(sum(u.usage_quantity * p.pricing.effective_list.default) as decimal(38, 12)) as string
    ) as cost,
    cast(count(*) as string) as charges
from system.billing.usage as u
left join system.billing.list_prices as p
    on p.cloud = u.cloud
    and p.sku_name = u.sku_name
    and p.usage_unit = u.usage_unit
    and u.usage_end_time >= p.price_start_time
    and (p.price_end_time is null or u.usage_end_time < p.price_end_time)
where u.usage_date >= :since
    and u.usage_date < :until
    and array_contains(split(:products, ','), u.billing_origin_product)
group by all
""".strip()
COLUMNS = (
    "day", "service", "account", "resource", "sku", "unit", "tags", "currency", "quantity", "cost",
    "charges",
)  # fmt: skip


def usage(
    session: Session, reading: Reading, warehouse: str, products: Sequence[str], days: int
) -> Iterator[CostDaily | RejectedRow]:
    """Yield what was used each day, at list prices, and the older days of the last reading.

    Usage is corrected later, by rows that take back and state anew.
    """
    reading.progress("usage at list prices")
    wanted = days_to_ask(reading, days)
    asked = {
        "warehouse_id": warehouse,
        "statement": QUERY,
        "parameters": [
            {"name": "since", "value": f"{wanted.start:%Y-%m-%d}", "type": "DATE"},
            {"name": "until", "value": f"{wanted.end:%Y-%m-%d}", "type": "DATE"},
            {"name": "products", "value": ",".join(products), "type": "STRING"},
        ],
        "disposition": "INLINE",
        "format": "JSON_ARRAY",
        "wait_timeout": "10s",
        "on_wait_timeout": "CONTINUE",
    }
    for cells in _result(session, asked):
        try:
            row = _row(cells)
        except ValueError as error:
            yield rejected(CostDaily.entity, cells, error, session.hide)
        else:
            if not wanted.stays(row.day):
                yield row
    yield from wanted.kept


def _row(cells: Any) -> CostDaily:
    if not isinstance(cells, list) or len(cells) != len(COLUMNS):
        raise ValueError("this row has not the columns that were asked for")
    told = dict(zip(COLUMNS, cells, strict=True))
    cost = told.pop("cost")
    if cost is None or told["currency"] is None:
        raise ValueError(f"{told['sku']}: has no list price in the billing tables")
    try:
        values = prepared(CostDaily, {**told, "list_cost": cost})
        tags = values.pop("tags", {})
    except BadCell as problem:
        raise ValueError(f"{problem.column} {problem}") from problem
    day: date | None = values.get("day")
    return CostDaily.model_validate(
        {
            **values,
            "billing_month": day and day.replace(day=1),
            "provider": "Databricks",
            "service_category": "AI and Machine Learning",
            "charge_category": "Usage",
            "billed_cost": values["list_cost"],
            "effective_cost": values["list_cost"],
            "tags": tags,
            "basis": "list_price",
            "estimated": True,
        }
    )


def _result(session: Session, asked: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the rows of a statement, chunk after chunk, once it has run.

    Raises:
        Rejected: the warehouse could not run it.
        BadPayload: the result is not the one that was asked for, or not whole.
    """
    told = _ended(session, session.search(STATEMENTS, asked))
    path = f"{STATEMENTS}/{path_part(inner(told, 'statement_id') or '')}"
    manifest = told.get("manifest")
    schema = manifest.get("schema") if isinstance(manifest, Mapping) else None
    columns = [inner(column, "name") for column in session.rows(schema, STATEMENTS, "columns")]
    if columns != list(COLUMNS) or not isinstance(manifest, Mapping) or manifest.get("truncated"):
        raise BadPayload(
            "Databricks answered the query for usage with other columns than asked for, or not "
            "all rows: lower `usage_days`"
        )
    chunk, seen = told.get("result"), {0}
    while True:
        if isinstance(chunk, Mapping) and "data_array" in chunk:
            yield from session.rows(chunk, STATEMENTS, "data_array")
        elif manifest.get("total_row_count") != 0:
            session.rows(chunk, STATEMENTS, "data_array")
        following = chunk.get("next_chunk_index") if isinstance(chunk, Mapping) else None
        if following is None:
            return
        if not isinstance(following, int) or following in seen:
            raise BadPayload(
                "Databricks gave the same part of the result of the query for usage twice, so its "
                "parts never end: sync later"
            )
        seen.add(following)
        chunk = session.get(f"{path}/result/chunks/{following}")


def _ended(session: Session, told: Any) -> Mapping[str, Any]:
    """Return the answer of a statement that succeeded, having waited for it."""
    pause = FIRST_PAUSE
    while inner(told, "status", "state") in WAITS:
        path = f"{STATEMENTS}/{path_part(inner(told, 'statement_id') or '')}"
        session.pause(path, pause)
        pause = min(LONGEST_PAUSE, pause * 2)
        told = session.get(path)
    state = inner(told, "status", "state")
    if not isinstance(told, Mapping) or state is None:
        raise BadPayload(
            "Databricks answered the query for usage without its state: check that `url` is the "
            "address of a workspace"
        )
    if state != "SUCCEEDED":
        said = session.hide(inner(told, "status", "error", "message") or state)
        raise Rejected(
            "the query for usage did not run on the warehouse: grant SELECT on "
            "system.billing.usage and system.billing.list_prices, or set `usage = false` (it says: "
            f"{' '.join(said.split())[:200]})"
        )
    return told
