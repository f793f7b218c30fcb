"""The cost page: every part by its address, what is picked, and homes without a bill."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit
from demo_home import demo_home
from opened_pages import (
    Opened,
    bare_home,
    drawings,
    figures,
    labelled,
    of_the_demo,
    titles,
    words,
)
from streamlit.testing.v1 import AppTest

from app.views.cost import NOTHING_PICKED, PARTS, UNKNOWN_COST

HEADERS = {
    "level": "of AI spend is on models verified at",
    "month": "cost most from",
    "unmatched": "found no model; the largest part is",
    "end": "heads for",
    "plan": "planned models went over plan",
    "unit": "The cost of a thousand predictions is known for",
    "spikes": "spikes in a year cost",
    "idle": "stood idle on the measured days of",
}


@pytest.fixture
def cost(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Open the cost page of the demo with what stands in its address."""
    return of_the_demo(opened, demo_home(tmp_path_factory), "cost")


def test_every_part_is_a_sentence_a_figure_and_a_table(cost: Opened) -> None:
    assert HEADERS.keys() == PARTS.keys()
    for part, said in HEADERS.items():
        app = cost(part=part)
        assert len(titles(app)) == 1
        assert said in words(app), part
        assert figures(app), part
        assert "Download CSV" in {each.label for each in app.get("download_button")}
        for unsaid in ("None", "nan", "NaN", "Traceback"):
            assert unsaid not in words(app) + drawings(app), part


def test_a_part_that_does_not_exist_is_the_first_one(cost: Opened) -> None:
    app = cost(part="<script>", area="nowhere", provider="nobody")
    assert HEADERS["level"] in words(app)
    assert labelled(app.selectbox, "Provider").value is None


def test_a_model_a_provider_and_a_service_are_picked_by_the_address(cost: Opened) -> None:
    whole, part = cost(part="month"), cost(part="month", words="FRAUD scorer", provider="AWS")
    assert "llm-assistant-support" in drawings(whole)
    assert "llm-assistant-support" not in drawings(part)
    assert "fraud-scorer" in drawings(part)
    assert titles(whole) != titles(part)
    assert "of it is on models verified" in titles(part)[0]


@pytest.mark.parametrize("part", PARTS)
def test_the_address_picks_a_mark_and_the_file_has_the_rows_that_are_seen(
    cost: Opened, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    files: list[bytes] = []

    def hand_out(_label: str, data: Callable[[], bytes], **_options: object) -> bool:
        files.append(data())
        return False

    monkeypatch.setattr(streamlit, "download_button", hand_out)
    mark = next(each for each in marks_drawn(cost(part=part)) if each)
    whole = rows_of(files[0])
    files.clear()
    app = cost(part=part, mark=mark)
    assert labelled(app.selectbox, "In the table").value == mark
    seen = re.search(r"Only .+: (\d+) of (\d+) row", words(app))
    assert seen
    kept = rows_of(files[0])
    assert (len(kept), len(whole)) == (int(seen[1]), int(seen[2]))
    assert 0 < len(kept) < len(whole)
    assert [row for row in whole if row in kept] == kept
    assert all(row[0] in drawings(app) for row in kept)
    files.clear()
    labelled(app.button, "Show all").click().run()
    assert "mark" not in app.query_params
    assert rows_of(files[0]) == whole


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]


def marks_drawn(app: AppTest) -> Iterator[str]:
    """Yield the keys of the marks that the figures of a page have."""
    for figure in figures(app):
        for trace in figure["data"]:
            yield from trace.get("ids", [])[1:] or [key for _, key in trace.get("customdata", ())]


def test_a_mark_that_no_figure_has_leaves_all_rows(cost: Opened) -> None:
    app = cost(part="plan", mark="<script>")
    assert "Only " not in words(app)
    assert labelled(app.selectbox, "In the table").value == ""


def test_turning_to_another_part_lets_the_mark_go(cost: Opened) -> None:
    app = cost(part="month", mark="fraud-scorer")
    labelled(app.selectbox, "In the table").select("rental-price").run()
    assert app.query_params["mark"] == "rental-price"
    [by] = [each for each in app.get("button_group") if each.label == "By"]
    by.set_value("provider").run()
    assert app.query_params["by"] == "provider"
    assert "mark" not in app.query_params


def test_the_months_are_told_apart_as_the_address_says(cost: Opened) -> None:
    for by, said in {
        "model": "llm-assistant-support (",
        "provider": "AWS (",
        "service": "Managed inference (",
        "level": "was on models verified at 3 Working or higher in all areas from",
    }.items():
        assert said in words(cost(part="month", by=by)), by
    assert "or higher in Ownership from" in words(cost(part="month", by="level", area="ownership"))


def test_an_area_names_its_models(cost: Opened) -> None:
    app = cost(area="ownership")
    assert "Models by what they cost, with their level in Ownership" in words(app)
    labelled(app.selectbox, "Area").select("").run()
    assert "Models by what they cost" not in words(app)
    assert "area" not in app.query_params


def test_what_fits_nothing_says_so_in_every_part(cost: Opened) -> None:
    for part in PARTS:
        app = cost(part=part, words="no such model")
        assert titles(app) == [NOTHING_PICKED]
        assert not app.error


def test_a_provider_tells_that_plans_are_of_whole_models(cost: Opened) -> None:
    assert "Known for whole models only" in words(cost(part="plan", provider="AWS"))
    assert "Known for whole models only" not in words(cost(part="plan"))
    assert "The plan line is of whole models" in words(cost(part="month", provider="AWS"))
    assert "The plan line leaves out models without a plan: in" in words(cost(part="month"))


def test_a_home_without_a_bill_says_that_cost_is_unknown(opened: Opened, tmp_path: Path) -> None:
    home, config = bare_home(tmp_path)
    app = opened("cost", home, config=config).run()
    assert titles(app) == [UNKNOWN_COST]
    assert not figures(app)
    assert not app.error
