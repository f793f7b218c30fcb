"""How a SageMaker source signs in, which actions it may call, and what it is refused."""

import builtins
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from accounts.pagerduty import reading
from accounts.sagemaker import ENVIRONMENT, Service, connector, of, read
from faulty_server import FaultyServer, faulty_server
from pydantic import ValidationError

from connectors.parts.aws import Actions
from connectors.sagemaker import ACTIONS, Sagemaker
from data.errors import AuthFailed, RateLimited, Rejected
from data.records import Document, Model, ModelVersion, Monitor, Ownership

PAGE = Path(__file__).parents[1] / "docs" / "connectors" / "sagemaker.md"


@pytest.fixture
def account() -> Service:
    return Service()


@pytest.fixture
def server(account: Service) -> Iterator[FaultyServer]:
    with faulty_server(account) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Sagemaker:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return connector(server)


# Access


OPTIONAL = {
    "DescribeModelPackage": ModelVersion,
    "ListModelCards": Document,
    "ListMonitoringSchedules": Monitor,
    "ListTags": Ownership,
}


@pytest.mark.parametrize("action", OPTIONAL)
def test_what_this_identity_may_not_read_is_unknown_and_the_rest_lands(
    source: Sagemaker, account: Service, action: str
) -> None:
    well, row = read(source), OPTIONAL[action]
    account.refused = {action: "AccessDeniedException"}
    rows = read(source)
    assert of(Model, rows)
    assert len(of(row, rows)) <= len(of(row, well))
    assert of(row, rows) != of(row, well)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AccessDeniedException", AuthFailed),
        ("ExpiredTokenException", AuthFailed),
        ("UnrecognizedClientException", AuthFailed),
        ("com.amazon.coral.service#ThrottlingException", RateLimited),
        ("ValidationException", Rejected),
    ],
)
def test_what_aws_answers_400_for_is_typed_by_its_code(
    source: Sagemaker, account: Service, code: str, kind: type[Exception]
) -> None:
    account.refused = {"ListModelPackageGroups": code}
    with pytest.raises(kind, match=r": .*sagemaker:ListModelPackageGroups|sync later"):
        read(source)


def test_check_counts_what_is_visible(source: Sagemaker, server: FaultyServer) -> None:
    assert source.check(reading()) == (
        "SageMaker in eu-west-1 answers; visible are 2 model package groups, 2 or more endpoints, "
        "2 or more model cards"
    )
    assert len(server.calls) == 3


def called(server: FaultyServer) -> set[str]:
    return {call.headers["X-Amz-Target"].removeprefix("SageMaker.") for call in server.calls}


def test_the_policy_of_the_docs_page_allows_what_is_called_and_no_more(
    source: Sagemaker, server: FaultyServer
) -> None:
    read(source)
    (policy,) = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    (statement,) = json.loads(policy)["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Action"] == [f"sagemaker:{action}" for action in sorted(ACTIONS)]
    assert called(server) == set(ACTIONS)


@pytest.mark.parametrize("action", ["DeleteEndpoint", "CreateModel", "DescribeCluster"])
def test_an_action_that_is_not_declared_or_not_reading_is_never_called(
    source: Sagemaker, action: str, server: FaultyServer
) -> None:
    allowed = {*ACTIONS, "DeleteEndpoint", "CreateModel"}
    with source._open() as session, pytest.raises(ValueError, match="only reads"):
        Actions(session, "SageMaker", allowed).ask(action, {})
    assert server.calls == []


def test_each_call_is_signed_as_aws_signs_it(source: Sagemaker, server: FaultyServer) -> None:
    read(source)
    for call in server.calls:
        signed = call.headers["Authorization"]
        assert re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=AKIACANARY7XDNB/\d{8}/eu-west-1/sagemaker/aws4_request, "
            r"SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
            r"Signature=[0-9a-f]{64}",
            signed,
        )


def test_without_the_extra_the_error_names_it(
    source: Sagemaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in {"boto3", "botocore"}:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(AuthFailed, match=r"pip install 'mlops-scorecard\[aws\]'"):
        read(source)


def test_boto3_is_not_imported_until_a_source_is_read() -> None:
    code = "import sys, connectors.sagemaker; sys.exit('boto3' in sys.modules)"
    assert subprocess_of(code) == 0


def subprocess_of(code: str) -> int:
    return subprocess.run([sys.executable, "-c", code], check=False).returncode


def quiet_environment(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "credentials"))


OWN_KEYS = {"access_key_env": None, "secret_key_env": None, "session_token_env": None}


def test_without_keys_of_its_own_boto3_finds_them(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    quiet_environment(monkeypatch, tmp_path)
    (tmp_path / "credentials").write_text(
        "[audit]\naws_access_key_id = AKIACANARY7XDNB\naws_secret_access_key = x\n"
        f"aws_session_token = {ENVIRONMENT['SM_SESSION_TOKEN']}\n"
    )
    source = connector(server, profile="audit", **OWN_KEYS)
    assert source.secrets() == ()
    assert of(Model, read(source))


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        (None, "boto3 finds no credentials for source 'source': set `profile`"),
        ("none", "ProfileNo"),
    ],
)
def test_where_boto3_finds_none_the_error_says_how_to_name_them(
    server: FaultyServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    profile: str | None,
    told: str,
) -> None:
    quiet_environment(monkeypatch, tmp_path)
    with pytest.raises(AuthFailed, match=told):
        read(connector(server, profile=profile, **OWN_KEYS))
    assert server.calls == []


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"secret_key_env": "B"}, "set both"),
        ({"session_token_env": "C"}, "needs `access_key_env`"),
        ({"access_key_env": "A", "secret_key_env": "B", "profile": "p"}, "either `profile`"),
        ({"region": "Ireland"}, "region"),
        ({"url": "ftp://x"}, "https:// or http://"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    settings: Mapping[str, str], wrong: str
) -> None:
    with pytest.raises(ValidationError, match=wrong):
        Sagemaker(name="x", **{"region": "eu-west-1", **settings})


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-1", "api.sagemaker.eu-west-1.amazonaws.com"),
        ("us-gov-west-1", "api.sagemaker.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "api.sagemaker.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_the_address_is_that_of_the_region(
    source: Sagemaker, server: FaultyServer, region: str, host: str
) -> None:
    with (
        connector(server, region=region, url="https://x")
        .model_copy(update={"url": ""})
        ._open() as session
    ):
        assert session.url == f"https://{host}"
    client = boto3.client(
        "sagemaker", region_name=region, aws_access_key_id="x", aws_secret_access_key="x"
    )
    assert client.meta.endpoint_url == f"https://{host}"
