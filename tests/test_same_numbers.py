"""One number, three places: the page, the JSON judged again, and the HTML file say the same."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from browser import Visit, chromium, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser, expect

from app import text
from app.config import load
from app.context import Context
from app.views.models import ModelsView, models_view
from app.views.scorecard import ScorecardView, scorecard_view
from assessments import snapshot
from assessments.scorecard import ClaimIntegrity


@dataclass(frozen=True)
class Told:
    """What each of the places tells of one and the same home."""

    view: ScorecardView
    models: ModelsView
    page: str
    models_page: str
    areas: Mapping[str, str]
    """The words of each area's region on the page, by its title."""
    headings: tuple[str, ...]
    file: str
    """The words of the HTML file."""
    document: Mapping[str, Any]
    """The JSON."""
    judged: Mapping[str, Any]
    """The scores, judged again from what the JSON carries."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    home, folder = demo_home(tmp_path_factory), tmp_path_factory.mktemp("same")
    with (
        served(folder, "--demo", f"--home={home}") as url,
        chromium() as browser,
        visit(browser, url) as visitor,
    ):
        yield gathered(home, folder, browser, visitor)


def gathered(home: Path, folder: Path, browser: Browser, visitor: Visit) -> Told:
    visitor.open()
    regions = visitor.page.get_by_role("region")
    expect(regions).to_have_count(5)
    expect(visitor.page.get_by_role("table")).to_have_count(2)
    headings = visitor.page.get_by_role("heading").all_inner_texts()
    page = visitor.words()
    areas = {
        str(region.get_attribute("aria-label")): one_line(region.inner_text())
        for region in regions.all()
    }
    files = {kind: downloaded(visitor, kind, folder) for kind in ("HTML", "JSON")}
    visitor.go("Models")
    expect(visitor.page.get_by_role("table")).to_be_visible()
    models_page = visitor.words()
    with Context(load(home=home, demo=True)) as context:
        card = context.scorecard()
    document = snapshot.load(files["JSON"].read_text(encoding="utf-8"))
    with visit(browser, files["HTML"].as_uri()) as reader:
        reader.page.goto(reader.url)
        file = reader.words()
    return Told(
        view=scorecard_view(card),
        models=models_view(card),
        page=page,
        models_page=models_page,
        areas=areas,
        headings=tuple(map(one_line, headings)),
        file=file,
        document=document,
        judged=snapshot.recompute(document),
    )


def downloaded(visitor: Visit, kind: str, folder: Path) -> Path:
    visitor.page.get_by_role("button", name="Download", exact=True).click()
    with visitor.page.expect_download() as asked:
        visitor.page.get_by_role("button", name=f"Download {kind}").click()
    visitor.page.keyboard.press("Escape")
    file = folder / asked.value.suggested_filename
    asked.value.save_as(file)
    return file


def one_line(words: str) -> str:
    return " ".join(words.split())


def money(amounts: Mapping[str, str]) -> str:
    return one_line(text.money({each: Decimal(value) for each, value in amounts.items()}))


def test_the_json_is_judged_again_to_the_very_scores_that_it_carries(told: Told) -> None:
    assert told.judged == told.document["scores"]


def test_the_titles_of_page_and_file_are_those_of_the_view(told: Told) -> None:
    view = told.view
    titles = (
        *(view.headline, view.areas_title, view.contradictions.title, view.integrity.sentence),
        *(view.money.title, view.coverage_title),
        *(view.integrity.by_area_title, view.money.by_level_title),
    )
    for title in map(one_line, titles):
        assert title in told.headings
        assert title in told.file


def test_the_levels_of_the_five_areas_are_the_same_everywhere(told: Told) -> None:
    titles = {area["id"]: area["title"] for area in told.document["areas"]}
    assert list(told.areas) == [area.title for area in told.view.areas] == list(titles.values())
    for area, seen in zip(told.judged["portfolio"], told.view.areas, strict=True):
        shown = told.areas[titles[area["area"]]]
        level = "insufficient evidence" if area["level"] is None else text.level(area["level"])
        assert one_line(seen.level) == one_line(level)
        assert shown.startswith(f"{seen.title} {one_line(level)} ")
        claimed = area["claimed"]
        assert (f"claimed {one_line(text.level(claimed))}" in shown) == (claimed is not None)
        band = one_line(text.band(area["low"], area["high"]))
        if area["low"] != area["high"]:
            assert f"band {band}" in shown
        assert one_line(level) in told.file


def test_the_contradicted_claims_of_each_area_are_counted_the_same_everywhere(
    told: Told,
) -> None:
    area_of = {each["id"]: each["area"] for each in told.document["questions"]}
    for area, seen in zip(told.judged["portfolio"], told.view.areas, strict=True):
        number = sum(
            each["verdict"] == "contradicted" and area_of[each["question"]] == area["area"]
            for each in told.judged["findings"]
        )
        counted = re.findall(r"(\d+) claims? (?:on models )?contradicted", told.areas[seen.title])
        assert counted == ([str(number)] if number else [])


def test_claim_integrity_is_the_same_everywhere(told: Told) -> None:
    held = told.judged["integrity"]
    checkable = held["confirmed"] + held["unproven"] + held["contradicted"]
    sentence = one_line(told.view.integrity.sentence)
    assert sentence.startswith(f"Of {checkable} claims that can be checked, ")
    words = ("confirmed", "unproven", "contradicted")
    for word, share in zip(words, text.shares([held[each] for each in words]), strict=True):
        share = one_line(share)
        assert f"{share} {'are ' if word == 'confirmed' else ''}{word}" in sentence
        for place in (told.page, told.file):
            assert f"{word} {held[word]} {share}" in place
    assert sentence in told.page
    assert sentence in told.file
    assert ClaimIntegrity(**held).checkable == checkable


def test_money_is_the_same_everywhere(told: Told) -> None:
    facts = told.document["money"] | told.judged["money"]
    shown = {one_line(amount.text) for _, amount, _ in told.view.money.facts}
    assert {money(facts["effective_cost"]), money(facts["under_control"])} <= shown
    for label, amount, part in told.view.money.facts:
        said = one_line(f"{label} {amount.text} {part}")
        assert said in told.page
        assert said in told.file


def test_the_contradictions_that_cost_most_are_the_same_everywhere(told: Told) -> None:
    assert told.view.contradictions.rows
    for row in told.view.contradictions.rows:
        for words in (row.name, row.said, row.evidence, row.money and row.money.text):
            assert words
            assert one_line(words) in told.page
            assert one_line(words) in told.file


def test_what_each_model_costs_is_the_same_everywhere(told: Told) -> None:
    known = {each["model"]: each for each in told.document["models"]}
    assert [row.model for row in told.models.rows] != []
    assert {row.model for row in told.models.rows} == set(known)
    for row in told.models.rows:
        cost = money(known[row.model]["effective_cost"])
        assert one_line(row.cost.text) == cost
        for place in (told.models_page, told.file):
            at = place.index(f"{row.model} {one_line(row.owner.text)}")
            assert cost in place[at : at + 400]


def test_coverage_is_the_same_everywhere(told: Told) -> None:
    for row, seen in zip(told.document["coverage"], told.view.coverage, strict=True):
        share = Decimal(row["matched"]) / Decimal(row["total"])
        assert one_line(seen.share_text) == one_line(text.share(share))
        for place in (told.page, told.file):
            assert one_line(f"{seen.sentence} {seen.share_text}") in place
