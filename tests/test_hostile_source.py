"""A source whose every text is hostile: on every page and in every export it is only text."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser

import pytest
import streamlit
from hostile_home import CONFIG, NOW, TEXTS, hostile_home
from opened_pages import Opened, drawings, figures, labelled, markup, opening, titles
from streamlit.testing.v1 import AppTest

from app import exports
from app.config import load
from app.context import Context
from app.pages import discover, names
from app.ui import current
from app.views.cost import PARTS
from app.views.cost_lines import BREAKDOWNS
from app.views.rollback import PARTS as ROLLBACK_PARTS
from assessments import snapshot

PARTS_OF = {"cost": tuple(PARTS), "rollback": tuple(ROLLBACK_PARTS)}
EVERY_PAGE = pytest.mark.parametrize("name", [page.name for page in discover()])
ACTING = frozenset({"script", "img", "iframe", "object", "embed", "link", "meta", "base", "form"})
SAFE_LINK = re.compile(rf"(https?://|[#?/]|(\./|{'|'.join(names())})?\Z)")
SEEN = {
    "html": "<script>alert(1)</script>",
    "sql": "drop table landed.model",
    "formula": '=HYPERLINK("https://evil.example","x")',
    "right to left": "أحمد",
    "emoji": "👩\u200d💻",
}
"""What must be read on a page that names every model."""


@pytest.fixture
def opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], AppTest]]:
    """Open a page of the hostile home."""
    home = hostile_home(tmp_path_factory)
    monkeypatch.setattr(current, "Context", partial(Context, now=lambda: NOW))
    for open_page in opening(monkeypatch, tmp_path_factory):
        yield partial(open_page, home=home, config=CONFIG)


@pytest.fixture
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with Context(load(home=hostile_home(tmp_path_factory)), now=lambda: NOW) as made:
        yield made


class Parts(HTMLParser):
    """What a browser would make of some markup."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.acts: list[str] = []
        self.words: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            leads = name in {"href", "src", "xlink:href"} and not SAFE_LINK.match(value or "")
            if name.startswith("on") or leads:
                self.acts.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def assert_only_text(markup: str) -> None:
    parts = Parts(markup)
    assert not ACTING & set(parts.tags)
    assert parts.acts == []
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", markup)


def assert_harmless(app: AppTest) -> None:
    """Nothing on the page is drawn as markup that a source could have written."""
    assert not app.exception, app.exception
    for each in markup(app):
        assert_only_text(each)
    for each in app.get("html"):
        assert_only_text(each.proto.body)
    for each in (*app.markdown, *app.caption):
        assert not each.proto.allow_html, each.value
    for each in (*app.markdown, *app.caption, *app.title, *app.header, *app.subheader):
        assert not re.search(r"(?<!\\)!?\[[^\]]*(?<!\\)\]\((?!https?:|/|#|\?)", each.value)
        assert "![x](" not in each.value


@EVERY_PAGE
def test_every_page_draws_it_as_text(opened: Opened, name: str) -> None:
    app = opened(name).run()
    titles(app)
    assert_harmless(app)


def test_the_page_of_models_names_every_model_as_it_is_written(opened: Opened) -> None:
    shown = drawings(opened("models").run())
    for text in SEEN.values():
        assert text in shown


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_model_has_its_page(opened: Opened, text: str) -> None:
    app = opened("models")
    app.query_params["model"] = text
    app.run()
    titles(app)
    assert_harmless(app)


@pytest.mark.parametrize("kind", exports.discover())
def test_every_export_carries_it_as_text(context: Context, kind: str) -> None:
    content = context.export(kind).content.decode()
    if kind == "html":
        assert_only_text(re.sub(r'<meta (charset|name|http-equiv)="[^>]*>', "", content))
        assert all(text in " ".join(Parts(content).words) for text in SEEN.values())
    else:
        document = json.loads(content)
        assert snapshot.verify(content)
        assert snapshot.recompute(document) == document["scores"]
        named = {each["model"] for each in document["models"]}
        assert set(TEXTS.values()) <= named


@EVERY_PAGE
def test_every_table_that_a_page_hands_out_is_free_of_formulas(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    files: list[bytes] = []

    def hand_out(_label: str, data: Callable[[], bytes], **options: object) -> bool:
        if options["mime"] == "text/csv":
            files.append(data())
        return False

    monkeypatch.setattr(streamlit, "download_button", hand_out)
    for part in PARTS_OF.get(name, ("",)):
        app = opened(name)
        app.query_params["part"] = part
        titles(app.run())
    for file in files:
        assert_no_formula(file)
    if name in PARTS_OF:
        assert any("'" + TEXTS["formula"] in cells(file) for file in files)


FIGURES = [
    *((page, {"part": part}) for page, parts in PARTS_OF.items() for part in parts),
    *(("cost", {"part": "month", "by": by}) for by in BREAKDOWNS),
]


@pytest.mark.parametrize(
    ("page", "place"), FIGURES, ids=["-".join((page, *place.values())) for page, place in FIGURES]
)
def test_every_figure_carries_it_as_text(opened: Opened, page: str, place: dict[str, str]) -> None:
    app = opened(page)
    app.query_params.update(place)
    titles(app.run())
    for figure in figures(app):
        for said in said_in(figure):
            assert not re.search(r"<(?!br>|extra>|/extra>)", said), said


def said_in(part: object) -> Iterator[str]:
    """Yield what a figure says: all its text but the keys of marks, which nobody reads."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for each in part:
            yield from said_in(each)
    elif isinstance(part, dict):
        for name, each in part.items():
            if name == "customdata":
                yield from (told for told, _ in each)
            elif name not in {"ids", "parents", "level"}:
                yield from said_in(each)


def test_a_mark_is_picked_by_its_text_as_it_came(opened: Opened) -> None:
    app = opened("cost")
    app.query_params["part"] = "month"
    titles(app.run())
    chooser = labelled(app.selectbox, "In the table")
    picked = [text for text in TEXTS.values() if text in chooser.options]
    assert len(picked) > 2
    for text in picked:
        app.query_params["mark"] = text
        titles(app.run())
        assert_harmless(app)
        assert labelled(app.selectbox, "In the table").value == text
        assert labelled(app.button, "Show all")


def cells(content: bytes) -> list[str]:
    table = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [cell for row in table for cell in row]


def assert_no_formula(content: bytes) -> None:
    for cell in cells(content):
        if not re.fullmatch(r"-?[\d.,]+", cell):
            assert cell.lstrip()[:1] not in set("=+-@"), cell
