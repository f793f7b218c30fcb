"""One [[question]] block: read into a question, with the probes that its attestations need."""

import re
from collections.abc import Mapping
from typing import Any

from assessments import toml_values
from assessments.questionnaire import Probe, Question
from data.errors import SettingsError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,199}")
_TESTS = ("equals", "at_least", "at_most", "test")
_TTL_DAYS = 365
"""A statement ends on its own day; until then it counts as fresh for a year."""


def read(
    block: dict[str, Any], where: str, kind: type[Question] = Question
) -> tuple[Question, dict[str, Probe]]:
    """Return the question of a block, and a probe for each of its conditions that is attested.

    A condition with `attest = "a_name"` instead of a probe can be shown by a statement alone.
    """
    probes: dict[str, Probe] = {}
    levels = block.get("levels")
    if isinstance(levels, list):
        scope = block.get("scope")
        levels = [
            level_with_probes(level, scope, f"{where}, level {at}", probes)
            for at, level in enumerate(levels, start=1)
        ]
        block = block | {"levels": levels}
    return toml_values.value(kind, block, where), probes


def level_with_probes(level: Any, scope: object, where: str, probes: dict[str, Probe]) -> Any:
    """Return a level whose attested conditions name a probe, which is put into `probes`."""
    conditions = level.get("conditions") if isinstance(level, dict) else None
    if not isinstance(conditions, list):
        return level
    named = [
        _attested(condition, scope, f"{where}, condition {at}", probes)
        if isinstance(condition, dict) and "attest" in condition
        else condition
        for at, condition in enumerate(conditions, start=1)
    ]
    return level | {"conditions": named}


def _attested(
    condition: dict[str, Any], scope: object, where: str, probes: dict[str, Probe]
) -> dict[str, Any]:
    """Return the condition as one on a yes-or-no probe that only a statement answers."""
    name = condition["attest"]
    if "probe" in condition:
        raise SettingsError(f"{where}: `attest` stands beside `probe`: remove one of the two")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise SettingsError(
            f"{where}: `attest` {name!r} is no name: write a lower-case letter, then lower-case "
            "letters, digits and _, as 'penetration_test_done'"
        )
    for key in _TESTS:
        if key in condition:
            raise SettingsError(
                f"{where}: `{key}`: what is attested is yes or no, and must be yes: remove this key"
            )
    if scope in ("model", "organisation"):
        probes.setdefault(name, _probe(name, condition, scope))
    kept = {key: said for key, said in condition.items() if key != "attest"}
    return kept | {"probe": name, "equals": 1.0}


def _probe(name: str, condition: Mapping[str, Any], scope: object) -> Probe:
    """Return a probe without a SELECT: nothing but a statement answers it."""
    return Probe.model_validate(
        {
            "name": name,
            "title": str(condition.get("text", name)),
            "unit": "yes or no",
            "needs": (),
            "per": scope,
            "kind": "fact",
            "ttl_days": _TTL_DAYS,
            "attestable": True,
            "sql": "",
        }
    )


def require_free(where: str, probes: Mapping[str, Probe], known: Mapping[str, Probe]) -> None:
    """Refuse an attested name that something else bears already.

    Raises:
        SettingsError: it is a probe with a SELECT, or a statement of the other scope.
    """
    for name, probe in probes.items():
        taken = known.get(name)
        if taken is None:
            continue
        if taken.sql:
            raise SettingsError(
                f"{where}: `attest` {name!r} is a probe that sources answer: "
                f"write probe = {name!r}, or choose another name"
            )
        if taken.per != probe.per:
            raise SettingsError(
                f"{where}: `attest` {name!r} is said of the {taken.per} elsewhere, here of the "
                f"{probe.per}: choose another name"
            )
