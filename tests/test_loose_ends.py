"""What people wrote into files that bears on nothing is told, with the mend."""

import pytest
from worlds import World

from assessments import question_files
from assessments.loose_ends import loose_ends

PROBES = question_files.load().probes
SAID = {"probe": "runbook_has_owner", "model": "churn", "value": 1, "source": "files"}


def ends(**landed: list[dict[str, object]]) -> list[tuple[str, str]]:
    with World({"model": [{}], **landed}) as world:
        return loose_ends(world.rows, PROBES)


def test_an_attestation_that_counts_is_no_loose_end() -> None:
    organisation = {**SAID, "probe": "unallocated_explained", "model": ""}
    assert ends(attestation=[SAID, organisation]) == []


@pytest.mark.parametrize(
    ("changed", "subject", "wrong"),
    [
        (
            {"probe": "runbook_has_owners"},
            "runbook_has_owners for churn",
            "no probe is called 'runbook_has_owners': did you mean 'runbook_has_owner'?",
        ),
        (
            {"probe": "zzz"},
            "zzz for churn",
            "no probe is called 'zzz': `questions show` tells a question's own",
        ),
        (
            {"probe": "recovery_hours"},
            "recovery_hours for churn",
            "'recovery_hours' is measured and cannot be attested: remove it",
        ),
        (
            {"model": ""},
            "runbook_has_owner",
            "'runbook_has_owner' is asked of a model: name one",
        ),
        (
            {"probe": "unallocated_explained"},
            "unallocated_explained for churn",
            "'unallocated_explained' is asked of the organisation: name none",
        ),
        (
            {"model": "ghost"},
            "runbook_has_owner for ghost",
            "no source knows a model 'ghost': write it as a source does",
        ),
    ],
)
def test_an_attestation_that_bears_on_nothing_is_told_with_the_reason(
    changed: dict[str, object], subject: str, wrong: str
) -> None:
    told = f"the attestation of {subject} by dan bears on nothing: {wrong}"
    assert ends(attestation=[{**SAID, **changed}]) == [("files", told)]


def rule(**more: object) -> dict[str, object]:
    return {
        "kind": "cost", "field": "resource", "value": "gpu-1", "rule": "mapping.yaml:7",
        "source": "mapping",
    } | more  # fmt: skip


def test_a_declared_rule_that_matches_something_is_no_loose_end() -> None:
    charges: list[dict[str, object]] = [
        {"resource": "gpu-1"},
        {"resource": "pool", "tags": {"Team": "growth"}},
        {"resource": "shared"},
    ]
    rules = [
        rule(),
        rule(field="tag:team", value="growth", rule="mapping.yaml:9"),
        rule(value="shared", share="0.4", rule="mapping.yaml:12"),
    ]
    assert ends(cost_daily=charges, selector=rules) == []


def test_a_declared_rule_that_matches_nothing_is_told_with_its_line() -> None:
    rules = [
        rule(value="gpu-2"),
        rule(in_source="aws", rule="mapping.yaml:8"),
        rule(kind="incident", field="tag:team", value="growth", rule="mapping.yaml:9"),
    ]
    found = ends(cost_daily=[{"resource": "gpu-1"}], selector=rules)
    gives = "gives nothing to churn: no"
    other = "or another rule goes before it"
    assert found == [
        ("mapping", f"mapping.yaml:7 {gives} cost came in with resource 'gpu-2', {other}"),
        ("mapping", f"mapping.yaml:8 {gives} cost of aws came in with resource 'gpu-1', {other}"),
        ("mapping", f"mapping.yaml:9 {gives} incident came in with tag team 'growth', {other}"),
    ]
