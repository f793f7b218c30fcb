"""What GitHub tells of deployments, releases and issues, as rows of the landing contracts."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.parts.addresses import web_address
from connectors.parts.commits import takes_back
from connectors.parts.remote import inner, objects, time_of, whole_number
from data.records import Deployment, Identity, Incident

SUCCEEDED: Mapping[str, bool] = {"success": True, "failure": False, "error": False}
"""States of a deployment that say how it ended; `inactive` only says that it was replaced."""
RUN = re.compile(r"/actions/runs/(\d+)")
FULL_NAME = re.compile(r"[A-Za-z0-9_.-]+/(?!\.{1,2}$)[A-Za-z0-9_.-]+")
NOT_DONE = ("not_planned", "duplicate")
"""Reasons for which an issue is closed that never was an incident, or is another one."""


@dataclass(frozen=True)
class Names:
    """What the settings say of names."""

    environments: tuple[str, ...]
    model_names: tuple[str, ...]
    version_names: tuple[str, ...]
    model_label: str
    severities: Mapping[str, int]
    models: Mapping[str, str | None]
    """The one model of a repository; None: it holds several."""

    def is_production(self, environment: str | None) -> bool:
        """Tell whether an environment serves production."""
        named = (environment or "").casefold()
        return named in {each.casefold() for each in self.environments}


def repository(raw: Any, names: Names) -> Identity:
    """Return a repository, tied to a model where it holds exactly that one.

    Raises:
        ValueError: it has no name.
    """
    full = inner(raw, "full_name")
    return Identity.model_validate(
        {
            "kind": "repository",
            "external_id": full,
            "name": inner(raw, "name"),
            "model": names.models.get((full or "").casefold()),
            "url": _link(raw, "html_url"),
        }
    )


def full_name(raw: Any) -> str | None:
    """Return the name of a repository, as `owner/name`; None: it has none that a path can hold."""
    full = inner(raw, "full_name") or ""
    return full if FULL_NAME.fullmatch(full) else None


def is_archived(raw: Any) -> bool:
    """Tell whether nobody can work in a repository any more."""
    return any(_told(raw, name) is True for name in ("archived", "disabled"))


def target(repository: str, environment: str, names: Names) -> str:
    """Return how a deployment's target is named: `owner/name`, as other sources name it too.

    Where several environments serve production, each is a target: `owner/name:environment`.
    """
    return repository if len(names.environments) == 1 else f"{repository}:{environment}"


def place(repository: str, environment: str, names: Names) -> Identity:
    """Return the environment of a repository as what deployments are tied to a model by."""
    return Identity(
        kind="repository",
        external_id=target(repository, environment, names),
        name=repository.rpartition("/")[2],
        model=names.models.get(repository.casefold()),
    )


def deployment_id(repository: str, raw: Any) -> str:
    """Return the id under which a deployment lands.

    Raises:
        ValueError: it has none.
    """
    return f"{repository}/deployments/{whole_number(raw, 'id')}"


def deployment(
    repository: str,
    raw: Any,
    statuses: Sequence[Any],
    names: Names,
    reverts: Iterable[str],
    approver: str | None = None,
) -> Deployment:
    """Return a deployment with how its statuses say that it ended.

    Raises:
        ValueError: it lacks its id, environment or time.
    """
    environment = inner(raw, "environment")
    if environment is None:
        raise ValueError("this deployment names no environment")
    ended = _ended(statuses)
    told = _payload(raw)
    commit = inner(raw, "sha")
    return Deployment.model_validate(
        {
            "deployment": deployment_id(repository, raw),
            "target": target(repository, environment, names),
            "model": _first(told, names.model_names),
            "version": _first(told, names.version_names),
            "production": names.is_production(environment),
            "started_at": inner(raw, "created_at"),
            "finished_at": None if ended is None else time_of(ended, "created_at"),
            "succeeded": None if ended is None else SUCCEEDED[inner(ended, "state") or ""],
            "kind": _kind(raw, commit, reverts),
            "actor": inner(raw, "creator", "login"),
            "approver": approver,
            "commit": commit,
            "url": next(filter(None, (_link(each, "log_url") for each in statuses)), None),
        }
    )


def release(repository: str, raw: Any, names: Names) -> Deployment | None:
    """Return a published release as a deployment; None: it is a draft or not meant for use.

    Raises:
        ValueError: it lacks its tag or time.
    """
    if any(_told(raw, name) is True for name in ("draft", "prerelease")):
        return None
    tag = inner(raw, "tag_name")
    return Deployment.model_validate(
        {
            "deployment": f"{repository}/releases/{tag}" if tag else None,
            "target": target(repository, "release", names),
            "version": tag,
            "production": True,
            "started_at": inner(raw, "published_at"),
            "actor": inner(raw, "author", "login"),
            "url": _link(raw, "html_url"),
        }
    )


def incident(repository: str, raw: Any, names: Names) -> Incident | None:
    """Return an issue as an incident; None: it is a pull request, or was closed as none.

    Raises:
        ValueError: it lacks its number, title or time.
    """
    if _told(raw, "pull_request") is not None or inner(raw, "state_reason") in NOT_DONE:
        return None
    number = whole_number(raw, "number")
    named = labels(raw)
    return Incident.model_validate(
        {
            "incident": f"{repository}#{number}",
            "title": inner(raw, "title") or "",
            "model": _model(named, names.model_label) or names.models.get(repository.casefold()),
            "severity": _severity(named, names.severities),
            "opened_at": inner(raw, "created_at"),
            "resolved_at": inner(raw, "closed_at") if inner(raw, "state") == "closed" else None,
            "url": _link(raw, "html_url"),
            "tags": {"repository": repository},
        }
    )


def is_wanted(raw: Any, names: Names) -> bool:
    """Tell whether a deployment went into production."""
    return names.is_production(inner(raw, "environment"))


def run_of(statuses: Iterable[Any]) -> str | None:
    """Return the id of the workflow run that made a deployment; None: none did."""
    links = (inner(each, name) or "" for each in statuses for name in ("log_url", "target_url"))
    return next((found[1] for link in links if (found := RUN.search(link))), None)


def approver_of(raw: Any, environment: str | None) -> str | None:
    """Return who approved a run for an environment; None: nobody had to."""
    for each in raw if isinstance(raw, list) else ():
        named = {inner(one, "name") for one in objects(each, "environments")}
        if inner(each, "state") == "approved" and environment in named:
            return inner(each, "user", "login")
    return None


def reverting(raw: Any) -> str | None:
    """Return the commit's hash if it takes an earlier one back, as git and GitHub word it."""
    message = inner(raw, "commit", "message") or ""
    return inner(raw, "sha") if takes_back(message) else None


def _ended(statuses: Sequence[Any]) -> Any:
    """Return the earliest status that says how it ended; None: none does."""
    ends = [
        (at, each)
        for each in statuses
        if inner(each, "state") in SUCCEEDED and (at := time_of(each, "created_at")) is not None
    ]
    return min(ends, key=lambda end: end[0])[1] if ends else None


def _kind(raw: Any, commit: str | None, reverts: Iterable[str]) -> str:
    task = (inner(raw, "task") or "").casefold()
    back = "rollback" in task or (commit is not None and commit in reverts)
    return "rollback" if back else "hotfix" if "hotfix" in task else "release"


def _payload(raw: Any) -> Any:
    """Return what its maker said of a deployment: an object, or one written as text."""
    told = _told(raw, "payload")
    if not isinstance(told, str):
        return told
    try:
        return json.loads(told)
    except (ValueError, RecursionError):
        return None


def _first(told: Any, keys: Iterable[str]) -> str | None:
    for key in keys:
        value = _told(told, key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if found := inner(told, key):
            return found
    return None


def labels(raw: Any) -> list[str]:
    """Return the names of an issue's labels."""
    listed = _told(raw, "labels")
    told = listed if isinstance(listed, list) else []
    named = (each if isinstance(each, str) else inner(each, "name") for each in told)
    return [each for each in named if each]


def _model(labels: Iterable[str], begins: str) -> str | None:
    """Return the model that a label names; None: none does."""
    told = (each.removeprefix(begins).strip() for each in labels if each.startswith(begins))
    return next(filter(None, told), None) if begins else None


def _severity(labels: Iterable[str], severities: Mapping[str, int]) -> int | None:
    known = {name.casefold(): level for name, level in severities.items()}
    return min(
        (known[each.casefold()] for each in labels if each.casefold() in known), default=None
    )


def _link(raw: Any, name: str) -> str | None:
    return web_address(inner(raw, name) or "")


def _told(raw: Any, name: str) -> Any:
    return raw.get(name) if isinstance(raw, Mapping) else None
