"""The navigation: three groups of pages, each for other readers, told apart by a rule."""

import re
from itertools import groupby
from pathlib import Path

from app.pages import SECTIONS, discover

STYLE = Path(__file__).parents[1] / "app" / "ui" / "page.css"


def test_the_pages_of_one_section_stand_together_in_the_order_of_the_sections() -> None:
    assert tuple(section for section, _ in groupby(page.section for page in discover())) == SECTIONS


def test_a_rule_stands_before_the_first_page_of_every_section_but_the_first() -> None:
    first = {
        section: next(pages).name
        for section, pages in groupby(discover(), lambda page: page.section)
    }
    style = STYLE.read_text(encoding="utf-8")
    parted = re.findall(r'rc-overflow-item:has\(> \* > \* a\[href\$="/(\w+)"\]\)', style)
    assert parted == [first[section] for section in SECTIONS[1:]]
