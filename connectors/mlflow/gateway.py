"""MLflow's AI Gateway: its endpoints, and the budgets that warn of a runaway or stop it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.mlflow.rows import tags_of
from connectors.parts.cost_reports import amount
from connectors.parts.remote import inner
from connectors.session import Session
from data.records import Identity, SpendLimit

GATEWAY = "/api/3.0/mlflow/gateway"
ENDPOINTS = f"{GATEWAY}/endpoints/list"
BUDGETS = f"{GATEWAY}/budgets/list"
NOT_TOLD = (400, 403, 404, 405, 501)
"""Statuses of a server without a gateway, or of an account that may not look at it."""
PERIODS = {
    ("MINUTES", 1440): "day",
    ("HOURS", 24): "day",
    ("DAYS", 1): "day",
    ("DAYS", 7): "week",
    ("WEEKS", 1): "week",
    ("MONTHS", 1): "month",
}
NEAREST = {"MINUTES": "day", "HOURS": "day", "DAYS": "week", "WEEKS": "month", "MONTHS": "month"}
KINDS = {"REJECT": "cap", "ALERT": "alert"}

Refuse = Callable[[str, Any, ValueError], None]
"""Takes a row that cannot be used: its entity, the row, and why."""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint of the gateway, and the experiment that its traces stand in."""

    id: str | None
    experiment: str | None
    identity: Identity


def read_endpoints(session: Session, model_tag: str, refuse: Refuse) -> list[Endpoint]:
    """Return the endpoints that the account sees; none where the server has no gateway."""
    page = session.get(ENDPOINTS, missing=NOT_TOLD)
    found = []
    for row in [] if page is None else session.rows(page, ENDPOINTS, "endpoints", optional=True):
        try:
            identity = _identity(row, model_tag)
        except ValueError as error:
            refuse(Identity.entity, row, error)
            continue
        found.append(Endpoint(inner(row, "endpoint_id"), inner(row, "experiment_id"), identity))
    return found


def read_limits(
    session: Session, endpoints: Sequence[Endpoint], refuse: Refuse
) -> Iterator[SpendLimit]:
    """Yield the budgets; of several of one kind, target and period the tightest."""
    names = {each.id: each.identity for each in endpoints if each.id is not None}
    tightest: dict[tuple[str, str, str], tuple[Any, SpendLimit]] = {}
    for page in session.token_pages(
        BUDGETS, {}, "budget_policies", next_key="next_page_token", ask_key="page_token",
        missing=NOT_TOLD,
    ):  # fmt: skip
        for row in page:
            try:
                limit = _limit(row, names)
            except ValueError as error:
                refuse(SpendLimit.entity, row, error)
                continue
            key = (limit.target, limit.kind, limit.period)
            known = tightest.setdefault(key, (row, limit))
            if known[0] is row:
                continue
            loose, tight = sorted((known, (row, limit)), key=_tightness)
            tightest[key] = tight
            wrong = "a tighter budget of the same target, action and period stands beside it"
            refuse(SpendLimit.entity, loose[0], ValueError(wrong))
    yield from (limit for _, limit in tightest.values())


def _tightness(found: tuple[Any, SpendLimit]) -> tuple[bool, Any]:
    told = found[1].amount
    return (told is not None, 0 if told is None else -told)


def _identity(row: Any, model_tag: str) -> Identity:
    tags = tags_of(row)
    return Identity.model_validate(
        {
            "kind": "endpoint",
            "external_id": inner(row, "name"),
            "name": inner(row, "name"),
            "model": tags.get(model_tag, "").strip() or None,
            "tags": tags,
        }
    )


def _limit(row: Any, names: Mapping[str, Identity]) -> SpendLimit:
    """Return a budget as a limit of spend.

    Raises:
        ValueError: it is of another kind than those known.
    """
    scope, target = inner(row, "target_scope"), inner(row, "target_value")
    action, unit = inner(row, "budget_action"), inner(row, "duration", "unit")
    if action not in KINDS or inner(row, "budget_unit") != "USD" or unit not in NEAREST:
        raise ValueError("is no budget in USD that warns or refuses, for a time that is known")
    length = row["duration"].get("value")
    period = PERIODS.get((unit, length)) if isinstance(length, int) else None
    identity = names.get(target or "") if scope == "ENDPOINT" else None
    plain = f"{scope} {target}" if scope == "USER" and target else target or scope
    return SpendLimit.model_validate(
        {
            "target": plain if identity is None else identity.external_id,
            "model": None if identity is None else identity.model,
            "kind": KINDS[action],
            # Over another time than these, nothing is said of a day, a week or a month.
            "amount": None if period is None else amount(row.get("budget_amount")),
            "currency": None if period is None else "USD",
            "period": period or NEAREST[unit],
            "automatic": True if KINDS[action] == "cap" else None,
        }
    )
