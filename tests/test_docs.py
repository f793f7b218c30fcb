"""The docs say what the code does: generated tables, links, commands, examples and words."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import click
import generated_docs
import pytest
from click.testing import CliRunner
from faulty_server import Answer, Call, as_json, faulty_server

from app.cli import main
from app.config import SettingsFile, load
from connectors.base import discover
from connectors.inventory import Inventory
from connectors.mapping import MappingFile
from data.landing import Landing
from data.reading import Reading
from data.records import Identity, Ownership

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
CONNECTORS = DOCS / "connectors"
FIXTURES = Path(__file__).parent / "fixtures"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
EXAMPLE = DOCS / "mlops-scorecard.example.toml"
KINDS = discover()
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROOMS = ("app", "connectors", "assessments", "data")
COMMANDS = (
    (
        "python3 -m venv .venv && .venv/bin/pip install -q -c .ci/constraints.txt . "
        "&& .venv/bin/mlops-scorecard serve --demo"
    ),
    "bash tests/run",
)

GENERATED = re.compile(r"<!-- generated: (.+?) -->\n(.*?)<!-- end -->", re.DOTALL)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(
    r"(?<![\w/.-])(?:\.ci|app|assessments|connectors|data|docs|tests)/[\w./-]+(?<![.-])"
)

each_page = pytest.mark.parametrize(
    "page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES]
)
each_kind = pytest.mark.parametrize("kind", KINDS)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def sections(page: Path) -> dict[str, str]:
    """Return what stands under each second-level heading."""
    parts = re.split(r"^## (.+)$", text_of(page), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def examples(text: str, language: str) -> list[str]:
    return [body for tag, body in FENCE.findall(text) if tag == language]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text_of(page)), flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def reading(folder: Path) -> Reading:
    return Landing(folder / "landing").reading("example", NOW)


# What is generated


@each_page
def test_every_generated_part_is_what_the_code_says(
    page: Path, pytestconfig: pytest.Config
) -> None:
    makers = generated_docs.blocks()
    written = text_of(page)
    current = GENERATED.sub(
        lambda part: f"<!-- generated: {part[1]} -->\n{makers[part[1]]()}\n<!-- end -->", written
    )
    if pytestconfig.getoption("--update-golden"):
        page.write_text(current, encoding="utf-8")
    assert text_of(page) == current


def test_every_generated_part_stands_in_the_docs_once() -> None:
    found = [name for page in PAGES for name, _ in GENERATED.findall(text_of(page))]
    assert Counter(found) == Counter(generated_docs.blocks().keys())


def test_every_marker_opens_or_closes_a_generated_part() -> None:
    for page in PAGES:
        left = GENERATED.sub("", text_of(page))
        assert "<!-- generated" not in left
        assert "<!-- end" not in left


@each_kind
def test_every_connector_has_its_page(kind: str) -> None:
    page = text_of(CONNECTORS / f"{kind}.md")
    assert page.startswith(f"# {kind}\n")
    names = [name for name, _ in GENERATED.findall(page)]
    assert names[:2] == [f"about {kind}", f"settings {kind}"]


# What is named is there


@each_page
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    dead = []
    for link in LINK.findall(text_of(page)):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.is_file() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


@each_page
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = NAMED_FILE.findall(PICTURE.sub("", text_of(page)))
    places = (ROOT, page.parent)
    assert [name for name in named if not any((at / name).exists() for at in places)] == []


@each_page
def test_every_picture_is_there(page: Path) -> None:
    pictures = PICTURE.findall(text_of(page))
    assert [name for name in pictures if not (page.parent / name).is_file()] == []


def test_the_readme_gives_the_two_commands_and_what_they_run_is_there() -> None:
    lines = text_of(ROOT / "README.md").splitlines()
    assert [lines.count(command) for command in COMMANDS] == [1, 1]
    assert (ROOT / ".ci" / "constraints.txt").is_file()
    assert os.access(ROOT / "tests" / "run", os.X_OK)
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    module, _, name = project["scripts"]["mlops-scorecard"].partition(":")
    assert getattr(import_module(module), name) is main
    serve = main.get_command(click.Context(main), "serve")
    assert serve is not None
    options = {option for given in serve.params for option in given.opts}
    assert "--demo" in options


def test_the_changelog_says_what_is_not_released_yet() -> None:
    entries = sections(DOCS / "changelog.md")["Unreleased"].strip().splitlines()
    assert entries
    assert all(entry.startswith("- ") for entry in entries)


# The examples work


def test_the_example_settings_name_every_kind_and_every_key() -> None:
    settings = load(EXAMPLE)
    real = {kind for kind, connector in KINDS.items() if not connector.simulated}
    assert {source.kind for source in settings.sources} == real
    keys = set(SettingsFile.model_fields) - {"store", "assessment", "server", "sources"}
    for table in (settings.table.store, settings.table.assessment, settings.table.server):
        keys |= type(table).model_fields.keys()
    written = set(re.findall(r"^(?:# )?(\w+) = ", text_of(EXAMPLE), flags=re.MULTILINE))
    assert keys - written == set()


AWS_LISTS = ("ModelPackageGroupSummaryList", "Endpoints", "ModelCardSummaries")


def everything_is_well(call: Call) -> Answer:
    """Answer as an empty server or account of each kind does."""
    if call.path == "/version":
        return Answer(b"3.17.2", headers={"Content-Type": "text/plain"})
    if call.path.startswith("/api/2.0/mlflow/"):
        return as_json({})
    if call.path.startswith("/api/models/"):
        return as_json({"siblings": []})
    if call.path.startswith(("/v1/organization/", "/v1/organizations/")):
        return as_json({"data": [], "has_more": False})
    if call.path == "/allocation":
        return as_json({"code": 200, "data": [{}]})
    if call.path.startswith("/apis/"):
        return as_json({"items": [], "metadata": {}})
    if call.path.startswith("/api/v1/"):
        return as_json({"status": "success", "data": {"groups": []}})
    if call.path.startswith("/subscriptions/"):
        return as_json({"value": []})
    if call.path.startswith("/api/now/table/"):
        return as_json({"result": []})
    if call.path.startswith(("/repos/", "/api/v4/projects/")):
        return as_json([] if call.path.endswith(("/deployments", "/issues")) else {})
    if call.path.startswith("/api/catalog/"):
        return as_json({"items": [], "totalItems": 0, "pageInfo": {}})
    if call.path == "/v2/incidents":
        return as_json({"incidents": []})
    if call.path.startswith("/rest/api/3/"):
        return as_json({"issues": []})
    if "X-Amz-Target" in call.headers:
        return as_json({name: [] for name in AWS_LISTS})
    return as_json({call.path.removeprefix("/"): [], "more": False, "total": 0})


def test_check_accepts_the_example_once_its_servers_and_files_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(FIXTURES / "focus", tmp_path / "bills")
    shutil.copytree(FIXTURES / "inventory", tmp_path / "inventory")
    shutil.copy(FIXTURES / "mapping" / "mapping.yaml", tmp_path)
    for source in load(EXAMPLE).sources:
        for variable in source.secrets():
            monkeypatch.setenv(variable, "a-token")
    with faulty_server(everything_is_well) as server:
        file = tmp_path / "mlops-scorecard.toml"
        here = f'url = "{server.url}"'
        file.write_text(re.sub('^url = "[^"]+"', here, text_of(EXAMPLE), flags=re.MULTILINE))
        done = CliRunner().invoke(main, ["check", "--config", str(file)])
    lines = done.output.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["ok", "settings"],
        *(["ok", source.name] for source in load(EXAMPLE).sources),
    ]
    assert done.exit_code == 0


@each_kind
def test_the_settings_shown_for_a_connector_are_accepted(kind: str, tmp_path: Path) -> None:
    for number, example in enumerate(examples(text_of(CONNECTORS / f"{kind}.md"), "toml")):
        file = tmp_path / f"{number}.toml"
        file.write_text(example, encoding="utf-8")
        assert [source.kind for source in load(file).sources] == [kind]


def test_the_mapping_that_is_shown_holds_together(tmp_path: Path) -> None:
    (shown,) = examples(text_of(CONNECTORS / "mapping.md"), "yaml")
    file = tmp_path / "mapping.yaml"
    file.write_text(shown, encoding="utf-8")
    told = MappingFile(name="declared", path=file).check(reading(tmp_path))
    assert told == "2 models, 2 with an owner, 6 matching rules"


def test_the_table_of_owners_that_is_shown_is_read(tmp_path: Path) -> None:
    (shown,) = examples(text_of(CONNECTORS / "inventory.md"), "csv")
    (tmp_path / "owners.csv").write_text(shown, encoding="utf-8")
    rows = list(Inventory(name="team", path=tmp_path).read(reading(tmp_path)))
    assert [(row.role, row.person) for row in rows if isinstance(row, Ownership)] == [
        ("owner", "maria.keller@example.com"),
        ("deputy", "ola.nowak@example.com"),
    ]
    assert len(rows) == 2


def test_the_pack_that_is_shown_holds_together(tmp_path: Path) -> None:
    settings, *blocks = examples(text_of(DOCS / "packs.md"), "toml")
    (tmp_path / "questions.toml").write_text("\n".join(blocks), encoding="utf-8")
    file = tmp_path / "mlops-scorecard.toml"
    file.write_text(settings, encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "--config", str(file)])
    assert done.output.splitlines()[1] == (
        "ok    questions.toml  pack Example Bank 2026.1: changes R1; adds S1; leaves out K6"
    )


def test_the_connector_that_is_shown_reads_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shown,) = examples(sections(DOCS / "extending.md")["A connector"], "python")
    module = ModuleType("rack")
    exec(compile(shown, "docs/extending.md", "exec"), module.__dict__)  # noqa: S102
    monkeypatch.setenv("RACK_TOKEN", "a-token")

    def machines(call: Call) -> Answer:
        second = call.first("after") == "2"
        page = [{"serial": "B"}, {"height": 2}] if second else [{"serial": "A"}]
        return as_json({"machines": page, "next": None if second else "2"})

    with faulty_server(machines) as server:
        rack = module.Rack(name="rack", url=server.url, token_env="RACK_TOKEN")
        told = rack.check(reading(tmp_path))
        rows = list(rack.read(reading(tmp_path)))
    assert told == "the rack service answers; 1 machines on its first page"
    assert rows[:2] == [Identity(kind="resource", external_id=name) for name in "AB"]
    assert [row.raw for row in rows[2:]] == ['{"height": 2}']
    assert {call.headers["Authorization"] for call in server.calls} == {"Bearer a-token"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that is shown, built and installed into a folder; its own test beside it."""
    (project,) = examples(sections(DOCS / "extending.md")[PACKAGE], "toml")
    code, test = examples(sections(DOCS / "extending.md")[PACKAGE], "python")
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")
    (folder / "scorecard_shelf.py").write_text(code, encoding="utf-8")
    (folder / "test_shelf.py").write_text(test, encoding="utf-8")
    build = "from hatchling.build import build_wheel; print(build_wheel('.'))"
    run(folder, sys.executable, "-c", build)
    (wheel,) = folder.glob("scorecard_shelf-1.0-*.whl")
    ZipFile(wheel).extractall(folder / "installed")
    (folder / "scorecard_shelf.py").unlink()
    return folder


PACKAGE = "A connector in a package of your own"


def run(folder: Path, *command: str, installed: str = "installed") -> str:
    """Run a command where the package of a folder is installed, and return what it says."""
    found = {**os.environ, "PYTHONPATH": str(folder / installed)}
    done = subprocess.run(
        command, cwd=folder, env=found, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_connector_of_ones_own_takes_less_than_sixty_lines_with_its_test() -> None:
    section = sections(DOCS / "extending.md")[PACKAGE]
    shown = examples(section, "toml") + examples(section, "python")
    assert len(shown) == 3
    assert sum(len(part.splitlines()) for part in shown) < 60


def test_the_package_that_is_shown_passes_its_own_test(shelf: Path) -> None:
    told = run(
        shelf, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shelf.py"
    )
    assert "1 passed" in told


def test_the_package_that_is_shown_is_checked_and_read_as_any_other(shelf: Path) -> None:
    scorecard = str(Path(sys.executable).with_name("mlops-scorecard"))
    with faulty_server(lambda _: as_json({"boards": ["A", "B"]})) as server:
        (shelf / "mlops-scorecard.toml").write_text(
            f'[sources.boards]\nkind = "shelf"\nurl = "{server.url}"\n', encoding="utf-8"
        )
        told = run(shelf, scorecard, "check").splitlines()
        assert told[1:] == ["ok    boards  2 boards"]
        assert run(shelf, scorecard, "sync").split()[:4] == ["boards", "ok", "2", "rows"]
    landed = Landing(shelf / ".mlops-scorecard" / "landing").records("boards", Identity)
    assert landed == [Identity(kind="resource", external_id=name) for name in "AB"]


# The words

RULED_OUT = {
    "attribution", "cfr", "criterion", "dimension", "etl", "grade", "kpi", "mttr", "outage",
    "pillar", "plugin", "rollout", "survey",
}  # fmt: skip


def identifiers(file: Path) -> Iterator[str]:
    """Yield every name that a file's code uses, and the file's own."""
    yield file.stem
    code = text_of(file)
    if file.suffix == ".sql":
        yield from re.findall(r"[A-Za-z_]\w*", re.sub(r"--[^\n]*|'[^']*'", " ", code))
        return
    for node in ast.walk(ast.parse(code)):
        for part in ("name", "id", "attr", "arg"):
            name = getattr(node, part, None)
            if isinstance(name, str):
                yield name


def words(identifier: str) -> set[str]:
    parts = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", identifier).lower().split("_")
    return {form for part in parts for form in (part, part.removesuffix("s"))}


def test_the_words_looked_for_are_ruled_out_by_the_glossary() -> None:
    rows = re.findall(r"^\|.*\|([^|]*)\|$", text_of(DOCS / "glossary.md"), flags=re.MULTILINE)
    assert RULED_OUT - {word.lower() for row in rows for word in re.findall(r"\w+", row)} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_name_in_the_code_is_a_word_that_the_glossary_rules_out(room: str) -> None:
    files = [file for end in ("py", "sql") for file in (ROOT / room).rglob(f"*.{end}")]
    assert files
    wrong = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in files
        for name in identifiers(file)
        if words(name) & RULED_OUT
    }
    assert wrong == set()


# In pieces, so that this file names none either.
REGISTRIES = (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
    ("yarnpkg", "com"), ("anaconda", "org"), ("crates", "io"), ("rubygems", "org"),
    ("golang", "org"), ("jsdelivr", "net"), ("unpkg", "com"), ("docker", "io"), ("ghcr", "io"),
    ("repo", "maven"), ("maven", "org"),
)  # fmt: skip
INDEX = re.compile(
    r"https?://[^\s\"'<>)]*(?:/simple\b|artifactory|nexus|pypi)|--(?:extra-)?index-url"
)


def test_no_committed_text_names_a_package_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    assert ROOT / "pyproject.toml" in files
    hosts = [".".join(parts) for parts in REGISTRIES]
    wrong = []
    for file in files:
        text = file.read_bytes().decode("utf-8", "ignore").lower()
        wrong += [f"{file.relative_to(ROOT)}: {host}" for host in hosts if host in text]
        wrong += [f"{file.relative_to(ROOT)}: {found}" for found in INDEX.findall(text)]
    assert wrong == []
