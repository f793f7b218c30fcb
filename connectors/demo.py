"""The demo portfolio: a company that does not exist, made from a seed."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from pydantic import Field

from connectors.base import Connector, Verified
from data.demo import portfolio
from data.reading import Reading
from data.records import Record


class Demo(Connector):
    """A year of an invented company's models, up to the day of the reading."""

    kind: ClassVar[str] = "demo"
    title: ClassVar[str] = "Demo portfolio (simulated)"
    brings: ClassVar[tuple[str, ...]] = (
        "person",
        "model",
        "ownership",
        "attestation",
        "model_version",
        "assignment",
        "deployment",
        "drill",
        "identity",
        "incident",
        "incident_action",
        "on_call",
        "document",
        "metric_daily",
        "evaluation",
        "monitor",
        "review",
        "selector",
        "cost_daily",
        "budget",
        "spend_limit",
        "cost_alert",
    )
    reads: ClassVar[str] = "Nothing: it makes its rows from the seed."
    limits: ClassVar[str] = "None."
    verified: ClassVar[Verified] = Verified("files", "its own seed", date(2026, 11, 23))
    least_privilege: ClassVar[str] = "None: it reaches nothing outside this program."
    never_reads: ClassVar[str] = "Anything: every row is made up."
    simulated: ClassVar[bool] = True

    seed: int = Field(
        7, description="another number gives other amounts and moments, and the same stories"
    )
    days: int = Field(
        365, ge=90, le=730, description="how many days of cost and metrics to make, up to yesterday"
    )

    def read(self, reading: Reading) -> Iterator[Record]:
        """Yield the whole portfolio as of the day of the reading."""
        reading.progress("making a company up")
        yield from portfolio(self.seed, reading.started_at.date(), self.days)

    def check(self, reading: Reading) -> str:
        """Say what would come; there is nothing that could fail."""
        del reading
        return f"would bring an invented company with {self.days} days of cost (seed {self.seed})"
