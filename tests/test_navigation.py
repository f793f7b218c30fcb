"""The navigation: three groups of pages, each for other readers, in a row and in a menu."""

import re
from itertools import groupby

import pytest
from demo_home import demo_home
from opened_pages import Opened, markup, pick, titles

from app.charts import navigation
from app.charts.navigation import Way
from app.pages import SECTIONS, discover

WAYS = [
    [Way("scorecard", "Scorecard", here=False, first=True)],
    [Way("plan", "Plan <b>", here=True, first=False)],
]


def test_the_pages_of_one_section_stand_together_in_the_order_of_the_sections() -> None:
    assert tuple(section for section, _ in groupby(page.section for page in discover())) == SECTIONS


def test_each_group_is_a_list_and_the_page_that_is_read_is_named_as_such() -> None:
    links = (
        '<ul><li><a href="./" data-k="page:scorecard">Scorecard</a></li></ul>'
        '<ul><li><a href="plan" data-k="page:plan" aria-current="page">Plan &lt;b&gt;</a></li></ul>'
    )
    row, menu = navigation(WAYS).split("</nav>")[:2]
    assert row == f'<nav class="ways" aria-label="Pages">{links}'
    assert menu.startswith(
        '<nav class="menu" aria-label="Pages"><button type="button" popovertarge'
    )
    assert menu.endswith(f'</svg>Plan &lt;b&gt;</button><div id="menu" popover>{links}</div>')


def ways(app: object) -> list[tuple[str, bool]]:
    """Return the pages in the row, and which of them is the one that is read."""
    row = next(each for each in markup(app) if 'class="ways"' in each).partition("</nav>")[0]  # type: ignore[arg-type]
    return [
        (name, bool(current))
        for name, current in re.findall(r'data-k="page:(\w+)"( aria-current="page")?', row)
    ]


def test_every_page_names_itself_and_leads_to_all_others(
    opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = demo_home(tmp_path_factory)
    for page in discover():
        app = opened(page.name, home, demo=True).run()
        found = ways(app)
        assert sorted(name for name, _ in found) == sorted(each.name for each in discover())
        assert [name for name, here in found if here] == [page.name]


def test_a_way_that_is_picked_leads_to_its_page(
    opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = opened("settings", demo_home(tmp_path_factory), demo=True).run()
    assert titles(app) == ["Settings: 1 source connected"]
    pick(app, "page:assessment")
    assert titles(app) == ["Self-assessment"]
    assert [name for name, here in ways(app) if here] == ["assessment"]
