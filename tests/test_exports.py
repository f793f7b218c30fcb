"""The files: they say what the page says, need nothing, and are what the snapshot froze."""

import html
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import scorecards

from app.exports import discover
from app.views.parts import MoneyText
from app.views.report import report_view
from assessments.questionnaire import LeftOut
from assessments.scorecard import Scorecard, build
from assessments.snapshot import Frozen, freeze, load, recompute, verify
from assessments.trend import point

GOLDEN = Path(__file__).parent / "golden"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


def frozen(card: Scorecard) -> Frozen:
    return freeze(card, scorecards.questionnaire(), card.as_of)


def page(card: Scorecard, previous: Scorecard | None = None) -> str:
    before = None if previous is None else point(frozen(previous).document)
    return discover()["html"].render(card, frozen(card), before).decode()


def body(text: str) -> str:
    """Return what the page says, without its style, one element a line."""
    return re.sub(r">\s*<", ">\n<", text[text.index("<body") :])


def words(text: str) -> str:
    """Return what a reader sees."""
    return html.unescape(re.sub(r"<[^>]*>", "", text[text.index("<body") :]))


def money_of(view: Any) -> Iterator[MoneyText]:
    if isinstance(view, MoneyText):
        yield view
    elif is_dataclass(view):
        for field in fields(view):
            yield from money_of(getattr(view, field.name))
    elif isinstance(view, tuple):
        for each in view:
            yield from money_of(each)


def test_every_format_has_a_name_a_type_and_an_ending() -> None:
    found = discover()
    assert {name: (each.MIME, each.SUFFIX) for name, each in found.items()} == {
        "html": ("text/html", ".html"),
        "json": ("application/json", ".json"),
    }


def test_the_json_is_the_snapshot_byte_for_byte_and_can_be_judged_again() -> None:
    card = scorecards.whole()
    held = frozen(card)
    content = discover()["json"].render(card, held).decode()
    assert content == held.body
    assert verify(content)
    document = load(content)
    assert recompute(document) == document["scores"]


def test_the_page_says_the_same_as_before(request: pytest.FixtureRequest) -> None:
    found = body(page(scorecards.whole(), scorecards.good()))
    golden = GOLDEN / "scorecard.html"
    if request.config.getoption("--update-golden", default=False):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "card",
    [scorecards.whole, scorecards.two_currencies, scorecards.good, scorecards.unanswered],
    ids=lambda card: card.__name__,
)
def test_every_number_of_the_view_stands_in_the_file(card: Callable[[], Scorecard]) -> None:
    made = card()
    view = report_view(made, frozen(made))
    text = page(made)
    seen = words(text)
    assert view.scorecard.headline in seen
    for sentence in (
        *(view.scorecard.areas_title, view.scorecard.integrity.sentence),
        *(view.scorecard.money.title, view.scorecard.contradictions.title),
        *view.scorecard.quiet,
    ):
        assert sentence in seen
    for area in view.scorecard.areas:
        assert area.level in seen
    for subject in view.subjects:
        for finding in subject.findings:
            assert finding.sentence in seen
    for amount in money_of(view):
        assert amount.text in seen
        assert html.escape(amount.exact) in text


def test_the_numbers_of_the_file_are_those_of_the_json() -> None:
    card = scorecards.whole()
    document = json.loads(frozen(card).body)
    seen = words(page(card))
    held = document["scores"]["integrity"]
    checkable = held["confirmed"] + held["unproven"] + held["contradicted"]
    assert f"Of {checkable} claims that can be checked" in seen
    assert f"{held['contradicted']} claims are contradicted" in seen
    for area in document["scores"]["portfolio"]:
        assert f"verified {area['level']} " in page(card)
    assert document["sha256"] in seen


@pytest.mark.parametrize(
    "card",
    [scorecards.whole, scorecards.unknown, scorecards.empty, scorecards.hostile],
    ids=lambda card: card.__name__,
)
def test_the_file_is_closed_it_runs_nothing_and_asks_for_nothing(
    card: Callable[[], Scorecard],
) -> None:
    text = page(card())
    assert (
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:\""
    ) in text
    assert "<script" not in text
    assert not re.findall(r"<[^>]*\son[a-z]+=", text)
    assert not re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?https?:""", text)
    assert 'url("data:font/woff2;base64,' in text


def test_what_people_typed_is_text_and_nothing_else() -> None:
    text = page(scorecards.hostile())
    assert "<img" not in text
    assert "\x00" not in text
    assert "\x1b" not in text
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in text


def test_the_snapshot_and_how_to_check_it_are_named() -> None:
    card = scorecards.whole()
    held = frozen(card)
    seen = words(page(card))
    for each in (held.id, held.sha256, "gen-00000042", "assessments.snapshot.recompute"):
        assert each in seen


def test_what_does_not_apply_is_listed() -> None:
    assert "Decision trace for support-router until 1 May 2027" in words(page(scorecards.whole()))


def test_what_a_pack_leaves_out_is_listed_with_its_reason_and_travels_with_the_snapshot() -> None:
    left_out = LeftOut(
        question="O6", title="Unused models", reason="We <own> none.", pack="Example Bank"
    )
    asked = scorecards.questionnaire()
    first = asked.areas[0].model_copy(update={"left_out": (left_out,)})
    changed = replace(asked, areas=(first, *asked.areas[1:]))
    card = build(scorecards.inputs(questionnaire=changed))
    held = freeze(card, changed, card.as_of)
    seen = words(discover()["html"].render(card, held, None).decode())
    assert "Unused models (O6) is not asked, as Example Bank has it: We <own> none." in seen
    assert held.document["areas"][0]["left_out"] == [dict(left_out)]
    assert recompute(held.document) == held.document["scores"]


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    assert page(scorecards.whole()) == page(scorecards.whole())


def test_every_link_leads_to_a_place_in_the_file() -> None:
    text = page(scorecards.whole())
    places = set(re.findall(r' id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= places


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_file_fits_every_screen_and_paper_in_light_and_dark(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    made = {
        card.__name__: page(card())
        for card in (scorecards.whole, scorecards.unknown, scorecards.hostile)
    }
    asked: list[str] = []
    said: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        )
        for name, text in made.items():
            file = tmp_path / f"{name}.html"
            file.write_text(text, encoding="utf-8")
            tab = browser.new_page()
            tab.on("request", lambda request: asked.append(request.url))
            tab.on("console", lambda message: said.append(message.text))
            tab.goto(file.as_uri())
            for width in (340, 390, 600, 700, 768, 1024, 1400):
                tab.set_viewport_size({"width": width, "height": 900})
                wide = tab.evaluate("document.documentElement.scrollWidth")
                assert wide == width, f"{name} is {wide} wide on {width}"
            tab.set_viewport_size({"width": 688, "height": 1000})
            tab.emulate_media(media="print", color_scheme="dark")
            assert tab.evaluate("document.documentElement.scrollWidth") == 688
            ink = tab.evaluate("getComputedStyle(document.body).color")
            assert ink == "rgb(16, 24, 40)", "paper is light whatever the screen is"
            tab.close()
        browser.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
