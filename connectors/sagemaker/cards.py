"""SageMaker model cards: what model they are about, who approved them, what they fill."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.parts.aws import Actions, moment
from connectors.parts.cards import sections_of
from connectors.parts.remote import inner, rejected
from data.reading import Reading, RejectedRow
from data.records import Document, DocumentState

PAGE = 100
GONE = (400, 403, 404)
FACET = re.compile(r".* and facet .+=.*", re.DOTALL)
"""How the vendor's library names what Clarify measured on one group of people."""


def cards(actions: Actions, reading: Reading) -> Iterator[Document | RejectedRow]:
    """Yield every card that names its model; none where cards may not be listed."""
    reading.progress("model cards")
    summaries = actions.pages("ListModelCards", {"MaxResults": PAGE}, "ModelCardSummaries", (403,))
    for summary in summaries:
        name = inner(summary, "ModelCardName")
        told = actions.ask("DescribeModelCard", {"ModelCardName": name}, missing=GONE)
        if told is None:
            told = summary
        try:
            yield _document(actions, summary, told)
        except ValueError as error:
            yield rejected(Document.entity, told, error, actions.session.hide)


def _document(actions: Actions, summary: Any, told: Any) -> Document:
    content = read_content(inner(told, "Content"))
    model, version = _about(content)
    name, number = inner(summary, "ModelCardName"), _whole(told, "ModelCardVersion")
    if model is None:
        raise ValueError(
            "model: this card names no model package group and no model name in its content"
        )
    approved_at, approved_by, edited_at = None, None, moment(told, "LastModifiedTime")
    if inner(told, "ModelCardStatus") == "Approved" and number is not None:
        made_at, changed_at = _times(actions, name, number)
        edited_at = made_at or edited_at
        if made_at is not None and changed_at is not None and changed_at > made_at:
            # Any edit but that of the status makes a new version: this was the approval.
            approved_at, approved_by = changed_at, user(told, "LastModifiedBy")
    return Document.model_validate(
        {
            "model": model,
            "kind": "model_card",
            "location": inner(summary, "ModelCardArn") or name,
            "state": DocumentState.EXISTS,
            "title": name,
            "version": version,
            "owner": inner(content, "model_overview", "model_owner"),
            "author": user(told, "CreatedBy") or inner(content, "model_overview", "model_creator"),
            "approved_by": approved_by,
            "approved_at": approved_at,
            "created_at": moment(told, "CreationTime"),
            "edited_at": edited_at,
            "sections": None if content is None else sections(content),
        }
    )


def _times(actions: Actions, card: str | None, number: int) -> tuple[Any, Any]:
    """Return when a version of a card was made, and when it was last changed."""
    asked = {"ModelCardName": card, "MaxResults": PAGE}
    key = "ModelCardVersionSummaryList"
    for row in actions.pages("ListModelCardVersions", asked, key, GONE):
        if _whole(row, "ModelCardVersion") == number:
            return moment(row, "CreationTime"), moment(row, "LastModifiedTime")
    return None, None


def _about(content: Any) -> tuple[str | None, str | None]:
    """Return the model and version that a card names itself."""
    package = content.get("model_package_details") if isinstance(content, Mapping) else None
    group = inner(package, "model_package_group_name")
    if group is not None:
        return group, _number(package, "model_package_version")
    overview = content.get("model_overview") if isinstance(content, Mapping) else None
    return inner(overview, "model_name"), _number(overview, "model_version")


def read_content(text: str | None) -> Any:
    """Return a card's content; None: it is not told, or no JSON."""
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None


def sections(content: Any) -> tuple[str, ...]:
    """Return the required sections that a card fills, in the vendor's schema or its own fields."""
    uses = _object(content, "intended_uses")
    overview = _object(content, "model_overview")
    package = _object(content, "model_package_details")
    job = _object(_object(content, "training_details"), "training_job_details")
    more = _object(content, "additional_information")
    told = [
        ("purpose", inner(uses, "purpose_of_model")),
        ("purpose", inner(uses, "intended_uses")),
        ("limits", inner(uses, "factors_affecting_model_efficiency")),
        ("limits", inner(more, "caveats_and_recommendations")),
        ("data", _listed(job, "training_datasets")),
        ("owner", inner(overview, "model_owner")),
        ("version", _number(overview, "model_version")),
        ("version", _number(package, "model_package_version")),
        *_object(more, "custom_details").items(),
        *(("results by group", name) for name in _groups_of_people(content)),
    ]
    return sections_of((heading, text) for heading, text in told if isinstance(text, str))


def _groups_of_people(content: Any) -> Iterator[str]:
    for evaluation in _list(content, "evaluation_details"):
        for group in _list(evaluation, "metric_groups"):
            name = inner(group, "name") or ""
            if FACET.fullmatch(name) and _list(group, "metric_data"):
                yield name


def user(row: Any, key: str) -> str | None:
    """Return who did something: a profile of Studio, else the identity that was used."""
    who = row.get(key) if isinstance(row, Mapping) else None
    return inner(who, "UserProfileName") or inner(who, "IamIdentity", "Arn")


def _object(row: Any, key: str) -> Mapping[str, Any]:
    found = row.get(key) if isinstance(row, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _list(row: Any, key: str) -> list[Any]:
    found = row.get(key) if isinstance(row, Mapping) else None
    return found if isinstance(found, list) else []


def _listed(row: Any, key: str) -> str:
    return ", ".join(each for each in _list(row, key) if isinstance(each, str))


def _whole(row: Any, key: str) -> int | None:
    value = row.get(key) if isinstance(row, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(row: Any, key: str) -> str | None:
    """Return a number of a version as the registry writes it; the schema allows 3 and 3.0."""
    value = row.get(key) if isinstance(row, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e9 else None
    return str(value) or None
