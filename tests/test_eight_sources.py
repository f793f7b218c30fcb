"""Nine sources at once, four of them real servers, are read twice; between, two servers die."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import boto3
import pyarrow.parquet as pq
import pytest
import requests
from accounts import accounts
from chain import Clock
from click.testing import CliRunner, Result
from company import MODELS, PASSWORD, START, TOKEN, Company, fill, gate, pager
from faulty_server import Answer, Call, Replay, as_json, faulty_server
from mlflow_server import Registry, mlflow_server
from moto_server import moto_server
from opened_pages import drawings, opening, plainly, words
from prism import GITHUB, GITHUB_PATHS, one_page, prism
from prometheus_server import every_minute, prometheus_server
from streamlit.testing.v1 import AppTest

from app.cli import main
from app.config import load
from app.context import Context
from app.ui import current
from data.landing import Landing
from data.records import Record, entities

SOURCES = ("registry", "bill", "pager", "files", "names", "metrics", "aws", "cluster", "code")
DIE = ("metrics", "aws")
RULES = """\
groups:
  - name: models
    rules:
      - alert: ChurnSlow
        expr: vector(0) > 1
        labels: {model: churn-scorer, severity: critical}
"""


@dataclass
class Home:
    """The company with more sources, its clock, and what its commands said."""

    company: Company
    clock: Clock
    more: str
    results: dict[str, Result] = field(default_factory=dict)
    landed: dict[str, dict[str, list[Record]]] = field(default_factory=dict)

    def run(self, name: str, *command: str) -> None:
        whole = [*command, "--config", str(self.company.settings)]
        self.results[name] = CliRunner().invoke(main, whole, catch_exceptions=False)

    def sync(self, name: str) -> None:
        settings = self.company.write_settings()
        settings.write_text(settings.read_text("utf-8") + self.more, encoding="utf-8")
        self.run(name, "sync")
        landing = Landing(self.company.folder / "home" / "landing")
        self.landed[name] = {
            source: [row for kind in entities().values() for row in landing.records(source, kind)]
            for source in SOURCES
        }


def history() -> list[object]:
    """A counter of the last days, ten requests a minute, up to the first sync."""
    first, last = START - timedelta(days=4), START - timedelta(minutes=1)
    first = first.replace(hour=0)
    times = (f"{each:%Y-%m-%dT%H:%M:%S}" for each in (first, last))
    labels = {"model_name": "churn-scorer", "finished_reason": "stop"}
    return [
        every_minute(
            "vllm:request_success_total",
            labels,
            *times,
            lambda at: 10 * (at - first).total_seconds() / 60,
        )
    ]


def fill_aws(url: str) -> None:
    """Register one model package in an AWS account."""
    keys = {"aws_access_key_id": "canary", "aws_secret_access_key": "canary"}
    client = boto3.client("sagemaker", endpoint_url=url, region_name="eu-west-1", **keys)
    client.create_model_package_group(ModelPackageGroupName="loan-scorer")
    client.create_model_package(ModelPackageGroupName="loan-scorer", ModelApprovalStatus="Approved")


def beside(moto: str) -> Replay:
    """Answer as moto does, and of monitoring, which it does not know, that there is none."""

    def answer(call: Call) -> Answer:
        if call.headers["X-Amz-Target"].endswith(".ListMonitoringSchedules"):
            return as_json({"MonitoringScheduleSummaries": []})
        told = requests.post(moto, data=call.body, headers=call.headers, timeout=30)
        return Answer(told.content, told.status_code, {"Content-Type": "application/json"})

    return answer


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The company after both syncs, its clock a day after the first."""
    kserve = accounts()["kserve"]
    secrets = {
        "REGISTRY_PASSWORD": PASSWORD,
        "PAGER_TOKEN": TOKEN,
        "AWS_KEY": "AKIACANARY7XDNB",
        "AWS_SECRET": "canary+/e7XDnB",
        "GITHUB_TOKEN": "canary-github",
        **kserve.environment,
    }
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch, ExitStack() as alive:
        for name, secret in secrets.items():
            patch.setenv(name, secret)
        patch.setattr("app.commands.shared.home.Context", partial(Context, now=clock))
        registry = Registry(alive.enter_context(mlflow_server(tmp_path_factory.mktemp("mlflow"))))
        fill(registry)
        front = alive.enter_context(faulty_server(gate(registry, {"reader": MODELS})))
        incidents = alive.enter_context(faulty_server(pager))
        cluster = alive.enter_context(faulty_server(kserve.replay()))
        folder = tmp_path_factory.mktemp("prism")
        described = alive.enter_context(prism(folder, GITHUB, GITHUB_PATHS))
        code = alive.enter_context(faulty_server(one_page(described))).url
        dying = ExitStack()
        alive.callback(dying.close)
        metrics = dying.enter_context(
            prometheus_server(tmp_path_factory.mktemp("prometheus"), history(), RULES)
        )
        moto = dying.enter_context(moto_server(tmp_path_factory.mktemp("moto")))
        fill_aws(moto)
        aws = dying.enter_context(faulty_server(beside(moto))).url
        token = next(iter(kserve.environment))
        more = f"""
[sources.metrics]
kind = "prometheus"
url = "{metrics}"
since_days = 5

[sources.aws]
kind = "sagemaker"
region = "eu-west-1"
url = "{aws}"
access_key_env = "AWS_KEY"
secret_key_env = "AWS_SECRET"

[sources.cluster]
kind = "kserve"
url = "{cluster.url}"
token_env = "{token}"

[sources.code]
kind = "github"
url = "{code}"
token_env = "GITHUB_TOKEN"
repositories = ["octocat/Hello-World"]
since_days = 3650
"""
        made = Home(
            Company(tmp_path_factory.mktemp("company"), front.url, incidents.url), clock, more
        )
        made.sync("first")
        dying.close()
        clock.now = START + timedelta(days=1)
        made.sync("second")
        for kind in ("json", "html"):
            made.run(kind, "snapshot", "--format", kind)
        yield made


@pytest.fixture
def page(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AppTest]:
    """The page of the sources."""
    monkeypatch.setattr(current, "Context", partial(Context, now=home.clock))
    for opened in opening(monkeypatch, tmp_path_factory):
        app = opened("sources", home.company.folder / "home")
        monkeypatch.setenv("MLOPS_SCORECARD_CONFIG", str(home.company.settings))
        yield app.run()


def said(result: Result) -> dict[str, tuple[str, str]]:
    """Return each source's status, and the rest of its line."""
    lines = (line.split(maxsplit=2) for line in result.stdout.splitlines() if line[:1] != " ")
    return {name: (status, rest) for name, status, rest in lines}


def test_all_nine_are_read_at_once(home: Home) -> None:
    told = said(home.results["first"])
    assert {name: status for name, (status, _) in told.items()} == {
        **dict.fromkeys(SOURCES, "ok"), "bill": "partial", "code": told["code"][0],
    }  # fmt: skip
    assert told["code"][0] in {"ok", "partial"}
    assert all(home.landed["first"][name] for name in SOURCES)


def test_the_dead_are_told_with_the_mend_and_the_others_are_read(home: Home) -> None:
    result = home.results["second"]
    told = said(result)
    assert result.exit_code == 1
    assert {name for name, (status, _) in told.items() if status == "failed"} == set(DIE)
    assert "does not answer: check `url` of source 'metrics'" in result.stdout
    assert "of source 'aws'" in result.stdout


def test_what_the_dead_brought_stays_as_it_was(home: Home) -> None:
    for name in DIE:
        assert home.landed["second"][name] == home.landed["first"][name]
    with Context(load(home.company.settings), now=home.clock) as context:
        dated = {each.source: each.last_good for each in context.sources()}
    assert {name: dated[name] for name in DIE} == dict.fromkeys(DIE, START)
    assert {dated[name] for name in SOURCES if name not in DIE} == {home.clock.now}


def test_the_page_says_what_is_stale_and_what_that_does_to_which_questions(page: AppTest) -> None:
    assert not page.exception
    title = plainly(page.title[0].value)
    assert title == "Sources: 9 sources, read just now, the oldest 24 hours ago, 2 failed"
    shown, told = drawings(page), words(page)
    assert shown.count("24 hours ago") == len(DIE)
    assert "questions rest on Prometheus; unless it is read again, the first goes open on" in told
    assert "rest on Amazon SageMaker" in told or "Nothing rests on Amazon SageMaker now" in told
    assert "What rests on" in shown


def test_no_secret_stands_in_what_was_said_kept_or_exported(home: Home) -> None:
    for name, result in home.results.items():
        assert "canary" not in result.output.lower(), name
    for file in home.company.folder.rglob("*"):
        if file.suffix == ".parquet":
            assert "canary" not in str(pq.read_table(file).to_pylist()).lower(), file
        elif file.is_file():
            assert b"canary" not in file.read_bytes().lower(), file
