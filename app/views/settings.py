"""What the product runs with: the file, the home, each source; never the value of a secret."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from app import text
from app.config import DEFAULT_FILE, Settings
from app.setting_up import LastCheck
from app.text import Group
from app.views.parts import VerdictMark
from data.records import CONTRACT_VERSION


@dataclass(frozen=True)
class SettingView:
    """One thing that is set, and how it is changed."""

    what: str
    value: str
    change: str


@dataclass(frozen=True)
class SetSourceView:
    """One source of the settings."""

    name: str
    title: str
    lines: tuple[str, ...]
    """`url: https://…`, and `token from environment variable X, set`."""
    checked: VerdictMark
    told: str
    """What the last check said; empty: none was made."""


@dataclass(frozen=True)
class SettingsView:
    """All settings."""

    sentence: str
    settings: tuple[SettingView, ...]
    sources: tuple[SetSourceView, ...]
    versions: tuple[SettingView, ...]
    checked: str
    """When the connections were tried last, in words."""


def settings_view(
    settings: Settings,
    last: LastCheck | None,
    now: datetime,
    is_set: Callable[[str], bool],
    port: int | None = None,
) -> SettingsView:
    """Return what the product runs with; `port`: the one it serves on, if known."""
    results = {each.name: each for each in last.results} if last else {}
    sources = tuple(
        SetSourceView(
            name=source.name,
            title=source.title,
            lines=_lines(settings.table.sources.get(source.name, {}), is_set),
            checked=_mark(results[source.name].good if source.name in results else None),
            told=results[source.name].text if source.name in results else "",
        )
        for source in settings.sources
    )
    bad = sum(not each.good for each in results.values())
    told = (
        f"{text.count(len(sources), 'source', 'sources')} connected"
        if sources
        else "nothing is connected"
    )
    return SettingsView(
        sentence=f"{told}, {bad} of them out of reach" if bad else told,
        settings=_settings(settings, is_set, port),
        sources=sources,
        versions=_versions(),
        checked=(
            f"Connections were tried {text.age(last.at, now)}."
            if last
            else "Connections were not tried since the server has these settings."
        ),
    )


def _settings(
    settings: Settings, is_set: Callable[[str], bool], port: int | None
) -> tuple[SettingView, ...]:
    table = settings.table
    none = "the demo, without a file" if settings.demo else f"none yet: {DEFAULT_FILE}"
    opened = "a round once opened is changed on the people's page"
    packs = ", ".join(str(each) for each in table.question_packs)
    return (
        SettingView("Settings file", str(settings.file or none), "--config at the start"),
        SettingView("Home", str(settings.home), "--home at the start, or home"),
        SettingView("Organisation", table.organisation, "organisation"),
        SettingView("Store", _store(settings, is_set), "store.url_env"),
        SettingView("First assessment", table.assessment.name, f"assessment.name; {opened}"),
        SettingView("Target level", str(table.target_level), "target_level"),
        SettingView("Question packs", packs or "none", "question_packs"),
        SettingView(
            "Server",
            f"{table.server.address}, port {port or table.server.port}",
            "server.address and server.port, or --port, then start anew",
        ),
        SettingView(
            "Changes from the pages", "on" if table.server.setup else "off", "server.setup"
        ),
    )


def _store(settings: Settings, is_set: Callable[[str], bool]) -> str:
    variable = settings.table.store.url_env
    if variable is None or settings.demo:
        return "SQLite, in the home"
    return f"PostgreSQL, {_from(variable, is_set)}"


def _from(variable: str, is_set: Callable[[str], bool]) -> str:
    return f"from environment variable {variable}, {'set' if is_set(variable) else 'not set'}"


def _lines(table: Mapping[str, Any], is_set: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(
        f"{key.removesuffix('_env')} {_from(str(value), is_set)}"
        if key.endswith("_env")
        else f"{key}: {_said(value)}"
        for key, value in table.items()
    )


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_said(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_said, value)) or "none"
    return str(value)


def _mark(good: bool | None) -> VerdictMark:
    group: Group = "unknown" if good is None else "confirmed" if good else "contradicted"
    word = {None: "not tried", True: "answers", False: "out of reach"}[good]
    return VerdictMark(group, word)


def _versions() -> tuple[SettingView, ...]:
    installed = (("Product", "mlops-scorecard"), ("DuckDB", "duckdb"), ("Streamlit", "streamlit"))
    return (
        *(SettingView(what, version(package), "") for what, package in installed),
        SettingView("Contract of the connectors", str(CONTRACT_VERSION), ""),
        SettingView("Log", "the output of the process that serves", ""),
    )
