"""One reading of an MLflow server: models, versions, who holds what since when, files, cost."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from connectors.mlflow import rows
from connectors.mlflow.artifacts import API, files_of, place_of
from connectors.mlflow.gateway import Endpoint, read_endpoints, read_limits
from connectors.mlflow.holders import Holders, VersionKey, serving_and_before
from connectors.mlflow.rows import Files
from connectors.mlflow.trace_cost import METRICS, TraceCosts, traced
from connectors.mlflow.wanted import Wanted
from connectors.paging import Params
from connectors.parts.cost_reports import days_to_ask
from connectors.parts.remote import inner, rejected
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import (
    Assignment,
    CostDaily,
    Document,
    Evaluation,
    Model,
    ModelVersion,
    Record,
)

MODELS = f"{API}/registered-models/search"
VERSIONS = f"{API}/model-versions/search"
EXPERIMENTS = f"{API}/experiments/search"
RUNS = f"{API}/runs/search"
LOGGED_MODELS = f"{API}/logged-models"
SEARCHES = (RUNS, METRICS)
RUNS_AT_ONCE = 100
NOT_TOLD = (400, 403, 404, 405, 501)
"""Statuses of a search that this account may not make: lineage stays unknown."""


class RegistryReading:
    """What one reading sees, as rows; `rows` may be called once."""

    def __init__(self, session: Session, reading: Reading, wanted: Wanted) -> None:
        self._session = session
        self._reading = reading
        self._wanted = wanted
        self._refused: list[RejectedRow] = []
        self._known_experiments: list[Any] | None = None
        self._logged: dict[str, tuple[str, str]] = {}
        """By the id of a logged model: its experiment and the registered model."""

    def rows(self) -> Iterator[Record | RejectedRow]:
        """Yield everything, the rows that could not be used last."""
        models = self._models()
        versions = self._versions(models)
        holders = Holders(self._reading, self._wanted, self._refuse, self._refused.append)
        owned, held = holders.intervals(models, versions)
        for _, model in models.values():
            yield model
        yield from owned
        yield from held
        self._reading.progress("gateway")
        endpoints = read_endpoints(self._session, self._wanted.model_tag, self._refuse)
        yield from (each.identity for each in endpoints)
        yield from read_limits(self._session, endpoints, self._refuse)
        yield from self._with_lineage(models, versions, held)
        yield from self._costs(endpoints)
        yield from self._refused

    def _refuse(self, entity: str, raw: Any, error: ValueError) -> None:
        self._refused.append(rejected(entity, raw, error, self._session.hide))

    def _pages(
        self, path: str, key: str, params: Params, missing: Collection[int] = ()
    ) -> Iterator[Any]:
        for page in self._session.token_pages(
            path,
            {**params, "max_results": self._wanted.page_size},
            key,
            next_key="next_page_token",
            ask_key="page_token",
            missing=missing,
        ):
            yield from page

    def _models(self) -> dict[str, tuple[Any, Model]]:
        self._reading.progress("registered models")
        names, found = self._wanted.names, dict[str, tuple[Any, Model]]()
        for raw in self._pages(MODELS, "registered_models", {}):
            if rows.is_prompt(raw):
                continue
            try:
                model = rows.model(
                    raw, names, self._wanted.url, owner_required=self._wanted.owner_required
                )
            except ValueError as error:
                self._refuse(Model.entity, raw, error)
                continue
            found[model.model] = (raw, model)
            for problem in (*rows.time_problems(raw), *rows.tag_problems(raw, names)):
                self._refuse(Model.entity, raw, ValueError(problem))
        return found

    def _versions(self, models: Mapping[str, Any]) -> dict[VersionKey, Any]:
        """Return the versions of the models seen, as they came.

        Others belong to prompts, or to models that came or went between the two lists.
        """
        self._reading.progress("versions")
        found: dict[VersionKey, Any] = {}
        for raw in self._pages(VERSIONS, "model_versions", {}):
            name, version = inner(raw, "name"), inner(raw, "version")
            if name is None or version is None:
                self._refuse(ModelVersion.entity, raw, ValueError("names no model or no version"))
            elif name in models:
                found[name, version] = raw
        return found

    def _with_lineage(
        self,
        models: Mapping[str, tuple[Any, Model]],
        versions: Mapping[VersionKey, Any],
        held: Iterable[Assignment],
    ) -> Iterator[ModelVersion | Document | Evaluation]:
        serving, before = serving_and_before(held)
        runs = self._runs(versions.values())
        documents: dict[tuple[str, str, str], Document] = {}
        for raw, model in models.values():
            self._note(
                documents,
                rows.linked_documents(model.model, rows.tags_of(raw), self._wanted.names, None),
            )
        for key, raw in versions.items():
            run = runs.get(inner(raw, "run_id") or "")
            looked_at = key in serving | before
            logged = self._logged_model(key, raw) if looked_at else None
            files = self._files(key, raw, run) if looked_at else Files()
            try:
                version = rows.version(
                    raw, run, logged, files, self._wanted.names, self._wanted.url
                )
            except ValueError as error:
                self._refuse(ModelVersion.entity, raw, error)
                continue
            yield version
            yield from self._evaluations(version, run, logged)
            for problem in rows.time_problems(raw):
                self._refuse(ModelVersion.entity, raw, ValueError(problem))
            if key in serving:
                self._note(
                    documents,
                    rows.linked_documents(key[0], version.tags, self._wanted.names, key[1]),
                )
                self._note(documents, rows.kept_documents(*key, files.artifacts or ()))
        yield from documents.values()

    def _logged_model(self, key: VersionKey, raw: Any) -> Any:
        """Return what MLflow 3 keeps of the model behind a version; None: nothing, or not told."""
        model_id = rows.logged_model(raw)
        if model_id is None:
            return None
        self._reading.progress(f"logged model of {key[0][:60]}, version {key[1]}")
        page = self._session.get(f"{LOGGED_MODELS}/{model_id}", missing=NOT_TOLD)
        logged = page.get("model") if isinstance(page, Mapping) else None
        experiment = inner(logged, "info", "experiment_id")
        if experiment is not None:
            self._logged[model_id] = (experiment, key[0])
        return logged

    def _evaluations(self, version: ModelVersion, run: Any, logged: Any) -> Iterator[Evaluation]:
        """Yield what was measured on single groups, where the settings say how, or on data sets."""
        prefix = self._wanted.slice_prefix
        found: dict[tuple[object, ...], Evaluation] = {}
        for raw in rows.measured(run, logged, prefix):
            try:
                row = rows.evaluation(version, raw, prefix)
            except ValueError as error:
                self._refuse(Evaluation.entity, raw, error)
            else:
                # A run and its logged model hold the same metrics.
                found[row.metric, row.slice, row.evaluated_at] = row
        yield from found.values()

    def _costs(self, endpoints: Sequence[Endpoint]) -> Iterator[CostDaily]:
        """Yield what traces say that calls of LLMs cost, and the older days of earlier readings."""
        if self._wanted.trace_days is None:
            return
        days = days_to_ask(self._reading, self._wanted.trace_days)
        yield from days.kept
        costs = TraceCosts(self._session, days, endpoints, self._wanted.model_tag, self._refuse)
        known = (traced(raw, self._logged) for raw in self._experiments())
        for experiment in costs.with_cost([each for each in known if each is not None]):
            self._reading.progress(f"cost of the traces of {experiment.name[:60]}")
            yield from costs.of(experiment)
        if costs.untold:
            wrong = "the cost of their traces is not told: let the account read them, or update "
            wrong += "the server, or take out `trace_cost`"
            self._refuse(CostDaily.entity, {"experiments": costs.untold}, ValueError(wrong))

    @staticmethod
    def _note(documents: dict[tuple[str, str, str], Document], found: Iterable[Document]) -> None:
        documents.update({(row.model, row.kind, row.location): row for row in found})

    def _files(self, key: VersionKey, raw: Any, run: Any) -> Files:
        place = place_of(raw, run)
        if place is None:
            return Files()
        self._reading.progress(f"files of {key[0][:60]}, version {key[1]}")
        return files_of(self._session, place)

    def _runs(self, versions: Iterable[Any]) -> dict[str, Any]:
        """Return the runs that produced the versions, deleted ones too, as far as they are told."""
        wanted = {inner(raw, "run_id") or "" for raw in versions}
        # The ids become part of a filter, so nothing else may stand in them.
        ids = sorted(run_id for run_id in wanted if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", run_id))
        experiments = self._experiment_ids() if ids else []
        found: dict[str, Any] = {}
        for start in range(0, len(ids) if experiments else 0, RUNS_AT_ONCE):
            self._reading.progress(f"runs {start + 1} and on, of {len(ids)}")
            some = ", ".join(f"'{run_id}'" for run_id in ids[start : start + RUNS_AT_ONCE])
            search = {
                "experiment_ids": experiments,
                "filter": f"attributes.run_id IN ({some})",
                "run_view_type": "ALL",
                "max_results": RUNS_AT_ONCE,
            }
            page = self._session.search(RUNS, search, missing=NOT_TOLD)
            if page is None:
                return found
            for run in self._session.rows(page, RUNS, "runs", optional=True):
                found[inner(run, "info", "run_id") or ""] = run
        return found

    def _experiment_ids(self) -> list[str]:
        found = (inner(row, "experiment_id") for row in self._experiments())
        return [told for told in found if told is not None]

    def _experiments(self) -> list[Any]:
        if self._known_experiments is None:
            pages = self._pages(EXPERIMENTS, "experiments", {"view_type": "ALL"}, NOT_TOLD)
            self._known_experiments = list(pages)
        return self._known_experiments
