"""Connectors that installed packages offer: found by entry point, and none stops another."""

import sys
from collections.abc import Callable
from importlib import invalidate_caches
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.config import load
from connectors.base import GROUP, Broken, broken, discover
from data.errors import SettingsError

Install = Callable[..., None]
WELL = '''
from datetime import date
from connectors.base import Connector, Verified


class Made(Connector):
    """Things of one shelf."""

    kind = "{kind}"
    title = "Shelf"
    brings = {brings}
    reads = never_reads = least_privilege = limits = "Nothing."
    verified = Verified("files", "shelf 1", date(2026, 11, 26))

    def read(self, reading):
        return iter(())

    def check(self, reading):
        return "a shelf"
'''


def well(kind: str = "shelf", brings: tuple[str, ...] = ("identity",)) -> str:
    return WELL.format(kind=kind, brings=brings)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a package where Python finds it, as an installer would."""
    folder = tmp_path / "installed"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)

    def done(package: str, code: str, *, kind: str = "shelf", points: str | None = None) -> None:
        module = package.replace("-", "_")
        (folder / f"{module}.py").write_text(code, encoding="utf-8")
        info = folder / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        offered = f"[{GROUP}]\n{kind} = {module}:Made\n" if points is None else points
        (info / "entry_points.txt").write_text(offered, encoding="utf-8")
        monkeypatch.delitem(sys.modules, module, raising=False)
        invalidate_caches()

    return done


BUILT_IN = set(discover())


def test_what_a_package_offers_is_found_beside_what_is_built_in(install: Install) -> None:
    install("shelf-connector", well())
    assert set(discover()) == {*BUILT_IN, "shelf"}
    assert discover()["shelf"].title == "Shelf"
    assert broken() == ()


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("import no_such_thing", "cannot be loaded (ModuleNotFoundError: No module named"),
        ("raise RuntimeError('canary')", "cannot be loaded (RuntimeError)"),
        ("raise SystemExit(3)", "cannot be loaded (SystemExit)"),
        ("def broken(:", "cannot be loaded (SyntaxError)"),
        ("Other = 1", "cannot be loaded (AttributeError)"),
        ("Made = 1", "is no Connector"),
        ("class Made: kind = 'shelf'", "is no Connector"),
        (well("other"), "has the kind 'other'"),
        (well().replace("    title =", "    other: int ="), "does not say title"),
        (well().replace("def check", "def checks"), "has no `read` or no `check`"),
        (well(brings=("boards",)), "brings boards, which landing does not know"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_package_and_stops_nothing(
    install: Install, code: str, wrong: str
) -> None:
    install("shelf-connector", code)
    install("rack-connector", well("rack"), kind="rack")
    assert set(discover()) == {*BUILT_IN, "rack"}
    (told,) = broken()
    assert (told.kind, told.package) == ("shelf", "shelf-connector")
    assert wrong in told.wrong
    assert told.wrong.endswith(": upgrade or uninstall shelf-connector")
    assert "canary" not in str(told)


def test_a_built_in_kind_cannot_be_taken(install: Install) -> None:
    before = discover()["mlflow"]
    install("shelf-connector", well("mlflow"), kind="mlflow")
    assert discover()["mlflow"] is before
    wrong = "which is built in: rename or uninstall shelf-connector"
    assert broken() == (Broken("mlflow", "shelf-connector", wrong),)


def test_a_kind_that_two_packages_offer_is_taken_from_neither(install: Install) -> None:
    install("shelf-connector", well())
    install("other-connector", well())
    assert set(discover()) == BUILT_IN
    assert [str(each) for each in broken()] == [
        f"the installed package {one} offers kind 'shelf', and so does {other}: "
        "uninstall one of them"
        for one, other in [
            ("other-connector", "shelf-connector"),
            ("shelf-connector", "other-connector"),
        ]
    ]


def test_a_package_whose_entry_points_are_no_such_file_is_passed_over(install: Install) -> None:
    install("shelf-connector", well(), points=f"[{GROUP}]\nno entry point\n")
    install("rack-connector", well("rack"), kind="rack")
    assert set(discover()) == {*BUILT_IN, "rack"}


def test_settings_that_name_a_broken_kind_are_told_the_package_and_the_mend(
    install: Install, tmp_path: Path
) -> None:
    install("shelf-connector", "Made = 1")
    file = tmp_path / "mlops-scorecard.toml"
    file.write_text('[sources.boards]\nkind = "shelf"\n', encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(file)
    assert str(caught.value) == (
        f"{file}: sources.boards: the installed package shelf-connector offers kind 'shelf', but "
        "shelf_connector:Made is no Connector: upgrade or uninstall shelf-connector"
    )


def test_check_tells_of_a_broken_package_that_no_source_needs(
    install: Install, tmp_path: Path
) -> None:
    install("shelf-connector", "Made = 1")
    file = tmp_path / "mlops-scorecard.toml"
    file.write_text("", encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "--config", str(file)])
    told = (
        "note  shelf-connector  the installed package shelf-connector offers kind 'shelf', but "
        "shelf_connector:Made is no Connector: upgrade or uninstall shelf-connector"
    )
    assert done.output.splitlines()[1:] == [
        told,
        "No source is set: add a [sources.NAME] table, or try serve --demo.",
    ]
    assert done.exit_code == 0
