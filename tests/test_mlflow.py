import base64
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import pytest
import requests
from faulty_server import Answer, Call, faulty_server
from mlflow_server import Registry, mlflow_command, mlflow_server

from connectors.mlflow import Mlflow
from data.errors import AuthFailed
from data.reading import Reading, RejectedRow
from data.records import (
    Assignment,
    Document,
    DocumentState,
    Evaluation,
    Model,
    ModelVersion,
    Ownership,
    Record,
    SeenBy,
)

CANARY = "canary-Rq7!long"
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
LONG = "ä" * 10_000
ODD = "Churn 🦊 \"v2\" 100% 'x' #?&+"
MLMODEL = """\
flavors:
  sklearn: {pickled_model: model.pkl}
signature:
  inputs: '[{"type": "double", "name": "tenure"}]'
  outputs: '[{"type": "long"}]'
  params: null
"""
SIGNATURE = (
    '{"inputs":[{"name":"tenure","type":"double"}],"outputs":[{"type":"long"}],"params":null}'
)

Row = TypeVar("Row", bound=Record)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    if mlflow_command() is None:
        pytest.skip("no MLflow server here: run tests/run, or set MLFLOW_BIN to an mlflow command")
    with mlflow_server(tmp_path_factory.mktemp("mlflow")) as url:
        yield Registry(url)


def source(registry: Registry, **settings: Any) -> Mlflow:
    return Mlflow.model_validate({"name": "registry", "url": registry.url, **settings})


def reading(previous: Sequence[object] = (), at: datetime = NOW) -> Reading:
    def rows(entity: type[Record]) -> list[Record]:
        return [row for row in previous if isinstance(row, entity)]

    return Reading(started_at=at, previous=rows, columns=lambda _: ())


def read(
    registry: Registry, previous: Sequence[object] = (), hours: int = 0, **settings: Any
) -> list[Record | RejectedRow]:
    at = NOW + timedelta(hours=hours)
    return list(source(registry, **settings).read(reading(previous, at)))


def of(rows: Sequence[object], entity: type[Row], model: str) -> list[Row]:
    return [row for row in rows if isinstance(row, entity) and getattr(row, "model", "") == model]


def hour(number: int) -> datetime:
    return NOW + timedelta(hours=number)


def made(rows: Sequence[object], model: str, version: str) -> datetime | None:
    [found] = [row for row in of(rows, ModelVersion, model) if row.version == version]
    return found.created_at


def test_a_registered_model_comes_with_what_its_tags_say(registry: Registry) -> None:
    tags = {
        "owner": " maria.keller@example.com ",
        "deputy": "Jan Novak",
        "owner_reviewed_at": "2026-08-14",
        "team": "Retention",
        "tier": "tier-1",
        "model_name": "churn",
        "model_card": "https://wiki.example.com/churn",
        "runbook": "see the wiki",
        "sponsor": "Ingrid Solheim",
        "contact": "the retention rota",
    }
    registry.model("churn-tags", "Who may leave.\n\nLonger words.", **tags)

    rows = read(registry, owner_required=True)

    [model] = of(rows, Model, "churn-tags")
    assert model == Model(
        model="churn-tags",
        declared=False,
        owner_required=True,
        team="Retention",
        tier=1,
        purpose="Who may leave.",
        sponsor="Ingrid Solheim",
        contact="the retention rota",
        url=f"{registry.url}/#/models/churn-tags",
        created_at=model.created_at,
        tags=tags,
    )
    assert model.created_at is not None
    assert model.created_at < NOW
    owner = Ownership(
        model="churn-tags",
        role="owner",
        person="maria.keller@example.com",
        reviewed_at=datetime(2026, 8, 14, tzinfo=UTC),
        from_earliest=model.created_at,
        from_latest=NOW,
        until_earliest=NOW,
    )
    deputy = owner.model_copy(update={"role": "deputy", "person": "Jan Novak"})
    assert of(rows, Ownership, "churn-tags") == [owner, deputy]
    assert of(rows, Document, "churn-tags") == [
        Document(
            model="churn-tags",
            kind="model_card",
            location="https://wiki.example.com/churn",
            state=DocumentState.NOT_CHECKED,
        )
    ]
    [refused] = [row for row in rows if isinstance(row, RejectedRow) and "churn-tags" in row.raw]
    assert (refused.entity, refused.reason) == (
        "model",
        "tag runbook: is no http(s) address without a password, so it was left out",
    )


def test_a_tag_that_cannot_be_read_costs_only_itself(registry: Registry) -> None:
    registry.model("odd-tags", owner="Ana", owner_reviewed_at="last spring", tier="gold", team=" ")

    rows = read(registry)

    [model] = of(rows, Model, "odd-tags")
    assert (model.tier, model.team, model.purpose) == (None, None, None)
    [owner] = of(rows, Ownership, "odd-tags")
    assert (owner.person, owner.reviewed_at) == ("Ana", None)
    assert [
        row.reason for row in rows if isinstance(row, RejectedRow) and "odd-tags" in row.raw
    ] == [
        "tag owner_reviewed_at: is no date such as 2026-11-23, so it was left out",
        "tag tier: is not 1, 2 or 3, so it was left out",
    ]


def test_the_serving_version_comes_with_its_lineage_and_files(registry: Registry) -> None:
    run = registry.run(
        dataset=("customers", "9f2c"), mlflow__source__git__commit="4be1f0", mlflow__user="jan"
    )
    metrics = {"auc": 0.81, "slice.women.recall": 0.7}
    registry.measured(run["run_id"], metrics, {"depth": "6", "rounds": "300"})
    registry.model("churn-files")
    for path, content in {
        "MLmodel": MLMODEL,
        "model.pkl": "x",
        "docs/Model_Card.md": "# Churn",
        "explainer/shap.bin": "x",
    }.items():
        registry.put(run["artifact_uri"], f"model/{path}", content)
    source_of_run = f"runs:/{run['run_id']}/model"
    card = {
        "model_card": "https://wiki.example.com/churn/1",
        "approved_by": "Ana",
        "compared_with": "0",
        "decision_note": "https://wiki.example.com/churn/why",
    }
    registry.version("churn-files", source_of_run, run["run_id"], **card)
    registry.version("churn-files", source_of_run, run["run_id"])
    registry.alias("churn-files", "Champion", "1")

    rows = read(registry)

    first, second = sorted(of(rows, ModelVersion, "churn-files"), key=lambda row: row.version)
    assert first == ModelVersion(
        model="churn-files",
        version="1",
        number=1,
        created_at=first.created_at,
        created_by="jan",
        approved_by="Ana",
        ready=True,
        training_run=run["run_id"],
        git_commit="4be1f0",
        dataset="customers@9f2c",
        parameters=2,
        metrics=2,
        compared_with="0",
        signature=SIGNATURE,
        artifacts=("MLmodel", "docs/Model_Card.md", "explainer/shap.bin", "model.pkl"),
        url=f"{registry.url}/#/models/churn-files/versions/1",
        tags=card,
    )
    assert (second.git_commit, second.artifacts, second.signature) == ("4be1f0", None, None)
    kept = {"state": DocumentState.EXISTS, "version": "1"}
    assert of(rows, Document, "churn-files") == [
        Document(
            model="churn-files",
            kind="model_card",
            location="https://wiki.example.com/churn/1",
            version="1",
        ),
        Document(
            model="churn-files",
            kind="decision_note",
            location="https://wiki.example.com/churn/why",
            version="1",
        ),
        Document.model_validate(
            {
                "model": "churn-files",
                "kind": "model_card",
                "location": "models:/churn-files/1/docs/Model_Card.md",
                **kept,
            }
        ),
        Document.model_validate(
            {
                "model": "churn-files",
                "kind": "explainer",
                "location": "models:/churn-files/1/explainer/shap.bin",
                **kept,
            }
        ),
    ]


def test_metrics_of_single_groups_are_read_where_the_settings_say_how_they_are_named(
    registry: Registry,
) -> None:
    run = registry.run()
    sliced = {"slice.women.recall": 0.7, "slice.age over 60.recall": 0.65, "slice.x": 1.0}
    registry.measured(run["run_id"], {"auc": 0.81, **sliced}, {})
    registry.model("sliced")
    registry.version("sliced", f"runs:/{run['run_id']}/model", run["run_id"])

    rows = read(registry, slice_prefix="slice.")

    assert {(row.slice, row.metric, row.value) for row in of(rows, Evaluation, "sliced")} == {
        ("women", "recall", 0.7),
        ("age over 60", "recall", 0.65),
    }
    [refused] = [row for row in rows if isinstance(row, RejectedRow) and "slice.x" in row.raw]
    assert refused.entity == "evaluation"
    assert of(read(registry), Evaluation, "sliced") == []


def test_a_version_registered_from_a_logged_model_has_what_that_model_tells(
    registry: Registry,
) -> None:
    run = registry.run(dataset=("customers", "9f2c"), mlflow__source__git__commit="of the run")
    registry.measured(run["run_id"], {"loss": 0.4}, {"depth": "6"})
    tags = {"mlflow.source.git.commit": "4be1f0", "mlflow.user": "jan"}
    info = registry.logged_model(run["run_id"], {"depth": "6", "rounds": "300"}, tags)
    model_id = info["model_id"]
    registry.measured_model(run["run_id"], model_id, "auc", 0.81, ("holdout", "77aa"))
    later = registry.run()["run_id"]
    registry.measured_model(later, model_id, "auc", 0.92, ("training", "88bb"))
    registry.measured_model(run["run_id"], model_id, "slice.women.recall", 0.7, None)
    registry.put(info["artifact_uri"], "MLmodel", MLMODEL)
    registry.model("from-logged")
    for _ in range(2):
        registry.version("from-logged", f"models:/{model_id}")
    registry.alias("from-logged", "champion", "1")

    rows = read(registry, slice_prefix="slice.")

    first, second = sorted(of(rows, ModelVersion, "from-logged"), key=lambda row: row.version)
    assert first == ModelVersion(
        model="from-logged",
        version="1",
        number=1,
        created_at=first.created_at,
        created_by="jan",
        ready=True,
        training_run=run["run_id"],
        git_commit="4be1f0",
        dataset="customers@9f2c",
        parameters=2,
        metrics=3,
        signature=SIGNATURE,
        artifacts=("MLmodel",),
        url=f"{registry.url}/#/models/from-logged/versions/1",
    )
    # MLflow itself names the run for a version of a logged model; more is read only of what serves.
    assert (second.training_run, second.parameters) == (run["run_id"], 1)
    assert (second.git_commit, second.created_by) == ("of the run", None)
    at = datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
    measured = {"model": "from-logged", "version": "1", "evaluated_at": at, "url": first.url}
    found = [row for row in of(rows, Evaluation, "from-logged") if row.version == "1"]
    assert sorted(found, key=repr) == [
        Evaluation.model_validate({**measured, "metric": metric, "slice": group, "value": value})
        for metric, group, value in [
            ("auc on holdout", "all", 0.81),
            ("auc on training", "all", 0.92),
            ("recall", "women", 0.7),
        ]
    ]
    assert of(read(registry), Evaluation, "from-logged")[-1].slice == "all"


def test_a_logged_model_and_its_run_are_counted_as_one(registry: Registry) -> None:
    run = registry.run(dataset=("customers", "9f2c"))
    registry.measured(run["run_id"], {"loss": 0.4, "auc": 0.8}, {"depth": "6", "seed": "1"})
    info = registry.logged_model(run["run_id"], {"depth": "6", "rounds": "300"})
    registry.measured_model(run["run_id"], info["model_id"], "auc", 0.81, ("holdout", "77aa"))
    registry.model("counted-once")
    registry.version("counted-once", f"models:/{info['model_id']}", run["run_id"])
    registry.alias("counted-once", "champion", "1")
    rows = read(registry)
    [found] = of(rows, ModelVersion, "counted-once")
    assert (found.parameters, found.metrics, found.dataset) == (3, 2, "customers@9f2c")
    assert [row.metric for row in of(rows, Evaluation, "counted-once")] == ["auc on holdout"]


@pytest.mark.parametrize("stored", ["logged model", "folder of the run", "folder"])
def test_files_are_found_however_the_version_names_them(registry: Registry, stored: str) -> None:
    name = f"stored {stored}"
    run = registry.run()
    folder = run["artifact_uri"]
    registry.model(name)
    if stored == "logged model":
        info = registry.logged_model(run["run_id"])
        registry.put(info["artifact_uri"], "MLmodel", MLMODEL)
        version = registry.version(name, f"models:/{info['model_id']}", run["run_id"])
    else:
        registry.put(folder, "inner/model/MLmodel", MLMODEL)
        version = registry.version(name, f"{folder}/inner/model", run["run_id"])
    if stored == "folder":
        registry.delete_run(run["run_id"])
    registry.alias(name, "production", version)

    [found] = of(read(registry), ModelVersion, name)

    assert (found.artifacts, found.signature) == (("MLmodel",), SIGNATURE)


def test_a_signature_stands_in_the_log_of_the_run_for_versions_that_do_not_serve(
    registry: Registry,
) -> None:
    logged = [
        {"artifact_path": "other", "signature": {"inputs": "[]", "outputs": "[]"}},
        {
            "artifact_path": "model",
            "signature": {
                "outputs": '[{"type": "long"}]',
                "inputs": '[{"name": "tenure", "type": "double"}]',
            },
        },
    ]
    run = registry.run(**{"mlflow__log-model__history": json.dumps(logged)})
    registry.model("logged")
    registry.version("logged", f"runs:/{run['run_id']}/model", run["run_id"])

    [found] = of(read(registry), ModelVersion, "logged")

    assert (found.signature, found.artifacts) == (SIGNATURE, None)


def test_an_alias_moved_forward_and_back_between_readings_leaves_three_intervals(
    registry: Registry,
) -> None:
    registry.model("returning")
    for _ in range(2):
        registry.version("returning", "s3://bucket/returning")
    rows: list[Record | RejectedRow] = []
    for number, version in enumerate(["1", "2", "2", "1"]):
        registry.alias("returning", "champion", version)
        rows = read(registry, rows, number)

    def held(version: str, since: datetime | None, *times: datetime | None) -> Assignment:
        return Assignment.model_validate(
            {
                "model": "returning",
                "slot_kind": "alias",
                "slot": "champion",
                "version": version,
                "production": True,
                "seen_by": SeenBy.POLL,
                "from_earliest": since,
                **dict(zip(("from_latest", "until_earliest", "until_latest"), times, strict=True)),
            }
        )

    assert of(rows, Assignment, "returning") == [
        held("1", made(rows, "returning", "1"), hour(0), hour(0), hour(1)),
        held("2", hour(0), hour(1), hour(2), hour(3)),
        held("1", hour(2), hour(3), hour(3), None),
    ]
    again = read(registry, rows, 3)
    assert of(again, Assignment, "returning") == of(rows, Assignment, "returning")


def test_the_files_of_the_version_that_served_before_are_listed_as_well(
    registry: Registry,
) -> None:
    registry.model("standby")
    rows: list[Record | RejectedRow] = []
    for number in (1, 2, 3):
        run = registry.run()
        registry.put(run["artifact_uri"], "model/MLmodel", MLMODEL)
        registry.version("standby", f"runs:/{run['run_id']}/model", run["run_id"])
        registry.alias("standby", "champion", str(number))
        rows = read(registry, rows, number)

    found = {row.version: row.artifacts for row in of(rows, ModelVersion, "standby")}
    assert found == {"1": None, "2": ("MLmodel",), "3": ("MLmodel",)}


def test_files_that_are_gone_are_an_empty_list_and_those_out_of_reach_unknown(
    registry: Registry,
) -> None:
    run = registry.run()
    registry.model("gone")
    registry.version("gone", f"runs:/{run['run_id']}/model", run["run_id"])
    registry.model("out-of-reach")
    registry.version("out-of-reach", "s3://bucket/model")
    for name in ("gone", "out-of-reach"):
        registry.alias(name, "champion", "1")

    rows = read(registry)

    assert [row.artifacts for row in of(rows, ModelVersion, "gone")] == [()]
    assert [row.artifacts for row in of(rows, ModelVersion, "out-of-reach")] == [None]


def test_stages_are_slots_and_only_those_set_serve_production(registry: Registry) -> None:
    registry.model("staged")
    for stage in ("Production", "Staging", "Archived", "Production", "None"):
        version = registry.version("staged", "s3://bucket/staged")
        if stage != "None":
            registry.stage("staged", version, stage)
    registry.alias("staged", "shadow", "5")

    rows = read(registry)

    assert [
        (row.slot_kind, row.slot, row.version, row.production)
        for row in sorted(of(rows, Assignment, "staged"), key=lambda row: row.version)
    ] == [
        ("stage", "Production", "1", True),
        ("stage", "Staging", "2", False),
        ("stage", "Production", "4", True),
        ("alias", "shadow", "5", False),
    ]


def test_a_change_of_which_aliases_serve_holds_for_earlier_intervals_too(
    registry: Registry,
) -> None:
    registry.model("renamed-slot")
    registry.version("renamed-slot", "s3://bucket/renamed")
    registry.alias("renamed-slot", "live", "1")
    first = read(registry)
    registry.delete_alias("renamed-slot", "live")

    rows = read(registry, first, 1, production_aliases=("LIVE",))

    assert [(row.production, row.until_latest) for row in of(rows, Assignment, "renamed-slot")] == [
        (True, hour(1))
    ]


def test_an_owner_who_is_replaced_and_then_removed_leaves_dated_intervals(
    registry: Registry,
) -> None:
    registry.model("handed-over", owner="Ana")
    first = read(registry)
    registry.set_tag("handed-over", "owner", "Ben")
    second = read(registry, first, 1)
    registry.delete_tag("handed-over", "owner")
    third = read(registry, second, 2)

    assert [
        (row.person, row.from_earliest, row.from_latest, row.until_earliest, row.until_latest)
        for row in of(third, Ownership, "handed-over")
    ] == [
        ("Ana", of(third, Model, "handed-over")[0].created_at, hour(0), hour(0), hour(1)),
        ("Ben", hour(0), hour(1), hour(1), hour(2)),
    ]


def test_models_and_versions_come_over_many_pages(registry: Registry) -> None:
    names = {f"paged-{number}" for number in range(5)}
    for name in names:
        registry.model(name)
        registry.version(name, "s3://bucket/paged")
        registry.alias(name, "champion", "1")

    small, large = read(registry, page_size=2), read(registry)

    assert names <= {row.model for row in small if isinstance(row, Model)}
    assert sorted(map(repr, small)) == sorted(map(repr, large))


@pytest.mark.parametrize("name", [ODD, LONG], ids=["odd", "long"])
def test_any_name_that_mlflow_takes_is_read(registry: Registry, name: str) -> None:
    run = registry.run()
    registry.model(name)
    registry.put(run["artifact_uri"], "model/MLmodel", MLMODEL)
    registry.version(name, f"runs:/{run['run_id']}/model", run["run_id"])
    registry.alias(name, "champion", "1")

    rows = read(registry)

    assert [row.url for row in of(rows, Model, name)] == [
        f"{registry.url}/#/models/{quote(name, safe='')}"
    ]
    assert [row.artifacts for row in of(rows, ModelVersion, name)] == [("MLmodel",)]
    assert [row.version for row in of(rows, Assignment, name)] == ["1"]


def test_models_without_versions_and_versions_without_runs_are_facts(registry: Registry) -> None:
    registry.model("empty")
    registry.model("runless")
    registry.version("runless", "s3://bucket/runless")
    run = registry.run(mlflow__source__git__commit="77aa")
    registry.model("deleted-run")
    registry.version("deleted-run", f"runs:/{run['run_id']}/model", run["run_id"])
    registry.delete_run(run["run_id"])

    rows = read(registry)

    assert [row.model for row in of(rows, Model, "empty")] == ["empty"]
    assert of(rows, ModelVersion, "empty") == []
    assert [(row.training_run, row.git_commit) for row in of(rows, ModelVersion, "runless")] == [
        (None, None)
    ]
    assert [row.git_commit for row in of(rows, ModelVersion, "deleted-run")] == ["77aa"]


def test_prompts_are_no_models(registry: Registry) -> None:
    registry.model("a-prompt", **{"mlflow.prompt.is_prompt": "true"})
    assert of(read(registry), Model, "a-prompt") == []


def test_a_check_says_the_version_and_how_many_models_are_visible(registry: Registry) -> None:
    registry.model("checked")
    seen = sum(isinstance(row, Model) for row in read(registry))
    assert source(registry).check(reading()) == (
        f"MLflow 3.17.2 answers; {seen} registered models visible"
    )


def front(registry: Registry, visible: dict[str, set[str]]) -> Callable[[Call], Answer]:
    """Stand before a registry as its basic authentication does: each account sees its models."""

    def answer(call: Call) -> Answer:
        scheme, _, pair = call.headers.get("Authorization", "").partition(" ")
        account = base64.b64decode(pair).decode() if scheme == "Basic" else ""
        if account not in visible:
            return Answer(b"You are not authenticated.", 401)
        query = [(key, text) for key, texts in call.query.items() for text in texts]
        kind = {"Content-Type": "application/json"}
        told = requests.request(
            call.method, registry.url + call.path, params=query, data=call.body, headers=kind,
            timeout=30,
        )  # fmt: skip
        body = told.json()
        for key in ("registered_models", "model_versions"):
            rows = [row for row in body.get(key, []) if row["name"] in visible[account]]
            body = {**body, key: rows} if key in body else body
        return Answer(json.dumps(body).encode(), told.status_code, kind)

    return answer


def test_an_account_that_sees_fewer_models_brings_a_shorter_list(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {f"visible-{number}" for number in range(6)}
    for name in names:
        registry.model(name, owner="Ana")
    monkeypatch.setenv("MLFLOW_PASSWORD", CANARY)
    visible = {f"admin:{CANARY}": names, f"reader:{CANARY}": {"visible-0"}}
    with faulty_server(front(registry, visible)) as limited:
        seen = Registry(limited.url)
        login = {"password_env": "MLFLOW_PASSWORD", "page_size": 2}
        whole = read(seen, username="admin", **login)
        rows = read(seen, whole, 1, username="reader", **login)
        with pytest.raises(AuthFailed) as caught:
            read(seen, username="nobody", **login)
        with pytest.raises(AuthFailed, match="set `token_env`, or `username` and `password_env`"):
            read(seen)

    assert {row.model for row in whole if isinstance(row, Model)} == names
    assert [row.model for row in rows if isinstance(row, Model)] == ["visible-0"]
    assert [row.until_latest for row in of(rows, Ownership, "visible-0")] == [None]
    assert [row.until_latest for row in of(rows, Ownership, "visible-1")] == [hour(1)]
    mend = "correct `username` of source 'registry' or the password in MLFLOW_PASSWORD"
    assert mend in str(caught.value)
    assert CANARY not in str(caught.value)
