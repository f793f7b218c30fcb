"""The laws of allocation (docs/method.md) through the real relations.

Every charge goes to models and to `(unallocated)` in parts that add up to it, to the last decimal
and in its own currency, whatever rules are declared over it; and no name is matched by likeness.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from worlds import World

from assessments.unmatched import near, things

COST = ["from cost"]
RESOURCES, ACCOUNTS, SOURCES = ("gpu", "cpu", "store"), ("a1", "a2"), ("bill", "cloud")
VALUES = {"resource": RESOURCES, "account": ACCOUNTS}
MODELS = tuple(f"model-{number}" for number in range(4))
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=12, allow_nan=False)
WHOLE = 10**18


def target(field: str) -> st.SearchStrategy[tuple[str, str, str | None]]:
    """What a rule looks at: a field, its value, and maybe the source."""
    sources = st.sampled_from((*SOURCES, None))
    return st.tuples(st.just(field), st.sampled_from(VALUES[field]), sources)


TARGETS = st.one_of(*map(target, VALUES))


@st.composite
def shares(draw: st.DrawFn) -> dict[str, Decimal]:
    """Draw the shares of up to four models, of 18 decimals, that sum to 1, to less or to more."""
    size = draw(st.sampled_from([WHOLE, WHOLE, WHOLE // 3, WHOLE + WHOLE // 7]))
    names = draw(st.lists(st.sampled_from(MODELS), min_size=1, max_size=4, unique=True))
    cuts = draw(
        st.lists(
            st.integers(1, size - 1),
            min_size=len(names) - 1, max_size=len(names) - 1, unique=True,
        )
    )  # fmt: skip
    parts = [Decimal(b - a).scaleb(-18) for a, b in pairwise([0, *sorted(cuts), size])]
    assume(all(part <= 1 for part in parts))
    return dict(zip(names, parts, strict=True))


RULES = st.dictionaries(TARGETS, shares(), max_size=6)
"""By what they look at: whom it is given to, and by which share."""
CHARGES = st.lists(
    st.fixed_dictionaries(
        {
            "billed_cost": AMOUNTS,
            "effective_cost": AMOUNTS,
            "currency": st.sampled_from(["USD", "EUR"]),
            "resource": st.sampled_from((*RESOURCES, None)),
            "account": st.sampled_from((*ACCOUNTS, None)),
            "source": st.sampled_from(SOURCES),
        }
    ),
    min_size=1,
    max_size=8,
)


def allocated(
    charges: Sequence[Mapping[str, Any]], rules: Mapping[Any, Mapping[str, Decimal]]
) -> list[dict[str, Any]]:
    """The parts of each charge, with its number as `sku`."""
    selectors = [
        {
            "kind": "cost", "field": field, "value": value, "in_source": source, "model": model,
            "share": f"{share:f}", "rule": "line", "source": "mapping",
        }
        for (field, value, source), parts in rules.items()
        for model, share in parts.items()
    ]  # fmt: skip
    numbered = [
        {
            name: f"{value:f}" if isinstance(value, Decimal) else value
            for name, value in each.items()
        }
        | {"sku": str(number)}
        for number, each in enumerate(charges)
    ]
    with World({"cost_daily": numbered, "selector": selectors}, COST) as world:
        return world.rows("select * from cost", {})


@settings(max_examples=40, deadline=None)
@given(charges=CHARGES, rules=RULES)
def test_whatever_is_declared_the_parts_of_a_charge_are_the_charge(
    charges: list[dict[str, Any]], rules: dict[Any, dict[str, Decimal]]
) -> None:
    parts = defaultdict(list)
    for part in allocated(charges, rules):
        parts[int(part["sku"])].append(part)
    assert sorted(parts) == list(range(len(charges)))
    for number, charge in enumerate(charges):
        own = parts[number]
        assert {part["currency"] for part in own} == {charge["currency"]}
        for column in ("billed_cost", "effective_cost"):
            assert sum(part[column] for part in own) == charge[column]
            assert all(abs(part[column]) <= abs(charge[column]) for part in own)
            assert all(part[column] * charge[column] >= 0 for part in own)
        assert sum(part["share"] for part in own) == 1
        assert len({part["model"] for part in own}) == len(own)


@settings(max_examples=25, deadline=None)
@given(charges=CHARGES, rules=RULES)
def test_no_currency_gains_or_loses_by_allocation(
    charges: list[dict[str, Any]], rules: dict[Any, dict[str, Decimal]]
) -> None:
    before: dict[str, Decimal] = defaultdict(Decimal)
    after: dict[str, Decimal] = defaultdict(Decimal)
    for charge in charges:
        before[charge["currency"]] += charge["effective_cost"]
    for part in allocated(charges, rules):
        after[part["currency"]] += part["effective_cost"]
    assert after == before


@settings(max_examples=25, deadline=None)
@given(charges=CHARGES, rule=TARGETS)
def test_a_charge_goes_whole_to_the_model_whose_rule_alone_names_it(
    charges: list[dict[str, Any]], rule: tuple[str, str, str | None]
) -> None:
    field, value, source = rule
    for part in allocated(charges, {rule: {"model-0": Decimal(1)}}):
        charge = charges[int(part["sku"])]
        named = charge[field] == value and source in {None, charge["source"]}
        assert part["model"] == ("model-0" if named else "(unallocated)")
        assert part["effective_cost"] == charge["effective_cost"]


WORDS = st.text(alphabet="abc", min_size=2, max_size=5)


@settings(max_examples=40, deadline=None)
@given(model=st.lists(WORDS, min_size=1, max_size=3).map("-".join), data=st.data())
def test_a_near_name_is_suggested_and_never_matched(model: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(model)))
    letter = data.draw(st.sampled_from(["x", "-x", "-gpu", "2"]))
    like = model[:at] + letter + model[at:]
    assume(get_close_matches(like, [model], cutoff=0.7))
    assume(like.strip("-").replace("--", "-") != model)
    charge = {"resource": like, "service": like, "account": like, "tags": {"model": like}}
    landed = {
        "model": [{"model": model}],
        "cost_daily": [{**charge, "source": "bill"}],
        "incident": [{"incident": "1", "service": like, "model": like, "opened_at": "2026-11-01"}],
        "identity": [{"external_id": like, "name": like, "model": like}],
    }
    with World(landed) as world:
        found = world.rows("select distinct kind, model from match order by kind", {})
        left = things(world.rows)
    assert found == [
        {"kind": kind, "model": "(unallocated)"} for kind in ("cost", "endpoint", "incident")
    ]
    assert {each.kind for each in left} == {"cost", "incident", "endpoint"}
    for each in left:
        assert [suggested.model for suggested in near(each.what, {model: model})] == [model]
