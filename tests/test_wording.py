"""The words of the product: English in the code and in one file, other languages beside it."""

import ast
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from gettext import NullTranslations
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from demo_home import demo_home
from google.protobuf.message import Message
from opened_pages import drawing, opening, plainly
from pydantic import BaseModel
from streamlit.testing.v1 import AppTest

from app import wording
from app.config import load
from app.context import Context
from app.conventions import of, written_as
from app.pages import names
from app.wording import ENGLISH, catalogue, many, say
from app.wording.collect import CALLS, messages, template
from assessments import packs
from connectors.base import Connector, discover

APP = Path(wording.__file__).parents[1]
TEMPLATE = APP / "wording" / "messages.pot"
GAP = re.compile(r"\{(\w+)\}")
GERMAN = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "{number} model without an active owner on record serves in production"
msgid_plural "{number} models without an active owner on record serve in production"
msgstr[0] "{number} Modell ohne Verantwortlichen ist in Betrieb"
msgstr[1] "{number} Modelle ohne Verantwortliche sind in Betrieb"

msgid "{part} of {money} a month is under control"
msgstr "Von {money} im Monat sind {part} unter Kontrolle"
"""


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalogue of a few messages, found by being there."""
    (tmp_path / "de.po").write_text(GERMAN, encoding="utf-8")
    monkeypatch.setattr(wording.resources, "files", lambda _: tmp_path)
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


def test_without_a_catalogue_the_words_are_english_whatever_the_country() -> None:
    assert [catalogue(locale) for locale in (None, "de_DE", "zz")] == [ENGLISH] * 3
    with written_as(of("de-DE")):
        assert many("{number} row", "{number} rows", 1204) == "1.204 rows"


@pytest.mark.usefixtures("german")
def test_a_catalogue_beside_the_template_is_a_language_and_its_words_stand_in_their_own_order() -> (
    None
):
    one, more = (
        "{number} model without an active owner on record serves in production",
        "{number} models without an active owner on record serve in production",
    )
    with written_as(of("de-AT")):
        assert [many(one, more, number) for number in (1, 2)] == [
            "1 Modell ohne Verantwortlichen ist in Betrieb",
            "2 Modelle ohne Verantwortliche sind in Betrieb",
        ]
        said = say("{part} of {money} a month is under control", part="$2k", money="$9k")
        assert said == "Von $9k im Monat sind $2k unter Kontrolle"
        assert say("what no translator has seen yet") == "what no translator has seen yet"
    with written_as(of("fr-FR")):
        assert (
            many(one, more, 1) == "1 model without an active owner on record serves in production"
        )


def test_a_name_with_braces_in_it_is_a_name() -> None:
    assert (
        say("{model} has no owner", model="{money.__class__}") == "{money.__class__} has no owner"
    )


# One place


def test_the_template_holds_every_message_of_the_code(request: pytest.FixtureRequest) -> None:
    written = template(APP)
    if request.config.getoption("--update-golden", default=False):
        TEMPLATE.write_bytes(written)
    assert TEMPLATE.read_bytes() == written, "run: python -m app.wording.collect"


CODE = sorted(path.relative_to(APP).as_posix() for path in APP.rglob("*.py"))


@pytest.mark.parametrize("file", CODE)
def test_a_message_is_whole_in_the_code_so_that_it_can_be_gathered(file: str) -> None:
    """An f-string, a sum or a cut string would be looked up in vain."""
    glued = [
        ast.unparse(argument)
        for call in ast.walk(ast.parse((APP / file).read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS
        for argument in call.args[: len(CALLS[call.func.id])]
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
    ]
    assert glued == []


def test_messages_are_found_inside_each_other_in_branches_and_in_f_strings() -> None:
    code = """f"{say('a') if x else text.count(n, 'b', 'bs')} {many('c', 'cs', f(say('d')))}" """
    assert sorted(messages(code), key=str) == [("b", "bs"), ("c", "cs"), "a", "d"]


def test_a_translation_has_no_gap_that_its_message_has_not() -> None:
    wrong = [
        (file.name, message.id)
        for file in sorted(TEMPLATE.parent.glob("*.po"))
        for message in read_po(file.open("rb"), locale=file.stem)
        for said in ([message.string] if isinstance(message.string, str) else message.string)
        if message.id and not gaps(said) <= gaps(str(message.id))
    ]
    assert wrong == []


def gaps(message: str) -> set[str]:
    return set(GAP.findall(message))


# Every page, in a language in which no letter is as in English

LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "àƀćđéƒğĥíĵķĺɱńőƥɋŕśţúṽŵẋýžÀƁĆĐÉƑĞĤÍĴĶĹṀŃŐƤɊŔŚŢÚṼŴẊÝŽ",
)


class Accented(NullTranslations):
    """Every message with other letters, its gaps as they were."""

    def gettext(self, message: str) -> str:
        pieces = re.split(r"(\{\w+\})", message)
        return "".join(each if GAP.fullmatch(each) else each.translate(LETTERS) for each in pieces)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


NAMES = ("HTML", "DuckDB", "Streamlit")
"""Names that are the same in every language."""
ICON = re.compile(r":material/\w+:")
RUN = re.compile(r"(?<![\w/.@-])[A-Za-z][A-Za-z'\u2019-]+(?: [A-Za-z'\u2019-]+)*")
"""Words of English letters, beside each other."""
SHOWN = {
    *("label", "help", "placeholder", "body", "text", "options", "title", "formatted_options"),
    *("content", "caption", "captions", "default_value", "entries", "message", "icon"),
}


def strings(message: Message) -> Iterator[str]:
    """Yield what a reader sees of an element: labels, bodies, options; no key and no id."""
    for field, value in message.ListFields():
        if field.message_type is not None:
            repeated = value if field.is_repeated else [value]
            for each in repeated:
                if isinstance(each, Message):
                    yield from strings(each)
        elif field.name in SHOWN:
            yield from [value] if isinstance(value, str) else map(str, value)


def shown(app: AppTest) -> str:
    """Return all that a page shows, drawings, figures and hidden labels included."""
    return "\n".join(_shown(app._tree))


def _shown(node: Any) -> Iterator[str]:
    proto = getattr(node, "proto", None)
    if isinstance(proto, Message):
        if type(proto).__name__ == "BidiComponent":
            yield from _drawn(drawing(proto))
            sent = json.loads(proto.json or "{}")  # type: ignore[attr-defined]
            yield from _figure(json.loads(sent.get("figure", "{}")))
            yield sent.get("said", "")
        elif type(proto).__name__ != "Html":  # the pages' style
            yield from strings(proto)
    for child in getattr(node, "children", {}).values():
        yield from _shown(child)


def _drawn(html: str) -> Iterator[str]:
    yield from re.findall(r'(?:title|aria-label|alt)="([^"]*)"', html)
    yield from re.split(r"<[^>]*>", html)


def _figure(value: Any, key: str = "") -> Iterator[str]:
    """Yield the words of a figure: of axes, series and what is told under the pointer."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _figure(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _figure(each, key)
    elif isinstance(value, str) and key in {"text", "name", "hovertemplate", "hovertext"}:
        yield from re.split(r"<[^>]*>|%\{[^}]*\}", value)


def data_of(value: Any) -> Iterator[str]:
    """Yield every text in a value: what people and sources said, and what is asked."""
    match value:
        case str():
            yield value
        case Mapping():
            yield from data_of([*value.keys(), *value.values()])
        case list() | tuple() | set() | frozenset():
            for each in value:
                yield from data_of(each)
        case _ if is_dataclass(value):
            yield from data_of([getattr(value, field.name) for field in fields(value)])
        case BaseModel():
            yield from data_of([getattr(value, name) for name in type(value).model_fields])
        case type() if issubclass(value, Connector):
            said = (getattr(value, name, None) for name in Connector.__annotations__)
            yield from data_of([*said, inspect.getdoc(value), *value.model_fields])
            yield from data_of([field.description for field in value.model_fields.values()])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory)


@pytest.fixture(scope="module")
def data(home: Path) -> str:
    """All that is data on the demo's pages: rows, people, questions, what connectors say."""
    with Context(load(home=home, demo=True)) as context:
        ask = context._warehouse.rows
        landed = ask("select view_name from duckdb_views() where schema_name = 'landed'")
        rows = [ask(f"select * from landed.{each['view_name']}") for each in landed]  # noqa: S608
        told = [NAMES, context.scorecard(), context.people.everyone(), rows, discover()]
        texts = data_of([*told, packs.load(Path(), ())])
        return "\n".join(texts).replace("`", "").lower()


@pytest.mark.parametrize("name", names())
def test_every_word_of_every_page_is_a_message_or_data(
    name: str,
    home: Path,
    data: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setattr(wording, "spoken", Accented)
    for open_page in opening(monkeypatch, tmp_path_factory):
        app = open_page(name, home, demo=True).run()
        assert not app.exception
        words = ICON.sub("", plainly(unescape(shown(app))))
    assert [run for run in sorted(set(RUN.findall(words))) if run.lower() not in data] == []
