"""The questions, their levels and conditions, and the probes, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """A value that a file gives; a key that is not known is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(Frozen):
    """A probe and a test of its value; comes out True, False or None."""

    text: str = Field(description="what holds if it is met, as a clause a leader reads")
    probe: str
    equals: float | None = Field(None, description="1 for yes, 0 for no")
    at_least: float | None = None
    at_most: float | None = None
    test: Literal["direct", "median", "share"] = Field(
        "direct",
        description="direct: compare the value; median: sign test over the samples; share: "
        "binomial test of hits in n (method §2)",
    )
    source_of_threshold: str | None = Field(None, description="where a published number is from")


class Level(Frozen):
    """One rung: the answer that claims it and the conditions that would prove it."""

    answer: str
    conditions: tuple[Condition, ...] = ()


class Question(Frozen):
    """One question of one area."""

    id: str
    version: int
    area: str
    scope: Literal["model", "organisation"]
    weight: int = Field(ge=1, le=3)
    critical: bool
    title: str = Field(description="a few words, for tables: `Named owner`")
    text: str
    why: str = Field(description="one line: why a leader should care")
    grounded_in: tuple[str, ...]
    levels: tuple[Level, Level, Level, Level, Level]


class Area(Frozen):
    """One area: its id, title and place in the row."""

    id: str
    title: str
    order: int
    question: str = Field(description="what the area asks, in one line a leader reads")


class Probe(Frozen):
    """A question put to the warehouse: one SELECT with its own description."""

    name: str
    title: str
    unit: str
    needs: tuple[str, ...] = Field(description="entities without which nothing can be measured")
    per: Literal["model", "organisation"]
    kind: Literal["fact", "sample", "share"]
    ttl_days: int = Field(gt=0, description="how long an observation counts as fresh")
    attestable: bool = False
    sql: str


@dataclass(frozen=True)
class Questionnaire:
    """Everything that is asked, and the probes that its conditions name."""

    areas: tuple[Area, ...]
    """In their order."""
    questions: tuple[Question, ...]
    """By area, and within one as its file has them."""
    probes: Mapping[str, Probe]

    def questions_of(self, area: str) -> tuple[Question, ...]:
        """Return the questions of one area, by its id."""
        return tuple(question for question in self.questions if question.area == area)
