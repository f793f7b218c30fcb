"""What was recorded of the surprises in the bill: who found them, who was told, how they ended."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from data.demo.files import table
from data.demo.scene import Scene, whole
from data.demo.tables import DOMAIN, people
from data.records import CostAlert

TICKETS = f"https://tickets.{DOMAIN}/browse"


def alerts(scene: Scene) -> Iterator[CostAlert]:
    """Yield every surprise that came on record, in the order of the table."""
    for number, told in enumerate(table("surprises")["surprise"], start=118):
        if told["found"] != "nobody":
            yield _alert(scene, told, f"COST-{number}")


def _alert(scene: Scene, told: dict[str, Any], ticket: str) -> CostAlert:
    chance = scene.chance("surprise", ticket)
    opened = scene.office(told["opened_days_ago"], chance)
    taken_up = whole(opened + timedelta(hours=told["after_hours"]))
    closed = told.get("closed_after_days")
    first = told.get("about_days_ago") or max(int(each) for each in told["days"])
    known = people().get(told["to"])
    return CostAlert(
        alert=ticket,
        model=told["model"],
        day=scene.day(first),
        opened_at=opened,
        automatic=told["found"] == "automatic",
        routed_to=known.mail if known else told["to"],
        acknowledged_at=taken_up,
        closed_at=None if closed is None else whole(taken_up + timedelta(days=closed)),
        cause=told.get("cause"),
        url=f"{TICKETS}/{ticket}",
    )
