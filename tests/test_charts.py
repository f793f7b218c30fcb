"""The drawings: well formed, escaped, said in words, and told without colour."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import pytest
import scorecards

from app import charts
from app.charts import findings
from app.charts import plan as plan_charts
from app.charts.bars import integrity_bar, spend_bar
from app.charts.markup import COLOURS, anchor, esc, mark, verdict
from app.charts.rule import legend, rule, small_rule
from app.charts.timeline import timeline
from app.planning import outcome_of
from app.text import Group
from app.views.answer_verdict import AnswerVerdict
from app.views.finding import finding_view
from app.views.model import model_view
from app.views.models import models_view
from app.views.parts import VerdictMark, level_mark
from app.views.plan_actions import action_view, actions_view
from app.views.plan_outcome import outcome_view
from app.views.resting import resting_views
from app.views.scorecard import scorecard_view
from app.views.sources import sources_view
from assessments import plan, question_files
from assessments.plan import Targets
from assessments.scorecard import Scorecard

CARDS: tuple[Callable[[], Scorecard], ...] = (
    scorecards.whole,
    scorecards.unknown,
    scorecards.empty,
    scorecards.good,
    scorecards.two_currencies,
    scorecards.hostile,
)
RED = "#B42318"
PROBES = question_files.load().probes


def plan_drawings(card: Scorecard) -> Iterator[str]:
    """Yield the plan of a scorecard with everything in it chosen."""
    made = plan.make(card, Targets(card.money.target_level))
    keys = frozenset(each.action.key for each in made.actions[::2])
    led_to, today = outcome_of(card, made, keys), card.as_of.date()
    yield plan_charts.outcome(outcome_view(card, made, led_to, {}, today))
    shown = actions_view(made, card, led_to, {}, today)
    for page in range(1, shown.pages + 1):
        yield plan_charts.actions(actions_view(made, card, led_to, {}, today, page=page))
    for each in made.actions:
        yield plan_charts.action(action_view(each, card, led_to, None, today))


def drawings(card: Scorecard) -> Iterator[str]:
    """Yield everything that can be drawn of a scorecard."""
    view = scorecard_view(card)
    yield charts.quiet(view)
    yield charts.warnings(view.warnings)
    yield charts.areas(view.areas)
    yield charts.integrity(view.integrity)
    yield charts.contradictions(view.contradictions)
    yield charts.contradictions(view.contradictions, links=True)
    yield charts.spend(view.money)
    yield charts.coverage(view.coverage)
    yield charts.changes(view.changes)
    yield charts.models_table(models_view(card))
    yield charts.sources_table(sources_view(card.sources, card.as_of, card))
    yield from map(charts.resting, resting_views(card, PROBES))
    found = tuple(finding_view(each) for each in card.findings())
    yield charts.findings_table("All", found)
    yield from map(charts.finding, found)
    yield from map(charts.record, found)
    yield charts.answer_verdict(
        AnswerVerdict(VerdictMark("unknown", "unclaimed"), "Said.", (), found)
    )
    yield from plan_drawings(card)
    for model in card.models:
        for story in (scorecards.story(model.facts.model), scorecards.no_story()):
            told = model_view(model, story, card)
            yield charts.facts(told.facts, told.owner)
            yield timeline(told.timeline)
            yield charts.event_list(told.timeline)
            yield findings.sections(told.areas)
            yield charts.cost(told.cost) + charts.allocation(told.allocation)
            yield charts.owners(told.owners) + charts.incidents(told.incidents)
            yield charts.documents(told.documents)


def parsed(html: str) -> ET.Element:
    """Return a drawing as a tree; all that we draw is also well-formed XML."""
    return ET.fromstring(f"<div>{html}</div>")  # noqa: S314  our own text


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.__name__)
def test_every_drawing_is_well_formed_and_acts_on_nothing(card: Callable[[], Scorecard]) -> None:
    for html in drawings(card()):
        for element in parsed(html).iter():
            assert element.tag not in {"script", "img", "iframe", "style", "link", "b0"}
            assert not [name for name in element.attrib if name.startswith("on")]
            address = element.get("href", "#")
            assert address.startswith(("#", "https://", "http://"))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.__name__)
def test_every_svg_is_said_in_words_or_stands_beside_them(card: Callable[[], Scorecard]) -> None:
    for html in drawings(card()):
        tree = parsed(html)
        nested = {inner for outer in tree.iter("svg") for inner in outer.iter("svg")} - {
            outer for outer in tree.iter("svg") if outer.get("role") or outer.get("aria-hidden")
        }
        for svg in set(tree.iter("svg")) - nested:
            assert svg.get("aria-hidden") == "true" or svg.get("aria-label"), html[:200]
            assert svg.get("aria-hidden") == "true" or svg.get("role") in {"img", "group"}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.__name__)
def test_no_text_in_a_drawing_is_smaller_than_eleven_pixels_or_scaled(
    card: Callable[[], Scorecard],
) -> None:
    for html in drawings(card()):
        for svg in parsed(html).iter("svg"):
            texts = list(svg.iter("text"))
            assert all(float(each.get("font-size", "0")) >= 11 for each in texts)
            assert not (texts and svg.get("viewBox"))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.__name__)
def test_nothing_is_drawn_outside_its_place(card: Callable[[], Scorecard]) -> None:
    for html in drawings(card()):
        places = re.findall(r' (?:x|x1|x2|cx|width)="(-?[\d.]+)%"', html)
        assert all(0 <= float(place) <= 100.01 for place in places)


def test_what_is_unknown_is_drawn_hatched_and_never_red() -> None:
    view = scorecard_view(scorecards.unknown())
    for area in view.areas:
        drawn = rule(area.mark)
        assert RED not in drawn
        assert "pattern" in drawn
        assert 'role="img"' in drawn
    assert "g-contradicted" not in charts.areas(view.areas)


def test_a_table_names_itself_and_its_columns_and_rows() -> None:
    tree = parsed(charts.models_table(models_view(scorecards.whole())))
    table = tree.find("table")
    assert table is not None
    caption = table.find("caption")
    assert caption is not None
    assert caption.text == "5 of 8 production models have a contradicted claim"
    heads = table.findall("thead/tr/th")
    assert {each.get("scope") for each in heads} == {"col"}
    rows = table.findall("tbody/tr")
    assert {row[0].get("scope") for row in rows} == {"row"}
    assert {len(row) for row in rows} == {len(heads)}
    assert ["opt" in (each.get("class") or "") for each in heads] == next(
        ["opt" in (each.get("class") or "") for each in row] for row in rows
    )


def test_each_verdict_group_has_a_shape_of_its_own_beside_its_word() -> None:
    groups: tuple[Group, ...] = ("confirmed", "contradicted", "unproven", "unknown")
    assert len({mark(group) for group in groups}) == len(groups)
    for group in groups:
        tree = parsed(verdict(VerdictMark(group, "a word")))
        assert "".join(tree.itertext()) == "a word"
    assert set(COLOURS) == set(groups)


def test_each_colour_is_a_variable_with_a_fallback_that_prints() -> None:
    for html in drawings(scorecards.whole()):
        for used in re.findall(r"var\(([^)]*)\)", html):
            assert re.fullmatch(r"--c-[a-z0-9]+,#[0-9A-F]{6}", used)


def test_confirmed_unproven_and_contradicted_differ_without_colour() -> None:
    view = scorecard_view(scorecards.whole()).integrity
    drawn = integrity_bar(view.sentence, view.parts)
    fills = re.findall(r'fill="url\(#([a-z]+)k', drawn)
    assert fills == ["unproven", "contradicted"]
    assert drawn.count("<title>") == 3


def test_the_rule_tells_claim_from_evidence() -> None:
    beyond = rule(level_mark("a", "Area", 2, (2, 2), 4, known=True))
    assert COLOURS["contradicted"] in beyond
    assert 'aria-label="Area: verified 2 Recorded, claimed 4 Measured"' in beyond
    equal = rule(level_mark("a", "Area", 3, (3, 3), 3, known=True))
    assert COLOURS["contradicted"] not in equal
    assert re.findall(r'<circle cx="([\d.]+)%" cy="14" r="([\d.]+)"', equal) == [
        ("50.00", "10.5"),
        ("50.00", "7.0"),
    ]
    within = small_rule(level_mark("a", "Area", None, (1, 4), 4, known=True))
    assert "stroke-dasharray" in within
    assert COLOURS["contradicted"] not in within


def test_the_legend_names_every_mark() -> None:
    said = "".join(parsed(legend()).itertext())
    for word in ("verified", "claimed", "band", "unknown", "3 Working"):
        assert word in said


def test_a_spend_bar_says_every_part_with_its_money_and_models() -> None:
    row = scorecard_view(scorecards.whole()).money.rows[0]
    tree = parsed(spend_bar(row))
    assert [each.text for each in tree.iter("title")] == [
        "4 Measured, $135k ($135,012.62), 2 models",
        "3 Working, $52.4k ($52,430.82), 2 models",
        "2 Recorded, $31.2k ($31,204.55), 1 model",
        "1 Absent, $22.1k ($22,060.40), 2 models",
        "no production model, $21.7k ($21,702.00)",
    ]
    svg = tree.find("svg")
    assert svg is not None
    assert svg.get("aria-label") == row.sentence


def test_an_event_on_the_time_axis_can_be_picked_and_says_itself() -> None:
    card = scorecards.whole()
    told = model_view(card.models[3], scorecards.story(), card)
    tree = parsed(timeline(told.timeline))
    events = [each for each in tree.iter("g") if each.get("data-k")]
    assert len(events) == sum(len(lane.events) for lane in told.timeline.lanes)
    for event in events:
        title = event.find("title")
        assert title is not None
        assert title.text == event.get("aria-label")


def test_what_cannot_be_printed_is_replaced_and_markup_is_text() -> None:
    assert esc("a\x00b\x1b\ud800") == "a\ufffdb\ufffd?"
    assert esc("<b>\"&'</b>") == "&lt;b&gt;&quot;&amp;&#x27;&lt;/b&gt;"


def test_an_anchor_is_a_plain_id_whatever_the_key_holds() -> None:
    assert re.fullmatch(r"k[0-9a-f]{12}", anchor(scorecards.HOSTILE))
    assert anchor("O1|a") != anchor("O1|b")


def test_a_button_on_a_page_is_a_link_in_a_file() -> None:
    view = scorecard_view(scorecards.whole()).contradictions
    key = view.rows[1].key
    assert f'data-k="{key}"' in charts.contradictions(view)
    linked = charts.contradictions(view, links=True)
    assert f'href="#{anchor(key)}"' in linked
    assert "<button" not in linked


def test_views_charts_and_exports_need_neither_streamlit_nor_plotly() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('streamlit', 'plotly', 'pandas')));"
        "import app.charts, app.exports, app.views.report, app.views.model, app.views.assessment;"
        "print(sorted(app.exports.discover()))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['html', 'json']"
