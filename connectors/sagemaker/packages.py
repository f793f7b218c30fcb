"""Versions of SageMaker model package groups, with what their descriptions tell."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from connectors.parts.aws import Actions, moment
from connectors.parts.remote import inner, rejected
from connectors.parts.tagged import filled, texts
from connectors.sagemaker.cards import read_content, sections, user
from connectors.sagemaker.components import Package
from connectors.sagemaker.endpoints import GONE, PAGE
from data.reading import Reading, RejectedRow
from data.records import Document, DocumentState, ModelVersion

LISTED = {"ModelPackageType": "Versioned", "MaxResults": PAGE}
ARN = re.compile(r"arn:[^:]+:sagemaker:[^:]*:[^:]*:model-package/([^/]+)/([0-9]+)")


class Packages:
    """All versions as they are listed; `rows` describes the ones that matter."""

    def __init__(
        self, actions: Actions, reading: Reading, approved_by_tag: str, compared_with_tag: str
    ) -> None:
        self._actions = actions
        self._reading = reading
        self._approved_by_tag = approved_by_tag
        self._compared_with_tag = compared_with_tag
        reading.progress("model packages")
        self._listed = list(actions.pages("ListModelPackages", LISTED, "ModelPackageSummaryList"))
        # An ARN may spell a name in lower case, so a package is known by the whole of its ARN.
        self._by_arn = {
            arn.casefold(): key
            for row in self._listed
            if (arn := inner(row, "ModelPackageArn")) and (key := _key(row)) is not None
        }

    def of_arn(self, arn: str) -> Package | None:
        """Return the group and version of a package; None: it is no version of a group."""
        told = ARN.fullmatch(arn)
        return self._by_arn.get(arn.casefold()) or (told and (told[1], told[2])) or None

    def rows(
        self, served: Collection[Package], most: int
    ) -> Iterator[ModelVersion | Document | RejectedRow]:
        """Yield every version; those served, and the newest of each group, with their description.

        `most` is how many of a group's newest are described.
        """
        described = set(served) | self._newest(most)
        for row in self._listed:
            key, told = _key(row), None
            if key in described:
                self._reading.progress(f"version {key[1]} of {key[0][:60]}" if key else "")
                asked = {"ModelPackageName": inner(row, "ModelPackageArn")}
                told = self._actions.ask("DescribeModelPackage", asked, missing=(403, *GONE))
            try:
                yield self._version(row, told)
                yield from _documents(key, row, told)
            except ValueError as error:
                yield rejected(ModelVersion.entity, row, error, self._actions.session.hide)

    def _newest(self, most: int) -> set[Package]:
        groups: dict[str, list[int]] = {}
        for group, version in self._by_arn.values():
            groups.setdefault(group, []).append(int(version))
        return {
            (group, str(number))
            for group, numbers in groups.items()
            for number in sorted(numbers, reverse=True)[:most]
        }

    def _version(self, row: Any, told: Any) -> ModelVersion:
        key = _key(row)
        status, approval = inner(row, "ModelPackageStatus"), inner(row, "ModelApprovalStatus")
        custom = texts(told, "CustomerMetadataProperties")
        tags = {
            **custom,
            "approval_status": approval,
            "approval_description": inner(told, "ApprovalDescription"),
            "last_modified_by": user(told, "LastModifiedBy"),
        }
        return ModelVersion.model_validate(
            {
                "model": key and key[0],
                "version": key and key[1],
                "number": key and int(key[1]),
                "created_at": moment(row, "CreationTime"),
                "created_by": user(told, "CreatedBy"),
                "approved_by": filled(custom, self._approved_by_tag),
                "ready": _ready(status, approval),
                "training_run": inner(told, "MetadataProperties", "GeneratedBy"),
                "git_commit": inner(told, "MetadataProperties", "CommitId"),
                "compared_with": filled(custom, self._compared_with_tag),
                "description": inner(row, "ModelPackageDescription"),
                "tags": {name: value for name, value in tags.items() if value is not None},
            }
        )


def _key(row: Any) -> Package | None:
    group = inner(row, "ModelPackageGroupName")
    number = row.get("ModelPackageVersion") if isinstance(row, Mapping) else None
    usable = group is not None and isinstance(number, int) and 0 < number < 10**9
    return (group, str(number)) if group is not None and usable else None


def _ready(status: str | None, approval: str | None) -> bool | None:
    """Tell whether it may be deployed: built, and approved where approval is told at all."""
    if status is None:
        return None
    return status == "Completed" and approval in (None, "Approved")


def _documents(key: Package | None, row: Any, told: Any) -> Iterator[Document]:
    """Yield the card inside a version's description, and its report on what drives the model."""
    if key is None or not isinstance(told, Mapping):
        return
    content = inner(told, "ModelCard", "ModelCardContent")
    if content is not None:
        status = inner(told, "ModelCard", "ModelCardStatus")
        yield Document(
            model=key[0],
            kind="model_card",
            location=inner(row, "ModelPackageArn") or f"{key[0]}/{key[1]}",
            state=DocumentState.EXISTS,
            title=f"Card of {key[0]} version {key[1]}" + (f", {status}" if status else ""),
            version=key[1],
            author=user(told, "CreatedBy"),
            created_at=moment(told, "CreationTime"),
            sections=sections(read_content(content)),
        )
    report = inner(told, "ModelMetrics", "Explainability", "Report", "S3Uri")
    if report is not None:
        # A report tells of the model as a whole; no single decision of a version is explained.
        yield Document(
            model=key[0],
            kind="explainer",
            location=report,
            title=f"Explainability report of version {key[1]}",
        )
