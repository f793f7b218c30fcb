"""The questions, their levels and conditions, and the probes, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assessments.canonical import checksum, plain


class Frozen(BaseModel):
    """A value that a file gives; a key that is not known is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Finite = Annotated[float, Field(allow_inf_nan=False)]
Effort = Literal["S", "M", "L", "XL"]
"""A size of work, from an errand to a project."""


class Condition(Frozen):
    """A probe and a test of its value; comes out True, False or None."""

    text: str = Field(description="what holds if it is met, as a clause a leader reads")
    probe: str
    equals: Finite | None = Field(None, description="1 for yes, 0 for no")
    at_least: Finite | None = None
    at_most: Finite | None = None
    test: Literal["direct", "median", "share"] = Field(
        "direct",
        description="direct: compare the value; median: sign test over the samples; share: "
        "binomial test of hits in n (method §2)",
    )
    source_of_threshold: str | None = Field(None, description="where a published number is from")
    effort: Effort | None = Field(
        None, description="how much work it is to make it hold (method §6); unset: by its level"
    )


class Level(Frozen):
    """One rung: the answer that claims it and the conditions that would prove it."""

    answer: str
    conditions: tuple[Condition, ...] = ()


class Question(Frozen):
    """One question of one area."""

    id: str
    version: int = Field(ge=1, description="a changed question gets a higher one")
    area: str
    scope: Literal["model", "organisation"]
    weight: int = Field(ge=1, le=3)
    critical: bool
    title: str = Field(description="a few words, for tables: `Named owner`")
    text: str
    why: str = Field(description="one line: why a leader should care")
    grounded_in: tuple[str, ...] = Field(
        description="sections of frameworks: `nist-ai-rmf/GOVERN 2.1`"
    )
    levels: tuple[Level, Level, Level, Level, Level]


class LeftOut(Frozen):
    """A question that a company does not ask, with its reason."""

    question: str
    title: str
    reason: str
    pack: str = Field(description="the name of the pack that leaves it out")


class Area(Frozen):
    """One area: its id, title and place in the row."""

    id: str
    title: str
    order: int
    question: str = Field(description="what the area asks, in one line a leader reads")
    left_out: tuple[LeftOut, ...] = ()


class Probe(Frozen):
    """A question put to the warehouse: one SELECT with its own description."""

    name: str
    title: str
    unit: str
    needs: tuple[str, ...] = Field(
        description="entities without which nothing can be measured; `entity:kind` where only one "
        "kind of its rows tells, such as `document:runbook` or `metric_daily:requests_served`"
    )
    per: Literal["model", "organisation"]
    kind: Literal["fact", "sample", "share"]
    ttl_days: int = Field(gt=0, description="how long an observation counts as fresh")
    attestable: bool = False
    ages: bool = Field(
        False, description="days since something: an attested number of them grows day by day"
    )
    sql: str = Field(description="empty: only an attestation can show it")


class Framework(Frozen):
    """A published framework that questions are grounded in, in one edition."""

    id: str
    title: str
    cited_as: str = Field(description="how a reference names it: `NIST AI RMF 1.0`")
    version: str = Field(description="the edition, with its date")
    publisher: str
    url: str | None = Field(None, description="its official page")
    note: str | None = Field(None, description="what a reader has to know of this edition")
    sections: Mapping[str, str] = Field(min_length=1, description="id and title of each section")


@dataclass(frozen=True)
class AppliedPack:
    """A company's pack, and what it did to the questions."""

    file: str
    name: str
    version: str
    changed: tuple[str, ...]
    """The ids of the questions that it changed."""
    added: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Questionnaire:
    """Everything that is asked, and the probes that its conditions name."""

    areas: tuple[Area, ...]
    """In their order."""
    questions: tuple[Question, ...]
    """By area, and within one as its file has them."""
    probes: Mapping[str, Probe]
    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    """By id: those that shipped questions and packs may be grounded in."""
    packs: tuple[AppliedPack, ...] = ()
    """In the order in which they were applied."""

    def questions_of(self, area: str) -> tuple[Question, ...]:
        """Return the questions of one area, by its id."""
        return tuple(question for question in self.questions if question.area == area)


def fingerprint(question: Question) -> str:
    """Return a hash of all that a question says except its version.

    Two questions of one version with two fingerprints: somebody changed one and kept its number.
    """
    said = plain(question)
    del said["version"]
    for rung in said["levels"]:
        for condition in rung["conditions"]:
            # How much work it is to fulfil does not change what is asked.
            del condition["effort"]
    return checksum(said)
