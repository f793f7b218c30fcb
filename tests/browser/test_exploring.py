"""Exploring figures in a real browser: a mark is picked, and the table, file and link follow."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Visit, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser, FloatRect, Locator, expect

A_MOMENT = 150
"""Milliseconds in which a figure that still finds its size would move."""
A_SHEET = 680
"""Pixels between the margins of an A4 page, and a little less."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = demo_home(tmp_path_factory)
    with served(tmp_path_factory.mktemp("exploring"), "--demo", f"--home={home}") as url:
        yield url


def test_a_clicked_mark_filters_the_table_its_file_and_every_link_to_it(
    browser: Browser, demo: str, tmp_path: Path
) -> None:
    with visit(browser, demo) as reader:
        reader.open("/cost?part=plan")
        table = reader.page.get_by_role("table", name="The last closed month against its plan")
        model = table.get_by_role("rowheader").first.inner_text()
        whole = table.get_by_role("rowheader").count()
        click(reader, reader.page.locator(".js-plotly-plot .point path").first)
        shows_only(reader, table, model)
        with reader.page.expect_download() as asked:
            reader.page.get_by_role("button", name="Download CSV").click()
        asked.value.save_as(tmp_path / "plan.csv")
        place = reader.page.url.removeprefix(demo)
        assert place.startswith("/cost?part=plan&mark=")
        with visit(browser, demo) as another:
            another.open(place)
            shows_only(
                another,
                another.page.get_by_role("table", name="The last closed month against its plan"),
                model,
            )
        reader.page.get_by_role("button", name="Show all").click()
        expect(table.get_by_role("rowheader")).to_have_count(whole)
        assert "mark=" not in reader.page.url
        assert reader.complaints == []
    content = (tmp_path / "plan.csv").read_text(encoding="utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(content))] == ["Model", model]


def test_a_mark_is_picked_and_taken_back_by_keyboard_alone(browser: Browser, demo: str) -> None:
    with visit(browser, demo) as reader:
        reader.open("/cost?part=spikes")
        table = reader.page.get_by_role("table", name="Spikes of cost")
        second = table.get_by_role("rowheader").nth(1).inner_text()
        chooser = reader.page.get_by_role("combobox", name="In the table")
        chooser.focus()
        chooser.scroll_into_view_if_needed()
        reader.choose("In the table", second)
        expect(table.get_by_role("rowheader")).to_have_count(1)
        expect(table.get_by_role("rowheader")).to_have_text(second)
        reader.settled()
        reader.page.get_by_role("button", name="Show all").press("Enter")
        expect(table.get_by_role("rowheader").nth(1)).to_have_text(second)
        assert reader.complaints == []


def test_a_figure_takes_the_theme_that_is_chosen_over_an_open_page(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo) as reader:
        reader.page.emulate_media(color_scheme="light")
        reader.open("/cost?part=spikes")
        ground = reader.page.locator(".js-plotly-plot .main-svg").first
        mark = reader.page.locator(".js-plotly-plot .point").first
        expect(ground).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(mark).to_have_css("fill", "rgb(31, 78, 140)")
        reader.page.emulate_media(color_scheme="dark")
        expect(ground).to_have_css("background-color", "rgb(14, 19, 27)")
        expect(mark).to_have_css("fill", "rgb(132, 182, 255)")
        reader.settled()
        assert reader.complaints == []


def test_a_rectangle_of_what_found_no_model_opens_and_leaves_its_rows(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo) as reader:
        reader.open("/cost?part=unmatched")
        page = reader.page
        table = page.get_by_role("table", name="Cost that found no model")
        tiles = page.locator(".js-plotly-plot g.slice")
        whole = table.get_by_role("rowheader").count()
        click(reader, tiles.filter(has_text="AWS, $").locator("text"))
        expect(page.get_by_text("Only AWS: ")).to_be_visible()
        expect(table.get_by_role("rowheader")).not_to_have_count(whole)
        click(reader, tiles.filter(has_text="gpu-pool-eu-west").locator("text"))
        expect(table.get_by_role("rowheader")).to_have_text(["gpu-pool-eu-west"])
        reader.settled()
        page.get_by_role("link", name="Say on the Review page").click()
        expect(page.get_by_label("Find")).to_have_value("gpu-pool-eu-west")
        assert reader.complaints == []


def test_a_mark_of_the_rollback_page_leaves_its_rows_and_a_row_leads_to_its_model(
    browser: Browser, demo: str, tmp_path: Path
) -> None:
    with visit(browser, demo) as reader:
        reader.open("/rollback?part=failed")
        page = reader.page
        table = page.get_by_role("table", name="Failed releases of a year")
        expect(table).to_be_visible()
        click(reader, page.locator(".js-plotly-plot path.point").first)
        page.wait_for_url("**/rollback?part=failed&mark=*")
        place = page.url.removeprefix(demo)
        model = place.rpartition("=")[2]
        leaves_alone(reader, table, model)
        rows = table.get_by_role("rowheader").count()
        with page.expect_download() as asked:
            page.get_by_role("button", name="Download CSV").first.click()
        asked.value.save_as(tmp_path / "failed.csv")
        with visit(browser, demo) as another:
            another.open(place)
            same = another.page.get_by_role("table", name="Failed releases of a year")
            leaves_alone(another, same, model)
        reader.settled()
        table.get_by_role("button", name=model).first.click()
        page.wait_for_url(f"**/models?model={model}")
        expect(reader.title()).to_contain_text(model)
        assert reader.complaints == []
    content = (tmp_path / "failed.csv").read_text(encoding="utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(content))] == ["Model", *[model] * rows]


def test_the_rollback_page_is_explored_by_keyboard_alone(browser: Browser, demo: str) -> None:
    with visit(browser, demo) as reader:
        reader.open("/rollback?part=undo")
        page = reader.page
        table = page.get_by_role("table", name="Recoveries of a year")
        expect(table).to_be_visible()
        resting(reader, page.locator(".js-plotly-plot path.point").first)
        page.get_by_role("combobox", name="In the table").scroll_into_view_if_needed()
        reader.choose("In the table", "credit-limit")
        leaves_alone(reader, table, "credit-limit")
        page.get_by_role("button", name="Show all").press("Enter")
        expect(page.get_by_text("Only credit-limit: ")).to_have_count(0)
        reader.settled()
        field = page.get_by_label("Model", exact=True)
        field.fill("fraud")
        field.press("Enter")
        expect(reader.title()).to_contain_text("of 1 picked production model")
        reader.settled()
        table.get_by_role("button", name="fraud-scorer").first.press("Enter")
        page.wait_for_url("**/models?model=fraud-scorer")
        expect(reader.title()).to_contain_text("fraud-scorer")
        assert reader.complaints == []


def test_a_figure_is_as_wide_as_its_place_and_on_paper_as_a_sheet(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo) as reader:
        reader.open("/cost?part=month")
        page = reader.page
        figure = page.get_by_role("figure")
        resting(reader, figure.locator("path.point, .point path").first)
        for width in (1440, 700, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(A_MOMENT)
            resting(reader, figure.locator(".point path").first)
            place = figure.evaluate("each => each.clientWidth")
            assert width * 0.8 < place < width
            assert drawn_width(figure) == place
        page.set_viewport_size({"width": 1440, "height": 900})
        resting(reader, figure.locator(".point path").first)
        page.evaluate(
            """addEventListener('beforeprint', () => {
              window.onPaper = document.querySelector('.figure .main-svg').clientWidth })"""
        )
        page.pdf(format="A4")
        assert page.evaluate("window.onPaper") == A_SHEET
        resting(reader, figure.locator(".point path").first)
        assert drawn_width(figure) == figure.evaluate("each => each.clientWidth") > 1000
        assert reader.complaints == []


def drawn_width(figure: Locator) -> int:
    return int(figure.locator(".main-svg").first.evaluate("each => each.clientWidth"))


def leaves_alone(reader: Visit, table: Locator, model: str) -> None:
    expect(reader.page.get_by_text(f"Only {model}: ")).to_be_visible()
    expect(reader.page.get_by_role("combobox", name="In the table")).to_have_value(model)
    expect(table.get_by_role("rowheader").filter(has_not_text=model)).to_have_count(0)
    expect(table.get_by_role("rowheader").first).to_have_text(model)
    reader.settled()


def shows_only(reader: Visit, table: Locator, model: str) -> None:
    expect(reader.page.get_by_text(f"Only {model}: 1 of ")).to_be_visible()
    expect(table.get_by_role("rowheader")).to_have_text([model])
    expect(reader.page.get_by_role("combobox", name="In the table")).to_have_value(model)
    reader.settled()


def click(reader: Visit, mark: Locator) -> None:
    """Click in the middle of a mark, once its figure has found its size."""
    reader.settled()
    expect(mark).to_be_visible()
    mark.scroll_into_view_if_needed()
    box = resting(reader, mark)
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def resting(reader: Visit, mark: Locator) -> FloatRect:
    box = mark.bounding_box()
    for _ in range(40):
        reader.page.wait_for_timeout(A_MOMENT)
        before, box = box, mark.bounding_box()
        if box is not None and box == before:
            return box
    pytest.fail("the figure never came to rest")
