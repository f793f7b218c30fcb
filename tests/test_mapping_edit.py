"""A rule added to a mapping file: it says that much more, and every line that stood there stays."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mapping import MappingFile
from connectors.mapping.editing import NewRule, pasted, with_rules
from data.errors import Refused, SettingsError

SOURCE = MappingFile(name="names", path=Path("mapping.yaml"))
RULE = NewRule("cost", "resource", 'gpu: "7" # not a comment', "bill")
WRITTEN = '{kind: cost, field: resource, value: "gpu: \\"7\\" # not a comment", source: "bill"}'
BLOCK = """\
# Ours, with care.
models:
  - model: churn   # the first
    team: growth
    selectors:
      - {kind: cost, field: account, value: "000777"}
      # one more to come
  - {model: price, tier: 3}
  - model: risk
    owner: ada@example.com

# What is shared.
shared: []
"""


def added(text: str, model: str) -> str:
    return with_rules(SOURCE, text, model, [RULE])


def test_it_goes_below_the_rules_that_a_model_has() -> None:
    line = '      - {kind: cost, field: account, value: "000777"}\n'
    assert added(BLOCK, "churn") == BLOCK.replace(line, f"{line}      - {WRITTEN}\n")


def test_a_model_on_one_line_gets_its_rules_there() -> None:
    new = f"{{model: price, tier: 3, selectors: [{WRITTEN}]}}"
    assert added(BLOCK, "price") == BLOCK.replace("{model: price, tier: 3}", new)


def test_a_model_without_rules_gets_its_first() -> None:
    line = "    owner: ada@example.com\n"
    new = f"{line}    selectors:\n      - {WRITTEN}\n"
    assert added(BLOCK, "risk") == BLOCK.replace(line, new)


def test_a_model_that_is_not_there_is_added_as_the_last() -> None:
    line = "    owner: ada@example.com\n"
    new = f'{line}  - model: "new one"\n    selectors:\n      - {WRITTEN}\n'
    assert added(BLOCK, "new one") == BLOCK.replace(line, new)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "shared: []", "# no end of line"])
def test_a_file_without_models_gets_them_at_its_end(text: str) -> None:
    made = added(text, "churn")
    assert made.startswith(text)
    assert SOURCE.declared(made).models[0].selectors[0].value == RULE.value


@pytest.mark.parametrize(
    "text",
    [
        "models: [{model: churn}]",
        "models:\n- model: churn\n  selectors: [{kind: cost, field: sku, value: a},]\n",
        "models:\n- model: churn\n  selectors:\n  - kind: cost\n    field: sku\n    value: a",
        "models:\n- selectors:\n  - kind: cost\n    field: sku\n    value: a\n  model: churn\n",
    ],
)
def test_other_forms_of_yaml_are_kept(text: str) -> None:
    before, after = SOURCE.declared(text), SOURCE.declared(added(text, "churn"))
    assert after.models[0].selectors[:-1] == before.models[0].selectors
    assert after.models[0].selectors[-1].value == RULE.value


@pytest.mark.parametrize("text", ["models: []\n", "models:\n  - model: churn\n    selectors: []\n"])
def test_what_cannot_be_added_to_without_changing_a_line_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="add the lines by hand"):
        added(text, "churn")


def test_a_rule_that_another_excludes_is_refused_with_its_line() -> None:
    with pytest.raises(SettingsError, match="goes to price, but already to churn: keep one rule"):
        with_rules(SOURCE, added(BLOCK, "price"), "churn", [RULE])


def test_what_is_to_be_pasted_says_the_same() -> None:
    lines = "models:\n" + pasted("churn", [RULE])
    assert SOURCE.declared(lines) == SOURCE.declared(added("", "churn"))


@given(
    model=st.text(min_size=1, max_size=30).filter(lambda text: text.strip() == text != ""),
    value=st.text(min_size=1, max_size=30).filter(lambda text: text.strip() == text != ""),
)
def test_whatever_a_thing_is_called_it_is_added_as_it_is_or_not_at_all(
    model: str, value: str
) -> None:
    rule = NewRule("incident", "service", value, "pager")
    try:
        made = with_rules(SOURCE, BLOCK, model, [rule])
    except (Refused, SettingsError):
        return
    entry = next(each for each in SOURCE.declared(made).models if each.model == model)
    assert entry.selectors[-1].value == value
    kept = iter(made.splitlines())
    assert all(line in kept for line in BLOCK.splitlines() if "price" not in line)
