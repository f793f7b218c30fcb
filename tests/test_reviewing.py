"""What found no model, and a rule that a person accepts: written, read anew, undone, or refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from opened_pages import drawings, errors, opening, press, titles, words
from review_home import MAPPING, SETTINGS, review_home
from streamlit.testing.v1 import AppTest

from app.config import load
from app.context import Context
from app.ui import unmatched as ui
from app.views.review import key_of, review_view
from assessments.unmatched import Near, Selects, Thing, near
from connectors.mapping import MappingFile
from connectors.mapping.editing import with_rules
from data.errors import Busy, Conflict, Refused, SettingsError, StorageError

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    review_home(tmp_path)
    return tmp_path


@pytest.fixture
def context(folder: Path) -> Iterator[Context]:
    with Context(load(folder / "settings.toml")) as made:
        yield made


@pytest.fixture
def ada(context: Context) -> str:
    return context.people.join("Ada", "platform", "").id


def gpu(context: Context) -> Thing:
    return next(each for each in context.reviewing.things() if each.what == "churn-scorer-gpu")


def seen(context: Context) -> str | None:
    mapping = context.reviewing.mapping()
    return None if mapping is None else mapping.sha256


def cost_of(context: Context, model: str) -> dict[str, Decimal] | None:
    card = context.scorecard()
    found = next((each for each in card.models if each.facts.model == model), None)
    return None if found is None else dict(found.facts.effective_cost or {})


# What is told


def test_several_incidents_under_one_name_are_counted_as_such() -> None:
    def incidents(what: str, rows: int) -> Thing:
        return Thing("incident", what, "incidents", Decimal(rows), rows, "pager", ())

    def titles_of(*things: Thing) -> list[str]:
        return [each.title for each in review_view(things, (), None, NOW).sections]

    assert titles_of(incidents("cards", 2), incidents("mail", 1))[1] == (
        "Incidents of no model: 3, under 2 names"
    )
    assert titles_of(incidents("cards", 1))[1] == "Incidents of no model: 1"


def test_in_the_demo_it_says_what_a_home_of_ones_own_would_do() -> None:
    view = review_view((), (), None, NOW, simulated=True)
    assert not view.may_accept
    assert view.why_not == (
        "This is simulated data: nothing can be accepted here. In a home of your own, a click "
        "beside a name writes into the mapping file which model it belongs to, and all history "
        "follows. Open a name to see what would be written."
    )


# What is suggested


def test_what_found_no_model_comes_with_what_a_rule_would_select_it_by(context: Context) -> None:
    assert [(each.what, each.amount, each.rules) for each in context.reviewing.things()] == [
        ("churn-scorer-gpu", Decimal("120.5"), (Selects("cost", "resource", "churn-scorer-gpu"),)),
        ("zebra", Decimal(30), (Selects("cost", "resource", "zebra"),)),
    ]


def test_names_that_are_alike_are_suggested_and_others_are_not(context: Context) -> None:
    found = context.reviewing.near(context.reviewing.things())
    assert {thing.what: names for thing, names in found.items()} == {
        "churn-scorer-gpu": (Near("churn-scorer", "churn-scorer"),),
        "zebra": (),
    }


def test_the_nearest_three_models_are_told_the_nearest_first() -> None:
    names = {name: name.upper() for name in ("churn-a", "churn-b", "churn-ab", "churn", "fraud")}
    assert [each.model for each in near("churn_b", names)] == ["CHURN-B", "CHURN-AB", "CHURN"]


# What is accepted


def test_what_is_accepted_is_written_read_anew_and_counts_in_all_history(
    context: Context, folder: Path, ada: str
) -> None:
    context.reviewing.accept(gpu(context), "churn-scorer", seen(context), ada)
    rule = '{kind: cost, field: resource, value: "churn-scorer-gpu", source: "bill"}'
    assert (folder / "mapping.yaml").read_text("utf-8") == MAPPING.replace(
        "tier: 1}", f"tier: 1, selectors: [{rule}]}}"
    )
    assert [each.what for each in context.reviewing.things()] == ["zebra"]
    assert cost_of(context, "churn-scorer") in (None, {"USD": Decimal("120.5")})
    [last] = context._store.audit_entries(1)
    assert (last.who, last.what, last.subject, last.detail) == (
        "Ada", "gave to a model", "churn-scorer-gpu", "churn-scorer",
    )  # fmt: skip


def test_what_was_accepted_can_be_undone_to_the_byte(
    context: Context, folder: Path, ada: str
) -> None:
    context.reviewing.accept(gpu(context), "churn-scorer", seen(context), ada)
    context.reviewing.undo(ada)
    assert (folder / "mapping.yaml").read_text("utf-8") == MAPPING
    assert len(context.reviewing.things()) == 2
    assert context.reviewing.last() is None


def test_a_file_that_was_changed_since_is_never_overwritten(
    context: Context, folder: Path, ada: str
) -> None:
    old = seen(context)
    changed = f"{MAPPING}# A colleague was here.\n"
    (folder / "mapping.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(Conflict, match="nothing was overwritten"):
        context.reviewing.accept(gpu(context), "churn-scorer", old, ada)
    assert (folder / "mapping.yaml").read_text("utf-8") == changed


def test_while_another_sync_runs_it_is_written_and_can_be_undone(
    context: Context, folder: Path, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Busy("Another process is syncing: wait for it.")

    with monkeypatch.context() as patched:
        patched.setattr(context.syncing, "run", busy)
        with pytest.raises(Busy):
            context.reviewing.accept(gpu(context), "churn-scorer", seen(context), ada)
    assert "churn-scorer-gpu" in (folder / "mapping.yaml").read_text("utf-8")
    assert [each.what for each in context._store.audit_entries(1)] == ["gave to a model"]
    context.reviewing.undo(ada)
    assert (folder / "mapping.yaml").read_text("utf-8") == MAPPING


def test_of_two_clicks_at_once_the_second_overwrites_nothing(
    context: Context, folder: Path, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*given: Any) -> str:
        (folder / "mapping.yaml").write_text(f"{MAPPING}# first\n", encoding="utf-8")
        return with_rules(*given)

    monkeypatch.setattr("app.reviewing.with_rules", meanwhile)
    with pytest.raises(Conflict, match="nothing was overwritten"):
        context.reviewing.accept(gpu(context), "churn-scorer", seen(context), ada)
    assert (folder / "mapping.yaml").read_text("utf-8") == f"{MAPPING}# first\n"


def test_what_was_changed_after_it_was_accepted_is_not_undone(
    context: Context, folder: Path, ada: str
) -> None:
    context.reviewing.accept(gpu(context), "churn-scorer", seen(context), ada)
    with (folder / "mapping.yaml").open("a", encoding="utf-8") as file:
        file.write("# more\n")
    assert context.reviewing.last() is None
    with pytest.raises(Refused, match="changed since"):
        context.reviewing.undo(ada)


def test_who_is_not_known_or_names_no_model_is_refused(
    context: Context, folder: Path, ada: str
) -> None:
    for model, by in (("churn-scorer", "nobody"), ("no-such-model", ada)):
        with pytest.raises(Refused):
            context.reviewing.accept(gpu(context), model, seen(context), by)
    assert (folder / "mapping.yaml").read_text("utf-8") == MAPPING


def test_a_file_that_does_not_hold_is_told_with_its_line_and_left_alone(
    context: Context, folder: Path, ada: str
) -> None:
    broken = f"{MAPPING}  - {{model: x, teem: y}}\n"
    (folder / "mapping.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mapping.yaml:6: .*did you mean 'team'"):
        context.reviewing.accept(gpu(context), "churn-scorer", seen(context), ada)
    assert (folder / "mapping.yaml").read_text("utf-8") == broken


def test_a_folder_that_cannot_be_written_leaves_the_file_as_it_was(
    context: Context, folder: Path, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match=r"No space left on device.*paste the lines by hand"):
        context.reviewing.accept(gpu(context), "churn-scorer", seen(context), ada)
    assert (folder / "mapping.yaml").read_text("utf-8") == MAPPING
    assert sorted(path.name for path in folder.glob("*mapping*")) == ["mapping.yaml"]


def test_the_lines_to_paste_say_what_accepting_writes(context: Context) -> None:
    lines = "models:\n" + context.reviewing.lines(gpu(context), "churn-scorer")
    declared = MappingFile(name="names", path=Path("m.yaml")).declared(lines)
    assert declared.models[0].selectors[0].selects == (
        "cost", "resource", "churn-scorer-gpu", "bill",
    )  # fmt: skip


# The page


@pytest.fixture
def page(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AppTest]:
    for opened in opening(monkeypatch, tmp_path_factory):
        app = opened("review", folder / ".mlops-scorecard")
        monkeypatch.setenv("MLOPS_SCORECARD_CONFIG", str(folder / "settings.toml"))
        yield app


def clicked(app: AppTest, context: Context) -> AppTest:
    """Click “Accept” beside the suggestion, as a drawing tells it."""
    if ui._SEEN not in app.session_state:
        app.run()
    app.session_state[ui._GIVEN] = (key_of(gpu(context)), "churn-scorer")
    return app.run()


def test_the_page_tells_what_found_no_model_and_what_its_name_is_like(page: AppTest) -> None:
    page.run()
    assert titles(page) == ["In all that was read, no model is known for $151 of AI cost"]
    shown = drawings(page)
    assert "churn-scorer-gpu" in shown
    assert "cost by resource" in shown
    assert "80 % of all" in shown
    assert "Accept" in shown


def test_one_click_accepts_and_another_takes_it_back(
    page: AppTest, context: Context, ada: str, folder: Path
) -> None:
    page.query_params["who"] = ada
    clicked(page, context)
    assert titles(page) == ["In all that was read, no model is known for $30 of AI cost"]
    assert "churn-scorer-gpu belongs to churn-scorer from now on" in " ".join(
        each.value.replace("\\", "") for each in page.success
    )
    label = next(each.label for each in page.button if "Undo" in each.label)
    press(page, label)
    assert (folder / "mapping.yaml").read_text("utf-8") == MAPPING
    assert titles(page) == ["In all that was read, no model is known for $151 of AI cost"]


def test_a_click_on_a_page_that_showed_an_older_file_overwrites_nothing(
    page: AppTest, context: Context, ada: str, folder: Path
) -> None:
    page.query_params["who"] = ada
    page.run()
    changed = f"{MAPPING}# A colleague was here.\n"
    (folder / "mapping.yaml").write_text(changed, encoding="utf-8")
    clicked(page, context)
    assert "nothing was overwritten: look again" in " ".join(errors(page))
    assert (folder / "mapping.yaml").read_text("utf-8") == changed
    clicked(page, context)
    assert not page.error
    assert "churn-scorer-gpu" in (folder / "mapping.yaml").read_text("utf-8")


def test_nobody_accepts_without_saying_who_they_are(
    page: AppTest, context: Context, folder: Path
) -> None:
    clicked(page, context)
    assert [each.value for each in page.warning] == ["Say who you are first, then accept."]
    assert (folder / "mapping.yaml").read_text("utf-8") == MAPPING


def test_without_a_mapping_file_the_page_says_how_to_connect_one(
    page: AppTest, folder: Path
) -> None:
    (folder / "settings.toml").write_text(SETTINGS.split("\n\n")[1], encoding="utf-8")
    page.run()
    assert 'add `[sources.names]` with `kind = "mapping"`' in words(page)
    assert "Accept" not in drawings(page)


def test_what_is_found_by_its_name_stands_in_the_address(page: AppTest) -> None:
    page.query_params["find"] = "zeb"
    page.run()
    assert "zebra" in drawings(page)
    assert "churn-scorer-gpu" not in drawings(page)
