"""Model packages, endpoints, model cards and monitors of one AWS account, from SageMaker."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import ClassVar

from pydantic import Field, ValidationError

from connectors.base import Verified
from connectors.parts.aws import Actions, AwsConnector, moment
from connectors.parts.intervals import continue_intervals, last_seen
from connectors.parts.remote import inner, rejected
from connectors.parts.serving import serving_rows
from connectors.parts.tagged import TaggedEndpoints, TaggedRegistry
from connectors.sagemaker.cards import cards
from connectors.sagemaker.endpoints import Found, endpoints, tags_of
from connectors.sagemaker.monitors import monitors
from connectors.sagemaker.packages import Packages
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Document, Model, Ownership, Record

TARGET = "SageMaker"
GROUPS = "ModelPackageGroupSummaryList"
PAGE = 100
ACTIONS = (
    "DescribeEndpoint",
    "DescribeEndpointConfig",
    "DescribeInferenceComponent",
    "DescribeModel",
    "DescribeModelCard",
    "DescribeModelPackage",
    "ListEndpoints",
    "ListInferenceComponents",
    "ListModelCardVersions",
    "ListModelCards",
    "ListModelPackageGroups",
    "ListModelPackages",
    "ListMonitoringExecutions",
    "ListMonitoringSchedules",
    "ListTags",
)
"""All that is ever called; as IAM actions each stands after `sagemaker:`."""


class Sagemaker(AwsConnector, TaggedRegistry, TaggedEndpoints):
    """Model package groups and versions, what each endpoint serves, model cards and monitors.

    A model is a model package group. SageMaker keeps no history of what an endpoint served, so
    each reading continues the intervals of the last one.
    """

    kind: ClassVar[str] = "sagemaker"
    title: ClassVar[str] = "Amazon SageMaker"
    brings: ClassVar[tuple[str, ...]] = (
        "model",
        "ownership",
        "model_version",
        "assignment",
        "deployment",
        "document:model_card",
        "document:explainer",
        "monitor",
        "identity",
    )
    reads: ClassVar[str] = (
        "The List and Describe actions of model package groups, model packages, models, endpoints, "
        "their configurations and inference components, model cards and monitoring schedules, and "
        "the tags of groups and endpoints."
    )
    limits: ClassVar[str] = (
        "One region of one account for each source; all is listed whole at each sync, one call at "
        "a time. Of each group the newest `described_versions` and those that serve are described; "
        "of older ones only what the list tells is known. SageMaker keeps no history of endpoints: "
        "a change is known to lie between two syncs."
    )
    verified: ClassVar[Verified] = Verified(
        "shapes",
        "moto server 5.2.5 run in a test, and, for what moto lacks (deployed images, explainers, "
        "monitors, contents of cards), answers whose every key stands in botocore 1.44.8; not "
        "tried against a real account",
        date(2026, 11, 26),
    )
    least_privilege: ClassVar[str] = (
        "An IAM identity whose only policy is the one on this page: fifteen List and Describe "
        "actions."
    )
    never_reads: ClassVar[str] = (
        "Data, artifacts, reports and captured requests in S3, logs, and jobs. Of a described "
        "model only its packages are used, never its environment variables."
    )

    described_versions: int = Field(
        20, ge=0, le=1000, description="how many of a group's newest versions to describe"
    )
    approved_by_tag: str = Field(
        "approved_by",
        description="custom metadata property of a model package that names who approved it",
    )
    compared_with_tag: str = Field(
        "compared_with",
        description="custom metadata property of a model package with the version that it was "
        "measured against",
    )

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow]:
        """Yield all groups and versions, what serves now and before, cards and monitors."""
        with self._open() as session:
            actions = Actions(session, TARGET, ACTIONS)
            models = list(self._models(actions, reading))
            yield from models
            yield from self._owned(reading, [row for row in models if isinstance(row, Model)])
            packages = Packages(actions, reading, self.approved_by_tag, self.compared_with_tag)
            found = list(endpoints(actions, reading, packages.of_arn))
            yield from (row for row in found if isinstance(row, RejectedRow))
            serving = [row for row in found if isinstance(row, Found)]
            named = [row.endpoint for row in serving]
            yield from serving_rows(reading, named, self._is_production, session.hide)
            served = {key for endpoint in named for key in endpoint.shares()}
            for row in serving:
                yield from _usable(row, session.hide)
            yield from packages.rows(served, self.described_versions)
            yield from cards(actions, reading)
            yield from monitors(actions, reading, serving)

    def check(self, reading: Reading) -> str:
        """Ask for one page of groups, of endpoints and of cards; say how many are visible."""
        with self._open() as session:
            actions = Actions(session, TARGET, ACTIONS)
            told = [
                f"{_first_page(actions, action, key)} {what}"
                for what, action, key in (
                    ("model package groups", "ListModelPackageGroups", GROUPS),
                    ("endpoints", "ListEndpoints", "Endpoints"),
                    ("model cards", "ListModelCards", "ModelCardSummaries"),
                )
            ]
        return f"SageMaker in {self.region} answers; visible are {', '.join(told)}"

    def _open(self) -> Session:
        return self._aws_session("sagemaker", "api.sagemaker")

    def _models(self, actions: Actions, reading: Reading) -> Iterator[Model | RejectedRow]:
        reading.progress("model package groups")
        hide = actions.session.hide
        for row in actions.pages("ListModelPackageGroups", {"MaxResults": PAGE}, GROUPS):
            tags = tags_of(actions, inner(row, "ModelPackageGroupArn"))
            try:
                yield self._model(
                    inner(row, "ModelPackageGroupName"),
                    tags,
                    inner(row, "ModelPackageGroupDescription"),
                    moment(row, "CreationTime"),
                )
            except ValueError as error:
                yield rejected(Model.entity, row, error, hide)
                continue
            for problem in self._tag_problems(tags):
                yield rejected(Model.entity, row, ValueError(problem), hide)

    def _owned(self, reading: Reading, models: Sequence[Model]) -> list[Ownership]:
        before = [row for row in reading.previous(Ownership) if isinstance(row, Ownership)]
        now = [row for model in models for row in self._owners(model, reading.started_at)]
        return continue_intervals(
            before, now, reading.started_at, last_seen(before), _watched(reading)
        )


def _usable(found: Found, hide: Callable[[str], str]) -> Iterator[Document | RejectedRow]:
    try:
        yield from found.explainers()
    except ValidationError as error:
        yield rejected(Document.entity, {"endpoint": found.endpoint.name}, error, hide)


def _watched(reading: Reading) -> set[str]:
    return {row.model for row in reading.previous(Model) if isinstance(row, Model)}


def _first_page(actions: Actions, action: str, key: str) -> str:
    page = actions.ask(action, {"MaxResults": PAGE})
    seen = len(actions.session.rows(page, "/", key))
    return f"{seen} or more" if page.get("NextToken") else str(seen)
