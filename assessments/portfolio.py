"""The portfolio as it stands beside the levels: facts of each model, money, coverage, claims."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assessments import queries
from assessments.canonical import checksum, plain
from assessments.queries import Rows, aware, naive
from assessments.scorecard import Amounts, Coverage, ModelFacts
from assessments.scoring import Response

_FACTS, _COST = "portfolio/model_facts", "portfolio/model_cost"
_JOINS = {
    "models": "Production models with a recorded owner and a registry entry",
    "cost": "AI cost that found its model",
    "incidents": "Incidents that found their model",
}


@dataclass(frozen=True)
class PortfolioMoney:
    """AI-scope effective cost of the money window, by currency and by what it was put to."""

    window_from: date | None
    """None: no cost is landed."""
    window_until: date | None
    effective_cost: Amounts
    production: Amounts
    other_models: Amounts
    unallocated: Amounts


@dataclass(frozen=True, slots=True)
class AppliedAnswer:
    """One respondent's answer as it holds for one subject: the most specific that was given."""

    response: Response
    reason: str | None
    until: date | None
    """How long a `not_applicable` is meant to hold."""
    approved: bool
    """A second person approved this very `not_applicable`."""


def model_facts(rows: Rows, now: datetime) -> tuple[ModelFacts, ...]:
    """Return the facts of every production model, by name."""
    moment = naive(now)
    cost: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in queries.run(rows, _COST, now=moment):
        cost[row["model"]][row["currency"]] = row["effective_cost"]
    return tuple(
        ModelFacts(**row, effective_cost=cost.get(row["model"], {}))
        for row in queries.run(rows, _FACTS, now=moment)
    )


def texts_of_facts() -> list[str]:
    """Return every query that `model_facts` asks."""
    return [queries.load(name) for name in (_FACTS, _COST)]


def other_models(rows: Rows) -> int:
    """Return how many registered models do not serve in production."""
    return int(queries.run(rows, "portfolio/other_models")[0]["models"])


def mapping(rows: Rows) -> str | None:
    """Return the checksum of the declared rules; None: none are declared.

    Blanks, comments and the order of lines do not bear on it: where it is the same, the same rows
    belong to the same models.
    """
    rules = queries.run(rows, "portfolio/rules")
    return checksum(plain({"rules": rules})) if rules else None


def money(rows: Rows, now: datetime) -> PortfolioMoney:
    """Return the totals of the 30 days that end with the last landed day of cost."""
    moment = naive(now)
    window = queries.run(rows, "portfolio/money_window", now=moment)[0]
    totals = queries.run(rows, "portfolio/money", now=moment)

    def amounts(column: str) -> Amounts:
        return {row["currency"]: row[column] for row in totals}

    return PortfolioMoney(
        window_from=window["window_from"],
        window_until=window["window_until"],
        effective_cost=amounts("effective_cost"),
        production=amounts("production"),
        other_models=amounts("other_models"),
        unallocated=amounts("unallocated"),
    )


def coverage(rows: Rows) -> tuple[Coverage, ...]:
    """Return how much of the models, of the cost by currency and of the incidents found a model."""
    return tuple(
        Coverage(
            join=row["join_kind"],
            title=_JOINS[row["join_kind"]],
            matched=Decimal(row["matched"]),
            total=Decimal(row["total"]),
            unit=row["unit"],
        )
        for row in queries.run(rows, "portfolio/coverage")
    )


def claims(
    rows: Rows, assessment: str, organisation_questions: Sequence[str]
) -> Mapping[tuple[str, str | None], tuple[AppliedAnswer, ...]]:
    """Return the answers that hold, by question and subject: a model, or None (organisation).

    Of each respondent only the most specific answer stands, by the order of respondents. Models
    of which the same answers hold share one value.
    """
    found: dict[tuple[str, str | None], tuple[AppliedAnswer, ...]] = {}
    for row in queries.run(
        rows,
        "portfolio/claims",
        assessment=assessment,
        organisation_questions=list(organisation_questions),
    ):
        answers = tuple(map(_applied, row["answers"]))
        for subject in row["models"] or (None,):
            found[row["question"], subject] = answers
    return found


def _applied(said: Mapping[str, Any]) -> AppliedAnswer:
    return AppliedAnswer(
        response=Response(
            respondent=said["respondent"],
            role=said["role"],
            choice=_choice(said["choice"]),
            first_choice=_choice(said["first_choice"]),
            scope=said["scope_kind"],
            made_at=aware(said["made_at"]),
        ),
        reason=said["reason"],
        until=said["until"],
        approved=said["approved"],
    )


def exemptions(
    rows: Rows, organisation_questions: Sequence[str], now: datetime
) -> Mapping[tuple[str, str | None], date]:
    """Return the last day of each exemption that a second person approved and that holds today.

    By question and subject: a model, or None (organisation).
    """
    found = queries.run(
        rows,
        "portfolio/exemptions",
        organisation_questions=list(organisation_questions),
        now=naive(now),
    )
    return {(row["question"], row["model"]): row["until"] for row in found}


def _choice(text: str) -> int | str:
    return int(text) if text.isdigit() else text
