"""GitHub's own description of its API, served by Prism, holds every call of the connector."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from faulty_server import faulty_server
from prism import GITHUB, GITHUB_PATHS, one_page, prism

from connectors.github import Github
from data.reading import Reading, RejectedRow
from data.records import Deployment, Identity, Incident


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Github]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_TOKEN", "canary")
        with (
            prism(tmp_path_factory.mktemp("prism"), GITHUB, GITHUB_PATHS) as url,
            faulty_server(one_page(url)) as server,
        ):
            yield Github(
                name="code",
                url=server.url,
                token_env="GITHUB_TOKEN",
                repositories=("octocat/Hello-World",),
                models={"hello": "octocat/Hello-World"},
                releases=True,
                approvals=True,
                since_days=3650,
            )


def test_every_call_is_one_that_the_description_knows_and_its_examples_are_read(
    source: Github,
) -> None:
    now = datetime(2015, 1, 1, tzinfo=UTC)
    reading = Reading(started_at=now, previous=lambda _: (), columns=lambda _: ())
    rows = list(source.read(reading))
    assert [row for row in rows if isinstance(row, RejectedRow)] == []
    [deployment] = [row for row in rows if isinstance(row, Deployment)]
    assert (deployment.actor, deployment.target, deployment.succeeded) == (
        "octocat", "octocat/Hello-World:production", True,
    )  # fmt: skip
    names = [row.external_id for row in rows if isinstance(row, Identity)]
    assert names == ["octocat/Hello-World", "octocat/Hello-World:production"]
    assert [row for row in rows if isinstance(row, Incident)] == []


def test_check_is_answered(source: Github) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    reading = Reading(started_at=now, previous=lambda _: (), columns=lambda _: ())
    assert source.check(reading) == (
        "GitHub answers; 1 repository named, octocat/Hello-World visible"
    )
