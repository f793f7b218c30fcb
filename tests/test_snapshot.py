"""The frozen scorecard: the same bytes for the same inputs, checked and judged again."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from portfolios import (
    NOW,
    days,
    evidence,
    facts,
    inputs,
    portfolios,
    proving,
    question,
    response,
    seen,
)

from assessments import question_files
from assessments.questionnaire import AppliedPack
from assessments.scorecard import Coverage, Freshness, Inputs, MoneyTotals, build
from assessments.snapshot import Frozen, freeze, load, recompute, verify
from data.errors import StorageError

MADE_AT = datetime(2026, 11, 23, 9, 5, 1, tzinfo=UTC)
OWNER = question("O1", area="ownership")
ALLOCATION = question("C1", area="cost", scope="organisation")


def told(**more: Any) -> Inputs:
    """A small portfolio with something in every place of the document."""
    source = Freshness(
        "registry", "mlflow", "MLflow", "failed", NOW - days(2), NOW, 40, 1, "answered 401", False
    )
    everything = {
        "observations": evidence(OWNER, "churn", proving(2))
        | {("C1_2_0", None): seen("C1_2_0", None, 0.92, sources=("focus",), n=12)},
        "responses": {
            ("O1", "churn"): [response(4, first_choice=5, scope="model")],
            ("C1", None): [response("dont_know", "jörg@example.com", role="finance")],
        },
        "exemptions": {("O1", "pricing"): NOW + days(30)},
        "money": MoneyTotals(
            date(2026, 10, 24), NOW.date(), {"USD": Decimal("150.10")}, {"USD": Decimal("0E+2")}
        ),
        "coverage": (Coverage("cost", "Cost", Decimal("100.10"), Decimal("150.10"), "USD"),),
        "sources": (source,),
        "other_models": 3,
        "target_level": 2,
    }
    models = [facts("churn", cost="58.50"), facts("pricing", cost="41.60", hours=None)]
    return inputs([OWNER, ALLOCATION], models, **(everything | more))


def frozen(given: Inputs, made_at: datetime = MADE_AT) -> Frozen:
    return freeze(build(given), given.questionnaire, made_at)


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert frozen(told()) == frozen(told())
    elsewhere = MADE_AT.astimezone(timezone(timedelta(hours=5)))
    assert frozen(told(), elsewhere) == frozen(told())


def test_a_snapshot_is_named_by_its_time_and_checksum() -> None:
    made = frozen(told())
    assert made.id == f"20261123T090501Z-{made.sha256[:12]}"


def test_the_checksum_can_be_made_again_with_a_few_words_of_any_language() -> None:
    made = frozen(told())
    document = json.loads(made.body)
    said = document.pop("sha256")
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert said == made.sha256 == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_another_answer_gives_another_checksum() -> None:
    other = told(responses={("O1", "churn"): [response(3)]})
    assert frozen(other).sha256 != frozen(told()).sha256


def test_a_snapshot_carries_what_it_was_judged_from() -> None:
    document = load(frozen(told()).body)
    assert document["schema"] == {"name": "mlops-scorecard/snapshot", "version": 1}
    assert (document["made_at"], document["as_of"]) == (
        "2026-11-23T09:05:01Z",
        "2026-11-23T09:00:00Z",
    )
    assert [(q["id"], q["version"], q["text"]) for q in document["questions"]] == [
        ("O1", 1, "O1?"),
        ("C1", 1, "C1?"),
    ]
    assert document["answers"] == [
        {
            "question": "C1",
            "subject": None,
            "scope": "organisation",
            "respondent": "jörg@example.com",
            "role": "finance",
            "choice": "dont_know",
            "first_choice": "dont_know",
            "made_at": "2026-11-23T09:00:00Z",
        },
        {
            "question": "O1",
            "subject": "churn",
            "scope": "model",
            "respondent": "ana@example.com",
            "role": "ML engineer",
            "choice": 4,
            "first_choice": 5,
            "made_at": "2026-11-23T09:00:00Z",
        },
    ]
    assert document["exemptions"] == [
        {"question": "O1", "subject": "pricing", "until": "2026-12-23T09:00:00Z"}
    ]
    assert document["money"] == {
        "window_from": "2026-10-24",
        "window_until": "2026-11-23",
        "effective_cost": {"USD": "150.10"},
        "unallocated": {"USD": "0"},
    }
    assert document["sources"] == [
        {
            "source": "registry",
            "kind": "mlflow",
            "title": "MLflow",
            "status": "failed",
            "last_good": "2026-11-21T09:00:00Z",
            "last_tried": "2026-11-23T09:00:00Z",
            "rows_landed": 40,
            "rows_rejected": 1,
            "error": "answered 401",
            "simulated": False,
        }
    ]
    seen_share = next(each for each in document["observations"] if each["probe"] == "C1_2_0")
    assert (seen_share["value"], seen_share["sources"], seen_share["n"]) == (0.92, ["focus"], 12)


def test_a_snapshot_carries_what_was_judged() -> None:
    scores = load(frozen(told()).body)["scores"]
    owner = next(each for each in scores["findings"] if each["subject"] == "churn")
    assert owner | {"conditions": []} == {
        "question": "O1",
        "question_version": 1,
        "subject": "churn",
        "verdict": "contradicted",
        "claimed": 4,
        "agreement": "single",
        "proven": 2,
        "ruled_out_above": 2,
        "verified": 2,
        "low": 2,
        "high": 2,
        "gap": 2,
        "confidence": 1.0,
        "conditions": [],
    }
    assert owner["conditions"][1] == {
        "level": 3,
        "text": "level 3 holds",
        "probe": "O1_3_0",
        "outcome": False,
        "quality": 1.0,
        "undecided": None,
    }
    assert scores["integrity"] == {
        "confirmed": 0,
        "unproven": 0,
        "contradicted": 1,
        "claim_only": 0,
        "nobody_could_say": 1,
    }
    assert scores["portfolio"][0]["distribution"]["2"] == 1
    assert scores["portfolio"][0]["distribution"]["unknown"] == 0
    assert scores["money"]["contradicted"]["ownership"] == {"USD": "58.50"}
    assert scores["money"]["allocated"] == {"USD": "150.10"}


def test_a_snapshots_scores_follow_from_its_own_answers_and_observations() -> None:
    document = load(frozen(told()).body)
    assert recompute(document) == document["scores"]
    document["answers"][1]["choice"] = 2
    assert recompute(document) != document["scores"]


def test_the_shipped_questions_survive_being_frozen() -> None:
    shipped = question_files.load()
    given = inputs(
        shipped.questions,
        [facts("churn")],
        questionnaire=shipped,
        observations={
            ("recovery_hours", "churn"): seen(
                "recovery_hours", "churn", 30, samples=(29.0, 29.5, 30.25, 31.0, 1 / 3)
            ),
            ("owner_recorded", "churn"): replace(
                seen("owner_recorded", "churn", None), low=1.0, unknown="only since July"
            ),
        },
        responses={("R1", "churn"): [response(4)]},
    )
    document = load(frozen(given).body)
    assert recompute(document) == document["scores"]
    assert len(document["questions"]) == len(shipped.questions)
    assert len(document["probes"]) == len(shipped.probes)
    assert document["frameworks"]["nist-ai-rmf"] == "1.0 (NIST AI 100-1, January 2023)"


def test_a_snapshot_tells_which_packs_were_in_force() -> None:
    pack = AppliedPack("bank.toml", "Example Bank", "2026.1", ("O1",), (), ("O6",))
    given = told()
    questionnaire = replace(given.questionnaire, packs=(pack,))
    document = load(frozen(replace(given, questionnaire=questionnaire)).body)
    assert document["packs"] == [
        {
            "file": "bank.toml",
            "name": "Example Bank",
            "version": "2026.1",
            "changed": ["O1"],
            "added": [],
            "left_out": ["O6"],
        }
    ]
    assert load(frozen(given).body)["packs"] == []


@settings(max_examples=100)
@given(portfolios())
def test_any_portfolio_can_be_frozen_and_judged_again(given: Inputs) -> None:
    document = load(frozen(given).body)
    assert recompute(document) == document["scores"]


def test_a_value_that_is_no_number_is_frozen_as_unknown() -> None:
    nothing = seen("C1_2_0", None, float("nan"))
    document = load(frozen(told(observations={("C1_2_0", None): nothing})).body)
    frozen_value = next(each for each in document["observations"] if each["probe"] == "C1_2_0")
    assert frozen_value["value"] is None
    assert recompute(document) == document["scores"]


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace('"choice":4', '"choice":3'),
        lambda body: body + "\n",
        lambda body: body.replace('"churn"', '"Churn"', 1),
        lambda body: body[:-1],
        lambda body: json.dumps(json.loads(body) | {"sha256": "0" * 64}),
        lambda body: body.replace('{"answers"', '{"answers":[],"answers"', 1),
        lambda _: "[]",
        lambda _: "{}",
        lambda _: "",
    ],
)
def test_a_changed_body_is_found_out(change: Any) -> None:
    body = frozen(told()).body
    assert verify(body)
    assert not verify(change(body))
    with pytest.raises(StorageError, match="changed after it was made"):
        load(change(body))


def test_a_body_of_another_schema_is_told_so() -> None:
    document = json.loads(frozen(told()).body)
    del document["sha256"]
    document["schema"]["version"] = 2
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    document["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    body = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with pytest.raises(StorageError, match="open it with the program that made it"):
        load(body)
