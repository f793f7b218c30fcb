"""The hostile source in a real browser: nothing of it runs, loads or leads anywhere."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import Visit, served, visit
from hostile_home import CONFIG, TEXTS, hostile_home
from playwright.sync_api import Browser, expect

from app.pages import discover


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("hostile-served")
    (folder / "settings.toml").write_text(CONFIG, encoding="utf-8")
    home = hostile_home(tmp_path_factory)
    with served(folder, "--config=settings.toml", f"--home={home}") as url:
        yield url


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Visit]:
    with visit(browser, server) as opened:
        opened.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        yield opened
        assert opened.complaints == []
        assert opened.strangers() == []
        links = opened.page.locator("a[href^='javascript:' i], a[href*='evil.example']")
        assert links.count() == 0


PLACES = {
    **{page.name: f"/{page.name}" for page in discover() if page.order},
    "scorecard": "/",
    **{f"model {name}": f"/models?model={quote(TEXTS[name])}" for name in ("html", "markdown")},
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_no_place_runs_or_loads_what_a_source_wrote(visitor: Visit, place: str) -> None:
    visitor.open(place)
    assert visitor.page.locator("img[src='x'], img[src*='evil.example']").count() == 0


def test_the_models_are_read_as_they_are_written(visitor: Visit) -> None:
    visitor.open("/models")
    for text in ("html", "formula", "markdown", "sql"):
        expect(visitor.page.get_by_text(TEXTS[text]).first).to_be_visible()
