"""Settings: one TOML file, checked whole before anything starts, with the mend for each error."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from os import environ
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from connectors.base import Connector, broken, discover
from data.errors import SettingsError, StorageError

DEFAULT_FILE = Path("mlops-scorecard.toml")
DEFAULT_HOME = Path(".mlops-scorecard")
DEMO_HOME = Path(".mlops-scorecard-demo")
DEMO_MARK = "demo"
"""The file in a home which says that everything in it is the demo's."""
FILLED = ("store.db", "landing", "warehouse")

SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


class Table(BaseModel):
    """One table of the settings file; a key that is not known is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StoreSettings(Table):
    """Where answers and all that people write is kept."""

    url_env: str | None = Field(
        None,
        description="name of the environment variable that holds a postgresql:// address; "
        "unset: SQLite in the home folder",
    )


class AssessmentSettings(Table):
    """The round of answering that is open."""

    name: str = Field("Self-assessment", description="as pages and exports name it")
    period_from: date | None = Field(None, description="first day; unset: 1 January of this year")
    period_until: date | None = Field(None, description="last day; unset: 31 December")


class ServerSettings(Table):
    """How the page is served."""

    address: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(8501, ge=1, le=65535, description="the port to listen on")
    allowed_hosts: tuple[str, ...] = Field(
        (),
        description="host names that browsers may use, behind a proxy its own; empty: this "
        "machine's names where it listens on loopback, else any",
    )
    setup: bool = Field(
        True,
        description="true: the setup page may test a connection and write sources into this file; "
        "false: neither, the file is changed by hand alone",
    )


class SettingsFile(Table):
    """The whole file."""

    organisation: str = Field("Our organisation", min_length=1, description="named on every page")
    home: Path | None = Field(
        None, description="folder of all data; unset: .mlops-scorecard beside this file"
    )
    target_level: Literal[1, 2, 3, 4, 5] = Field(
        3, description="the level that counts as under control"
    )
    question_packs: tuple[Path, ...] = Field(
        (),
        description="files beside this one that change, add or leave out questions, put to work in "
        "this order ([question packs](packs.md))",
    )
    store: StoreSettings = StoreSettings()
    assessment: AssessmentSettings = AssessmentSettings()
    server: ServerSettings = ServerSettings()
    sources: Mapping[SourceName, Mapping[str, Any]] = Field(
        default_factory=dict, description="one table a source: [sources.NAME] with its kind"
    )


@dataclass(frozen=True)
class Settings:
    """What the product runs with: the file, with every source made and every path absolute."""

    file: Path | None
    """None: no settings file was found, or the demo runs without one."""
    folder: Path
    home: Path
    demo: bool
    table: SettingsFile
    sources: tuple[Connector, ...]

    @property
    def organisation(self) -> str:
        """The name that stands on every page."""
        return self.table.organisation

    def make_home(self) -> None:
        """Make the home folder; a demo's never holds anything real, nor the other way round.

        Raises:
            StorageError: it cannot be made.
            SettingsError: it is a demo's and this is none, or the other way round.
        """
        mark = self.home / DEMO_MARK
        other = "name another with --home"
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            if not self.demo and mark.exists():
                raise SettingsError(f"The home {self.home} holds the demo portfolio: {other}")
            if self.demo and not mark.exists():
                if any((self.home / name).exists() for name in FILLED):
                    raise SettingsError(f"The home {self.home} is not the demo's: {other}")
                mark.touch()
        except OSError as error:
            raise StorageError(
                f"The home {self.home} cannot be made ({error.strerror}): {other}"
            ) from error

    def store_url(self) -> str:
        """Return the store's address; its password only ever comes from the environment.

        Raises:
            SettingsError: the named environment variable is not set.
        """
        variable = self.table.store.url_env
        if variable is None or self.demo:
            return f"sqlite:///{self.home / 'store.db'}"
        if not environ.get(variable):
            raise SettingsError(
                f"{self.file}: store.url_env names {variable!r}, which is not set: "
                f"export {variable}=postgresql://… or remove the key to use SQLite"
            )
        return environ[variable]


def load(config: Path | None = None, home: Path | None = None, *, demo: bool = False) -> Settings:
    """Read the settings file, or the defaults where there is none.

    Args:
        config: the file; None: `mlops-scorecard.toml` in this folder, if it is there.
        home: overrides the file's home folder.
        demo: use the demo portfolio as the only source, in a home of its own.

    Raises:
        SettingsError: naming file, line or key, and the mend.
    """
    if demo:
        return _demo(home)
    if config is not None and not config.is_file():
        raise SettingsError(
            f"{config}: there is no such settings file: name an existing one with --config, "
            "or start with --demo"
        )
    file = config or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
    return loaded(_text(file) if file else "", file, home)


def loaded(words: str, file: Path | None, home: Path | None = None) -> Settings:
    """Return the settings that a text stands for, as if it were the file's.

    Raises:
        SettingsError: naming file, line or key, and the mend.
    """
    table = _read(words, file)
    folder = (file.parent if file else Path()).absolute()
    return Settings(
        file=file,
        folder=folder,
        home=(home or folder / (table.home or DEFAULT_HOME)).absolute(),
        demo=False,
        table=table,
        sources=_sources(file, folder, table.sources),
    )


def source(settings: Settings, name: str, values: Mapping[str, Any]) -> Connector:
    """Make a source as if its table stood in the settings file.

    Raises:
        SettingsError: naming the key and the mend.
    """
    file = settings.file or DEFAULT_FILE
    try:
        SettingsFile.model_validate({"sources": {name: {}}})
    except ValidationError as error:
        raise SettingsError(_explain(file, (), SettingsFile, error)) from error
    return _source(file, settings.folder, discover(), name, values)


def _demo(home: Path | None) -> Settings:
    from data import demo as portfolio

    return Settings(
        file=None,
        folder=Path().absolute(),
        home=(home or DEMO_HOME).absolute(),
        demo=True,
        table=SettingsFile(
            organisation=portfolio.ORGANISATION,
            assessment=AssessmentSettings(name=portfolio.ASSESSMENT),
        ),
        sources=(discover()["demo"](name="demo"),),
    )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: is not UTF-8 text: save it as UTF-8") from error


def _read(words: str, file: Path | None) -> SettingsFile:
    try:
        values = tomllib.loads(words)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: is not valid TOML: {error}") from error
    try:
        return SettingsFile.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_explain(file, (), SettingsFile, error)) from error


def _sources(
    file: Path | None, folder: Path, tables: Mapping[str, Mapping[str, Any]]
) -> tuple[Connector, ...]:
    """Return every source, or tell what is wrong with each that cannot be made."""
    made, problems = [], []
    kinds = discover() if tables else {}
    for name, values in tables.items():
        try:
            made.append(_source(file, folder, kinds, name, values))
        except SettingsError as error:
            problems.append(str(error))
    if problems:
        raise SettingsError("\n".join(problems))
    return tuple(made)


def _source(
    file: Path | None,
    folder: Path,
    kinds: Mapping[str, type[Connector]],
    name: str,
    values: Mapping[str, Any],
) -> Connector:
    kind = values.get("kind")
    if kind not in kinds:
        for each in broken():
            if each.kind == kind:
                raise SettingsError(f"{file}: sources.{name}: {each}")
        near = get_close_matches(str(kind), kinds, n=1)
        mend = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(kinds)}"
        what = f"kind {kind!r} is not known" if kind else "`kind` is missing"
        raise SettingsError(f"{file}: sources.{name}: {what}: {mend}")
    settings = {key: value for key, value in values.items() if key != "kind"}
    try:
        return kinds[str(kind)].model_validate(
            {**settings, "name": name}, context={"folder": folder}
        )
    except ValidationError as error:
        raise SettingsError(_explain(file, ("sources", name), kinds[str(kind)], error)) from error


def _explain(
    file: Path | None, at: tuple[str, ...], model: type[BaseModel], error: ValidationError
) -> str:
    """Word every problem as `file: key: what is wrong`, without the value: it may be a secret."""
    lines = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        key = ".".join((*at, *(str(part) for part in problem["loc"])))
        wrong = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "missing":
            wrong = "is missing: add it"
        elif problem["loc"][-1:] == ("[key]",):
            key = key.removesuffix(".[key]")
            wrong = (
                "cannot name a source: take a lower-case letter, then up to 39 lower-case "
                "letters, digits, - and _"
            )
        elif problem["type"] == "extra_forbidden":
            near = get_close_matches(str(problem["loc"][-1]), model.model_fields, n=1)
            wrong = "this key is not known: " + (
                f"did you mean {near[0]!r}?" if near else "remove it"
            )
        lines.append(f"{file}: {key}: {wrong}")
    return "\n".join(lines)
