"""A scorecard frozen as canonical JSON with its own checksum, from which it can be judged again.

The body is one JSON object in UTF-8: keys sorted, no blanks, no rounding. Amounts of money are
text, times are text in UTC that ends in Z, and `unknown` stands where a level is None as a key.
Its `sha256` is that of the same object without this one key.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter

from assessments.canonical import checksum, fields_of, plain, text
from assessments.questionnaire import Area, Probe, Question, Questionnaire
from assessments.scorecard import (
    Coverage,
    Freshness,
    Inputs,
    ModelFacts,
    MoneyTotals,
    Scorecard,
    build,
)
from assessments.scoring import Observation, Response
from data.errors import StorageError

SCHEMA = {"name": "mlops-scorecard/snapshot", "version": 1}
_SHORT = 12
_DATETIME = TypeAdapter(datetime)
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Frozen:
    """A snapshot as it is kept and given away."""

    id: str
    """Its time and the start of its checksum; fit for a file name."""
    sha256: str
    body: str
    document: Mapping[str, Any] = field(repr=False, compare=False)
    """What the body says."""


def freeze(card: Scorecard, questionnaire: Questionnaire, made_at: datetime) -> Frozen:
    """Return a scorecard as a document that never changes; equal inputs give equal bytes."""
    document = plain(
        {
            "schema": SCHEMA,
            "made_at": made_at,
            **_inputs(card, questionnaire),
            "scores": scores(card),
        }
    )
    sha256 = checksum(document)
    return Frozen(
        id=f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{sha256[:_SHORT]}",
        sha256=sha256,
        body=text(document | {"sha256": sha256}),
        document=document,
    )


def verify(body: str) -> bool:
    """Tell whether a body is byte for byte what was frozen."""
    try:
        document = json.loads(body)
        said = document.pop("sha256")
        return checksum(document) == said and text(document | {"sha256": said}) == body
    except (ValueError, KeyError, AttributeError, TypeError):
        return False


def load(body: str) -> dict[str, Any]:
    """Return the document of a body.

    Raises:
        StorageError: it was changed after it was frozen, or its schema is not known here.
    """
    if not verify(body):
        raise StorageError(
            "This snapshot was changed after it was made: its checksum does not fit. "
            "Take it again from the store, or from an untouched copy."
        )
    document: dict[str, Any] = json.loads(body)
    if document.get("schema") != SCHEMA:
        raise StorageError(
            f"This snapshot has the schema {document.get('schema')}, and this program reads "
            f"{SCHEMA}: open it with the program that made it."
        )
    return document


def recompute(document: Mapping[str, Any]) -> dict[str, Any]:
    """Judge a document's own answers and observations again; fits its `scores` if all is well."""
    judged: dict[str, Any] = plain(scores(build(inputs_of(document))))
    return judged


def scores(card: Scorecard) -> dict[str, Any]:
    """Return all that was judged, without what it was judged from."""
    models = [
        {
            "model": model.facts.model,
            "exposure": model.exposure,
            "areas": [fields_of(score, "findings") for score in model.areas],
        }
        for model in card.models
    ]
    judged = ("allocated", "under_control", "by_level", "contradicted")
    return {
        "findings": [
            fields_of(each, "question", "claim", "results")
            | {
                "question": each.question.id,
                "question_version": each.question.version,
                "claimed": each.claim.level,
                "agreement": each.claim.agreement,
                "conditions": [
                    {
                        "level": result.level,
                        "text": result.condition.text,
                        "probe": result.condition.probe,
                        "outcome": result.outcome,
                        "quality": result.quality,
                        "undecided": result.undecided,
                    }
                    for result in each.results
                ],
            }
            for each in card.findings()
        ],
        "models": models,
        "portfolio": [
            fields_of(each, "organisation")
            | {"organisation": each.organisation and fields_of(each.organisation, "findings")}
            for each in card.portfolio
        ],
        "integrity": card.integrity,
        "integrity_by_area": card.integrity_by_area,
        "money": {key: getattr(card.money, key) for key in judged},
    }


def _inputs(card: Scorecard, questionnaire: Questionnaire) -> dict[str, Any]:
    """Return all that a scorecard was judged from."""
    findings = card.findings()
    observed = {
        (result.observation.probe, result.observation.subject or ""): result.observation
        for each in findings
        for result in each.results
    }
    return {
        "organisation": card.organisation,
        "as_of": card.as_of,
        "generation": card.generation,
        "assessment": card.assessment,
        "packs": questionnaire.packs,
        "frameworks": {id: each.version for id, each in questionnaire.frameworks.items()},
        "areas": questionnaire.areas,
        "questions": questionnaire.questions,
        "probes": [probe for _, probe in sorted(questionnaire.probes.items())],
        "observations": [observed[key] for key in sorted(observed)],
        "answers": [
            fields_of(response) | {"question": each.question.id, "subject": each.subject}
            for each in findings
            for response in each.claim.responses
        ],
        "exemptions": [
            {"question": each.question.id, "subject": each.subject, "until": until}
            for each in findings
            if (until := each.claim.exempt_until) is not None
        ],
        "models": [model.facts for model in card.models],
        "other_models": card.other_models,
        "money": MoneyTotals(
            card.money.window_from,
            card.money.window_until,
            card.money.effective_cost,
            card.money.unallocated,
        ),
        "target_level": card.money.target_level,
        "coverage": card.coverage,
        "sources": card.sources,
        "mapping": card.mapping,
    }


def inputs_of(document: Mapping[str, Any]) -> Inputs:
    """Return the inputs that a document carries, from which it can be judged again."""
    observations = _several(Observation, document["observations"])
    responses: dict[tuple[str, str | None], list[Response]] = {}
    for answer in document["answers"]:
        given = responses.setdefault((answer["question"], answer["subject"]), [])
        given.append(TypeAdapter(Response).validate_python(answer))
    return Inputs(
        organisation=document["organisation"],
        now=_DATETIME.validate_python(document["as_of"]),
        generation=document["generation"],
        assessment=document["assessment"],
        questionnaire=Questionnaire(
            areas=_several(Area, document["areas"]),
            questions=_several(Question, document["questions"]),
            probes={probe.name: probe for probe in _several(Probe, document["probes"])},
        ),
        observations={(each.probe, each.subject): each for each in observations},
        responses=responses,
        exemptions={
            (each["question"], each["subject"]): _DATETIME.validate_python(each["until"])
            for each in document["exemptions"]
        },
        facts=_several(ModelFacts, document["models"]),
        money=TypeAdapter(MoneyTotals).validate_python(document["money"]),
        coverage=_several(Coverage, document["coverage"]),
        sources=_several(Freshness, document["sources"]),
        other_models=document["other_models"],
        target_level=document["target_level"],
        # Snapshots of before it was kept say nothing of it.
        mapping=document.get("mapping"),
    )


def _several(kind: type[_Value], said: Any) -> tuple[_Value, ...]:
    """Read a list of values of one kind."""
    return tuple(TypeAdapter(kind).validate_python(each) for each in said)
