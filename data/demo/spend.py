"""The bill: what GPU hours, endpoints and tokens cost each day, and whom it is put down to."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from data.demo.files import rows, table
from data.demo.rhythm import Rhythm
from data.demo.scene import Scene
from data.demo.tables import models
from data.records import Budget, CostDaily, Identity, Selector

AI = "AI and Machine Learning"
CURRENCY = "USD"
DAYS_IN_MONTH = 365 / 12
TAG_KEYS = {"AWS": "model_name", "Google Cloud": "ml-model", "Quillon AI": "model"}
CENT_FRACTION = Decimal("0.000001")


@dataclass(frozen=True)
class Line:
    """One thing that is paid for by use."""

    resource: str
    provider: str
    service: str
    account: str
    sku: str
    unit: str
    price: Decimal
    model: str
    by: str
    """How it finds its model: tag, name, link, declared, account, shared, or none."""
    monthly: float
    """Now, in dollars."""
    rhythm: Rhythm
    since: int | None
    """First billed so many days ago; None: before the year began."""

    @property
    def tags(self) -> dict[str, str]:
        """The tags that its charges carry."""
        if self.by == "tag":
            return {TAG_KEYS[self.provider]: self.model, "env": "prod"}
        return {"env": "prod"} if self.by in ("name", "link", "declared") else {}


@cache
def lines() -> tuple[Line, ...]:
    """Return everything that is paid for by use."""
    return tuple(_line(row) for row in rows("spend"))


def _line(row: dict[str, str]) -> Line:
    return Line(
        **{name: row[name] for name in ("resource", "provider", "service", "account", "sku")},
        **{name: row[name] for name in ("unit", "model", "by")},
        price=Decimal(row["price"]),
        monthly=float(row["monthly"]),
        rhythm=Rhythm(row["week"], float(row["growth"]), float(row["unrest"])),
        since=int(row["since"]) if row["since"] else None,
    )


def costs(scene: Scene, days: int) -> Iterator[CostDaily]:
    """Yield the charges of as many days, then what is billed by the month."""
    extra = table("spend")
    billed: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for line in lines():
        for charge in _used(scene, line, days, extra):
            billed[line.provider, charge.billing_month] += charge.billed_cost
            yield charge
    yield from _paid_back(scene, days, extra["correction"])
    months = sorted({month for _, month in billed})
    yield from _commitments(scene, days, extra["committed"], months)
    yield from _credits(extra["credit"], months, scene)
    for (provider, month), amount in sorted(billed.items()):
        if provider in extra["tax"]:
            yield _tax(scene, provider, month, amount * Decimal(extra["tax"][provider]))


def _used(scene: Scene, line: Line, days: int, extra: dict[str, Any]) -> Iterator[CostDaily]:
    """Yield one line's charges, the oldest first."""
    chance = scene.chance("spend", line.resource, line.sku)
    surges = _surges(line.resource)
    committed = extra["committed"]
    prepaid = line.resource in committed["resources"] and line.sku == committed["sku"]
    tags = line.tags
    for days_ago, factor in line.rhythm.days(scene, chance, days):
        if line.since is not None and days_ago > line.since:
            continue
        factor *= surges.get(days_ago, 1.0)
        quantity = Decimal(round(line.monthly / DAYS_IN_MONTH * factor / float(line.price), 6))
        quantity = quantity.quantize(CENT_FRACTION)
        cost = quantity * line.price
        yield _charge(
            scene.day(days_ago),
            line.provider,
            line.service,
            line.account,
            billed_cost=Decimal(0) if prepaid else cost,
            effective_cost=cost,
            list_cost=cost,
            quantity=quantity,
            unit=line.unit,
            resource=line.resource,
            sku=line.sku,
            tags=tags,
        )


@cache
def _surges(resource: str) -> dict[int, float]:
    """Return by how much a resource cost more than usual, by days ago."""
    return {
        int(days_ago): float(factor)
        for each in table("surprises")["surprise"]
        if each.get("resource") == resource
        for days_ago, factor in each["days"].items()
    }


def _charge(
    day: date,
    provider: str,
    service: str | None,
    account: str,
    billed_cost: Decimal,
    effective_cost: Decimal,
    *,
    charge_category: str = "Usage",
    service_category: str | None = AI,
    correction: bool = False,
    **more: Any,
) -> CostDaily:
    month = day.replace(day=1)
    name = provider.lower().replace(" ", "-")
    return CostDaily(
        day=day,
        billing_month=month,
        provider=provider,
        service_category=service_category,
        service=service,
        account=account,
        charge_category=charge_category,
        correction=correction,
        currency=CURRENCY,
        billed_cost=billed_cost,
        effective_cost=effective_cost,
        file=f"{name}/focus-{month:%Y-%m}{'-restated' if correction else ''}.parquet",
        **more,
    )


def months_before(month: date, months: int) -> date:
    """Return the first day of the month that lies so many months before this one."""
    count = month.year * 12 + month.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _paid_back(scene: Scene, days: int, correction: dict[str, Any]) -> Iterator[CostDaily]:
    """Yield the charges that take back a part of a closed month."""
    month = months_before(scene.until.replace(day=1), correction["months_ago"])
    (line,) = (each for each in lines() if each.resource == correction["resource"])
    chance = scene.chance("spend", line.resource, line.sku)
    for days_ago, factor in line.rhythm.days(scene, chance, days):
        day = scene.day(days_ago)
        if day.replace(day=1) == month and 7 <= day.day < 7 + correction["days"]:
            cost = Decimal(str(round(line.monthly / DAYS_IN_MONTH * factor, 4)))
            back = (cost * Decimal(correction["share"])).quantize(CENT_FRACTION)
            yield _charge(
                day,
                line.provider,
                line.service,
                line.account,
                back,
                back,
                resource=line.resource,
                sku=line.sku,
                unit=line.unit,
                tags=line.tags,
                correction=True,
            )


def _commitments(
    scene: Scene, days: int, committed: dict[str, Any], months: list[date]
) -> Iterator[CostDaily]:
    """Yield what is paid in advance on the second of a month: billed now, used up by charges."""
    for month in months:
        if scene.day(days) <= (paid_on := month.replace(day=2)) < scene.until:
            yield _charge(
                paid_on,
                committed["provider"],
                committed["service"],
                committed["account"],
                Decimal(committed["monthly"]),
                Decimal(0),
                charge_category="Purchase",
                sku="GPU commitment, one year, paid monthly",
            )


def _credits(
    credits_: list[dict[str, Any]], months: list[date], scene: Scene
) -> Iterator[CostDaily]:
    """Yield what providers give back, at the end of a month."""
    for credit in credits_:
        closed = [month for month in months if _last_day(month) < scene.until]
        for month in closed[-credit["months"] :]:
            chance = scene.chance("credit", credit["provider"], f"{month:%Y-%m}")
            amount = Decimal(credit["monthly"]) * Decimal(str(round(chance.uniform(0.93, 1.05), 3)))
            yield _charge(
                _last_day(month),
                credit["provider"],
                None,
                credit["account"],
                amount,
                amount,
                charge_category="Credit",
                sku=credit["description"],
            )


def _last_day(month: date) -> date:
    following = months_before(month, -1)
    return date.fromordinal(following.toordinal() - 1)


def _tax(scene: Scene, provider: str, month: date, amount: Decimal) -> CostDaily:
    return _charge(
        min(_last_day(month), scene.day(1)),
        provider,
        None,
        "billing",
        amount.quantize(CENT_FRACTION),
        amount.quantize(CENT_FRACTION),
        charge_category="Tax",
        service_category=None,
        sku="Value added tax",
    )


def rules() -> Iterator[Selector | Identity]:
    """Yield what ties charges to models beyond tags and names."""
    shared = table("spend")["shared"]
    for number, (model, share) in enumerate(shared["shares"].items(), start=41):
        yield _rule(model, "resource", shared["resource"], number, Decimal(share))
    for line in lines():
        if line.by == "link":
            yield Identity(
                kind="resource", external_id=line.resource, name=line.resource, model=line.model
            )
    declared = {
        (line.model, "resource", line.resource) for line in lines() if line.by == "declared"
    }
    declared |= {(line.model, "account", line.account) for line in lines() if line.by == "account"}
    for number, (model, field, value) in enumerate(sorted(declared), start=62):
        yield _rule(model, field, value, number, Decimal(1))


def _rule(model: str, field: str, value: str, number: int, share: Decimal) -> Selector:
    return Selector(
        model=model,
        kind="cost",
        field=field,
        value=value,
        share=share,
        rule=f"mapping.yaml, line {number}",
    )


def budgets(scene: Scene) -> Iterator[Budget]:
    """Yield what was planned for each month of the year and for the present one."""
    known = {model.name for model in models()}
    for model, (start, growth) in table("spend")["budgets"].items():
        if model not in known:
            raise ValueError(f"spend.toml plans for {model}, which models.toml does not have")
        for months_ago in range(12, -1, -1):
            month = months_before(scene.until.replace(day=1), months_ago)
            grown = float(start) * float(growth) ** ((12 - months_ago) / 12)
            yield Budget(
                model=model,
                month=month,
                amount=Decimal(round(grown, -2)).quantize(Decimal(1)),
                currency=CURRENCY,
            )
