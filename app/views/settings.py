"""What the product runs with: the file, the home, each source; never the value of a secret."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from app import text
from app.config import DEFAULT_FILE, Settings
from app.setting_up import LastCheck
from app.views.parts import VerdictMark
from app.views.sources import SourceView, sources_view
from app.wording import many, say
from assessments.scorecard import Freshness
from connectors.base import Connector
from data.records import CONTRACT_VERSION


@dataclass(frozen=True)
class SettingView:
    """One thing that is set, and how it is changed."""

    what: str
    value: str
    change: str
    """A setting key or an option stands between backticks."""
    path: bool = False


@dataclass(frozen=True)
class SetSourceView:
    """One source of the settings."""

    name: str
    title: str
    lines: tuple[str, ...]
    """``url: https://…`` between backticks, and `token from environment variable X, set`."""
    checked: VerdictMark
    told: str
    """What its last check or sync said, whichever was later, and when; empty: there was none."""


@dataclass(frozen=True)
class SettingsView:
    """All settings."""

    title: str
    settings: tuple[SettingView, ...]
    sources: tuple[SetSourceView, ...]
    versions: tuple[SettingView, ...]
    checked: str
    """What the connections are known by, in words."""


def settings_view(
    settings: Settings,
    last: LastCheck | None,
    now: datetime,
    is_set: Callable[[str], bool],
    port: int | None = None,
    stand: Sequence[Freshness] = (),
) -> SettingsView:
    """Return what the product runs with.

    Args:
        settings: what it runs with.
        last: what came of trying the connections from the page.
        now: ages are told as of then.
        is_set: tells whether an environment variable is set.
        port: the one it serves on, if known.
        stand: how each source stands after its last sync.
    """
    synced = _synced(stand, last, now)
    sources = tuple(
        _source(
            source, _lines(settings.table.sources.get(source.name, {}), is_set), synced, last, now
        )
        for source in settings.sources
    )
    bad = sum(each.checked.group == "contradicted" for each in sources)
    return SettingsView(
        title=_title(len(sources), bad),
        settings=_settings(settings, is_set, port),
        sources=sources,
        versions=_versions(),
        checked=_checked(tried=last is not None or bool(synced)),
    )


def _synced(
    stand: Sequence[Freshness], last: LastCheck | None, now: datetime
) -> dict[str, SourceView]:
    """Return the sources that were synced, and not checked since."""
    later = {
        each.source
        for each in stand
        if each.last_tried is not None and (last is None or each.last_tried > last.at)
    }
    return {each.source: each for each in sources_view(stand, now).rows if each.source in later}


def _source(
    source: Connector,
    lines: tuple[str, ...],
    synced: Mapping[str, SourceView],
    last: LastCheck | None,
    now: datetime,
) -> SetSourceView:
    read = synced.get(source.name)
    results = last.results if last else ()
    found = next((each for each in results if each.name == source.name), None)
    if read is not None:
        checked, told = read.status, " ".join(filter(None, (read.sentence, read.error)))
    elif found is not None and last is not None:
        checked = _mark(good=found.good)
        told = say("Checked {age}: {found}", age=text.age(last.at, now), found=found.text)
    else:
        checked, told = VerdictMark("unknown", say("not tried")), ""
    return SetSourceView(source.name, source.title, lines, checked, told)


def _checked(*, tried: bool) -> str:
    if tried:
        return say(
            "Each as its last sync or its last check found it, whichever was later. “Check all” "
            "asks every source now."
        )
    return say("No connection has been tried since the server loaded these settings.")


def _title(sources: int, bad: int) -> str:
    if not sources:
        return say("Settings: nothing is connected")
    if not bad:
        return many(
            "Settings: {number} source connected",
            "Settings: {number} sources connected",
            sources,
        )
    return many(
        "Settings: {number} source connected, {bad} of them failing",
        "Settings: {number} sources connected, {bad} of them failing",
        sources,
        bad=text.number(bad),
    )


def _settings(
    settings: Settings, is_set: Callable[[str], bool], port: int | None
) -> tuple[SettingView, ...]:
    table = settings.table
    demo, none = say("the demo, without a file"), say("none yet: {file}", file=DEFAULT_FILE)
    packs = ", ".join(str(each) for each in table.question_packs)
    return (
        SettingView(
            say("Settings file"),
            str(settings.file or (demo if settings.demo else none)),
            say("`--config` when the server starts"),
            path=settings.file is not None,
        ),
        SettingView(
            say("Home"),
            str(settings.home),
            say("`--home` when the server starts, or `home`"),
            path=True,
        ),
        SettingView(say("Organisation"), table.organisation, "`organisation`"),
        SettingView(say("Store"), _store(settings, is_set), "`store.url_env`"),
        SettingView(
            say("First assessment"),
            table.assessment.name,
            say("`assessment.name`; an opened round is changed on the People page"),
        ),
        SettingView(say("Target level"), str(table.target_level), "`target_level`"),
        SettingView(say("Question packs"), packs or say("none"), "`question_packs`"),
        SettingView(
            say("Server"),
            say(
                "{address}, port {port}",
                address=table.server.address,
                port=port or table.server.port,
            ),
            say("`server.address` and `server.port`, or `--port`; then restart the server"),
        ),
        SettingView(
            say("Changes from the pages"),
            say("on") if table.server.setup else say("off"),
            "`server.setup`",
        ),
        SettingView(
            say("Log"),
            say("standard error of the server; no file is written"),
            say("where the server is started"),
        ),
    )


def _store(settings: Settings, is_set: Callable[[str], bool]) -> str:
    variable = settings.table.store.url_env
    if variable is None or settings.demo:
        return say("SQLite, in the home")
    return say("PostgreSQL, {origin}", origin=_from(variable, is_set))


def _from(variable: str, is_set: Callable[[str], bool]) -> str:
    if is_set(variable):
        return say("from environment variable {variable}, set", variable=variable)
    return say("from environment variable {variable}, not set", variable=variable)


def _lines(table: Mapping[str, Any], is_set: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(_line(key, value, is_set) for key, value in table.items())


def _line(key: str, value: Any, is_set: Callable[[str], bool]) -> str:
    if not key.endswith("_env"):
        return f"`{key}: {_said(value)}`"
    origin = _from(str(value), is_set)
    return say("{setting} {origin}", setting=key.removesuffix("_env"), origin=origin)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_said(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_said, value)) or say("none")
    return str(value)


def _mark(*, good: bool) -> VerdictMark:
    if good:
        return VerdictMark("confirmed", say("answers"))
    return VerdictMark("contradicted", say("out of reach"))


def _versions() -> tuple[SettingView, ...]:
    return (
        SettingView(say("Product"), version("mlops-scorecard"), ""),
        SettingView("DuckDB", version("duckdb"), ""),
        SettingView("Streamlit", version("streamlit"), ""),
        SettingView(say("Contract of the connectors"), str(CONTRACT_VERSION), ""),
    )
