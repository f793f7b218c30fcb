"""The declared mapping: whole rows from the example, and every mistake with its line."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.mapping import MappingFile
from data.errors import SettingsError, Unavailable
from data.reading import Reading
from data.records import Model, Ownership, Record, SeenBy, Selector

EXAMPLE = Path(__file__).parent / "fixtures" / "mapping" / "mapping.yaml"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def no_columns(_: Path) -> Sequence[str]:
    raise AssertionError


def reading(now: datetime = NOW, before: Sequence[Record] = ()) -> Reading:
    return Reading(
        started_at=now,
        previous=lambda wanted: [row for row in before if isinstance(row, wanted)],
        columns=no_columns,
    )


def written(folder: Path, text: str) -> MappingFile:
    (folder / "mapping.yaml").write_text(text, encoding="utf-8")
    return MappingFile(name="declared", path=folder / "mapping.yaml")


def wrong(folder: Path, text: str) -> list[str]:
    """The lines of the error, without the path before the line number."""
    source = written(folder, text)
    with pytest.raises(SettingsError) as caught:
        list(source.read(reading()))
    with pytest.raises(SettingsError):
        source.check(reading())
    return [line.removeprefix(f"{source.path}:") for line in str(caught.value).splitlines()]


def test_the_example_declares_models_owners_and_rules() -> None:
    source = MappingFile(name="declared", path=EXAMPLE, owner_required=True)
    rows = list(source.read(reading()))
    assert source.check(reading()) == "3 models, 2 with an owner, 9 matching rules"
    assert [row for row in rows if isinstance(row, Model)] == [
        Model(
            model="churn-scorer",
            declared=True,
            owner_required=True,
            production=True,
            team="growth",
            tier=1,
            purpose="Ranks customers by the risk that they leave within 90 days.",
        ),
        Model(
            model="support-assistant",
            declared=True,
            owner_required=True,
            production=True,
            team="support",
            tier=2,
        ),
        Model(
            model="price-forecast",
            declared=True,
            owner_required=True,
            production=False,
            team="pricing",
            tier=3,
        ),
    ]
    reviewed = datetime(2026, 10, 1, tzinfo=UTC)
    assert [row for row in rows if isinstance(row, Ownership)] == [
        Ownership(
            model=model,
            role=role,
            person=person,
            from_earliest=None,
            from_latest=NOW,
            until_earliest=NOW,
            seen_by=SeenBy.POLL,
            reviewed_at=at,
        )
        for model, role, person, at in (
            ("churn-scorer", "owner", "maria.keller@example.com", reviewed),
            ("churn-scorer", "deputy", "ola.nowak@example.com", reviewed),
            ("support-assistant", "owner", "sam.obi@example.com", None),
        )
    ]
    selectors = [row for row in rows if isinstance(row, Selector)]
    assert selectors[1] == Selector(
        model="churn-scorer",
        kind="cost",
        field="tag:workload",
        value="churn-batch",
        in_source="aws-bill",
        rule="mapping.yaml:14",
    )
    assert selectors[4] == Selector(
        model="support-assistant",
        kind="cost",
        field="account",
        value="000777001234",
        rule="mapping.yaml:24",
    )
    assert selectors[-3:] == [
        Selector(
            model=model,
            kind="cost",
            field="resource",
            value="gpu-cluster-7",
            in_source="aws-bill",
            share=Decimal(share),
            rule="mapping.yaml:34",
        )
        for model, share in (
            ("churn-scorer", "0.55"),
            ("support-assistant", "0.4"),
            ("price-forecast", "0.05"),
        )
    ]


SHARED = "models:\n- model: a\n- model: b\nshared:\n- field: resource\n  value: gpu\n  parts: "


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["1: begin the file with `models:` and under it one `- model: NAME` for each"]),
        ("- a", ["1: begin the file with `models:` and under it one `- model: NAME` for each"]),
        ("model: []", ["1: model: this key is not known: did you mean 'models'?"]),
        ("models:\n- team: x", ["2: models.1.model: is missing: add it"]),
        (
            "models:\n- model: a\n  ownr: x\n  tier: 4",
            [
                "4: models.1.tier: Input should be less than or equal to 3",
                "3: models.1.ownr: this key is not known: did you mean 'owner'?",
            ],
        ),
        (
            "models:\n- model: a\n  reviewed_at: soon",
            [
                (
                    "3: models.1.reviewed_at: «soon» is no time: write 2026-11-23 or "
                    "2026-11-23T09:00:00Z"
                )
            ],
        ),
        (
            "models:\n- model: a\n  selectors:\n  - kind: cost\n    value: x",
            ["4: models.1.selectors.1: give either `field` or `tag`"],
        ),
        (
            "models:\n- model: a\n  selectors:\n  - {kind: cost, field: resorce, value: x}",
            ["4: models.1.selectors.1: the field 'resorce' is not known: did you mean 'resource'?"],
        ),
        (
            "models:\n- model: Churn Scorer\n\n- model: churn_scorer",
            ["4: models.2: 'churn_scorer' and 'Churn Scorer' are one model: keep one entry"],
        ),
        (
            SHARED + "{a: 0.6, b: 0.3}",
            ["5: shared.1: the parts of 'gpu' sum to 0.9 and not to 1: they lack 0.1"],
        ),
        (
            SHARED + "{a: 0.7, b: 0.3000000000000001}",
            [
                (
                    "5: shared.1: the parts of 'gpu' sum to 1.0000000000000001 and not to 1: "
                    "they are 0.0000000000000001 too much"
                )
            ],
        ),
        (SHARED + "{a: 1.5}", ["7: shared.1.parts.a: Input should be less than or equal to 1"]),
        (SHARED + "{a: half}", ["7: shared.1.parts.a: Input should be a valid decimal"]),
        (
            SHARED + "{a: 0.5, bb: 0.5}",
            ["7: shared.1.parts.bb: 'bb' is not under `models`: did you mean 'b'?"],
        ),
        (
            (
                "models:\n"
                "- {model: a, selectors: [{kind: cost, field: sku, value: x, source: aws}]}\n"
                "- {model: b, selectors: [{kind: cost, field: sku, value: x}]}"
            ),
            [
                (
                    "3: models.2.selectors.1: cost with sku 'x' goes to b, but already to a: "
                    "keep one rule, or share it under `shared`"
                )
            ],
        ),
        ("models: [\n", ["2: is not valid YAML: expected the node content, but found"]),
        ("models: &x []", ["1: uses an anchor or alias (& or *): write the value out"]),
        ("models: !!python/object:os.system []", ["1: uses the tag tag:yaml.org,2002:python"]),
    ],
)
def test_every_mistake_is_told_by_its_line_with_the_mend(
    tmp_path: Path, text: str, told: list[str]
) -> None:
    lines = wrong(tmp_path, text)
    assert len(lines) == len(told)
    for line, start in zip(lines, told, strict=True):
        assert line.startswith(start)


def test_thirds_can_be_shared_exactly(tmp_path: Path) -> None:
    parts = "{a: 0.333333333333333333, b: 0.666666666666666667}"
    rows = list(written(tmp_path, SHARED + parts).read(reading()))
    shares = [row.share for row in rows if isinstance(row, Selector)]
    assert sum(shares) == 1
    assert shares[0] == Decimal("0.333333333333333333")


def test_one_thing_may_belong_to_a_model_per_source(tmp_path: Path) -> None:
    text = (
        "models:\n"
        "- {model: a, selectors: [{kind: cost, field: sku, value: x, source: aws}]}\n"
        "- {model: b, selectors: [{kind: cost, field: sku, value: x, source: gcp}]}"
    )
    rows = list(written(tmp_path, text).read(reading()))
    assert {row.model: row.in_source for row in rows if isinstance(row, Selector)} == {
        "a": "aws",
        "b": "gcp",
    }


def test_names_stay_plain_text(tmp_path: Path) -> None:
    names = ["007", "yes", "=cmd|'/C calc'!A0", "<b>x</b>", "'; drop table model; --", "модель 🧨"]
    text = "models:\n" + "".join(f'- model: "{name}"\n' for name in names)
    rows = list(written(tmp_path, text).read(reading()))
    assert [row.model for row in rows if isinstance(row, Model)] == names


def test_a_change_of_owner_lies_between_two_readings(tmp_path: Path) -> None:
    def owners(now: datetime, before: Sequence[Record], text: str) -> list[Ownership]:
        rows = written(tmp_path, text).read(reading(now, before))
        return [row for row in rows if isinstance(row, Ownership)]

    first, second, third, fourth = (NOW + timedelta(days=day) for day in range(4))
    held = owners(first, (), "models: [{model: a, owner: ann}, {model: b, owner: bo}]")
    held = owners(second, held, "models: [{model: a, owner: ann}, {model: b, owner: bo}]")
    held = owners(third, held, "models: [{model: a, owner: cy}, {model: b}]")
    held = owners(fourth, held, "models: [{model: a, owner: cy}, {model: b}]")
    known = [
        (row.model, row.person, row.from_earliest, row.from_latest, row.until_earliest)
        for row in held
    ]
    assert sorted(known, key=str) == [
        ("a", "ann", None, first, second),
        ("a", "cy", second, third, fourth),
        ("b", "bo", None, first, second),
    ]
    assert {row.person: row.until_latest for row in held} == {"ann": third, "bo": third, "cy": None}


def test_a_file_that_is_not_there_is_named_with_the_mend(tmp_path: Path) -> None:
    source = MappingFile.model_validate({"name": "declared"}, context={"folder": tmp_path})
    with pytest.raises(Unavailable) as caught:
        source.check(reading())
    assert str(caught.value) == (
        f"{tmp_path / 'mapping.yaml'}: cannot be read (No such file or directory): create it, or "
        "change `path` of source 'declared'"
    )
