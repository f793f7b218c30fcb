"""What holds for every kind of connector, found by being in the package."""

import inspect
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args, get_origin

import pytest
from pydantic import ValidationError

from connectors.base import Connector, discover
from data.records import entities

KINDS = discover()
SECRET_WORDS = re.compile(r"token|password|secret|key|credential", re.IGNORECASE)


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def connector(request: pytest.FixtureRequest) -> type[Connector]:
    found: type[Connector] = request.param
    return found


def sentences(connector: type[Connector]) -> Iterator[tuple[str, str]]:
    for name in ("reads", "never_reads", "least_privilege", "limits"):
        yield name, getattr(connector, name)


def test_the_connectors_of_the_first_step_are_there() -> None:
    assert {"mlflow", "pagerduty"} <= KINDS.keys()


def test_its_kind_is_a_word_that_a_settings_file_can_hold(connector: type[Connector]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_-]*", connector.kind)
    assert KINDS[connector.kind] is connector


def test_it_says_in_words_what_it_is_needs_and_never_reads(connector: type[Connector]) -> None:
    assert connector.title.strip() == connector.title != ""
    assert inspect.getdoc(connector) not in (None, inspect.getdoc(Connector))
    for name, text in sentences(connector):
        assert text.endswith("."), f"{name} is a sentence"
        assert text[0].isupper(), f"{name} is a sentence"


def test_it_brings_entities_that_landing_knows(connector: type[Connector]) -> None:
    assert connector.brings
    assert {each.partition(":")[0] for each in connector.brings} <= entities().keys()
    assert len(set(connector.brings)) == len(connector.brings)


def test_every_setting_is_described(connector: type[Connector]) -> None:
    missing = [name for name, field in connector.model_fields.items() if not field.description]
    assert missing == []


def test_a_setting_that_sounds_like_a_secret_only_names_an_environment_variable(
    connector: type[Connector],
) -> None:
    for name, field in connector.model_fields.items():
        if SECRET_WORDS.search(name):
            assert name.endswith("_env"), f"{name} could hold a secret"
            assert str in (field.annotation, *get_args(field.annotation))
            assert "environment variable" in (field.description or "")


def test_a_setting_that_names_a_variable_is_told_as_a_secret(connector: type[Connector]) -> None:
    named = {
        name: get_origin(field.annotation) is Mapping
        for name, field in connector.model_fields.items()
        if name.endswith("_env")
    }
    given = {
        name: {"a.example": name.upper()} if by_host else name.upper()
        for name, by_host in named.items()
    }
    built = connector.model_construct(None, **given)
    assert sorted(built.secrets()) == sorted(name.upper() for name in named)


def test_an_unknown_setting_is_refused(connector: type[Connector]) -> None:
    unknown: dict[str, Any] = {"name": "x", "no_such_setting": 1}
    with pytest.raises(ValidationError) as caught:
        connector.model_validate(unknown)
    kinds = {problem["type"]: problem["loc"] for problem in caught.value.errors()}
    assert kinds["extra_forbidden"] == ("no_such_setting",)


def test_it_reads_and_checks_for_itself(connector: type[Connector]) -> None:
    assert connector.read is not Connector.read
    assert connector.check is not Connector.check


def test_its_settings_cannot_change_after_they_are_made(connector: type[Connector]) -> None:
    assert connector.model_config.get("frozen") is True
    assert connector.model_config.get("extra") == "forbid"


def test_it_says_what_it_was_held_against(connector: type[Connector]) -> None:
    assert connector.verified.against
    assert connector.verified.on >= date(2026, 11, 20)
