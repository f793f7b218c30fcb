"""AWS over its JSON protocol: each call signed, each action declared and only reading."""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import requests
from pydantic import Field, model_validator

from connectors.parts.credentials import Credentials, from_environment
from connectors.parts.remote import BaseUrl, RemoteConnector, storable
from connectors.session import Session
from data.errors import AuthFailed

SIGNED = ("Content-Type", "X-Amz-Target")
READING = ("List", "Describe", "Get")
PATH = "/"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
REFUSED, UNKNOWN, NOT_ALLOWED, TOO_OFTEN = 401, 404, 403, 429
STATUSES = {
    "AccessDenied": NOT_ALLOWED,
    "AccessDeniedException": NOT_ALLOWED,
    "NotAuthorized": NOT_ALLOWED,
    "OptInRequired": NOT_ALLOWED,
    "ExpiredTokenException": REFUSED,
    "ExpiredToken": REFUSED,
    "IncompleteSignature": REFUSED,
    "IncompleteSignatureException": REFUSED,
    "InvalidClientTokenId": REFUSED,
    "InvalidSignatureException": REFUSED,
    "MissingAuthenticationToken": REFUSED,
    "MissingAuthenticationTokenException": REFUSED,
    "RequestExpired": REFUSED,
    "SignatureDoesNotMatch": REFUSED,
    "UnrecognizedClientException": REFUSED,
    "ResourceNotFound": UNKNOWN,
    "ResourceNotFoundException": UNKNOWN,
    "RequestLimitExceeded": TOO_OFTEN,
    "Throttling": TOO_OFTEN,
    "ThrottlingException": TOO_OFTEN,
    "ThrottledException": TOO_OFTEN,
    "TooManyRequestsException": TOO_OFTEN,
}
"""The errors common to all of AWS, which answers 400 for nearly everything, as statuses."""


@dataclass(frozen=True)
class Signature(Credentials):
    """Signs each request anew (Signature Version 4) for one service in one region."""

    keys: Any = field(default=None, repr=False)
    service: str = ""
    region: str = ""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Set the headers of the signature on one request."""
        _quiet()
        from botocore.auth import SigV4Auth  # type: ignore[import-untyped]
        from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]

        signed = AWSRequest(
            method=request.method,
            url=request.url,
            data=request.body,
            headers={name: request.headers[name] for name in SIGNED if name in request.headers},
        )
        SigV4Auth(self.keys, self.service, self.region).add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        return request


class Actions:
    """The actions of one service, called through a session.

    Args:
        session: it declares the path of all actions as a search.
        target: what stands before an action's name in X-Amz-Target.
        allowed: the only actions that may be called.
    """

    def __init__(self, session: Session, target: str, allowed: Collection[str]) -> None:
        self.session = session
        self._target = target
        self._allowed = frozenset(allowed)

    def ask(self, action: str, asked: Mapping[str, Any], missing: Collection[int] = ()) -> Any:
        """Return one answer; None for an error that stands for one of the statuses `missing`.

        Raises:
            ValueError: the action is not declared, or might change something.
        """
        return self.session.search(PATH, asked, missing, self._headers(action))

    def pages(
        self,
        action: str,
        asked: Mapping[str, Any],
        key: str,
        missing: Collection[int] = (),
    ) -> Iterator[Any]:
        """Yield the rows under `key` of all pages; an error in `missing` is the end.

        Raises:
            ValueError: the action is not declared, or might change something.
        """
        for page in self.session.search_pages(
            PATH,
            asked,
            key,
            next_key="NextToken",
            ask_key="NextToken",
            missing=missing,
            headers=self._headers(action),
        ):
            yield from page

    def _headers(self, action: str) -> dict[str, str]:
        if action not in self._allowed or not action.startswith(READING):
            raise ValueError(f"{action} is not declared as an action that only reads")
        return {
            "X-Amz-Target": f"{self._target}.{action}",
            "Content-Type": "application/x-amz-json-1.1",
        }


class AwsConnector(RemoteConnector):
    """A connector to one AWS service in one region, which needs the extra `aws`."""

    url: BaseUrl = Field(
        "",
        description="address of a private endpoint; empty: the public one of the region",
    )
    region: str = Field(
        pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9]+$", description="region, such as eu-west-1"
    )
    profile: str | None = Field(
        None,
        min_length=1,
        description="profile of AWS's own settings files to take credentials from, which may "
        "assume a role; unset: where boto3 usually finds them",
    )
    access_key_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds an access key id; unset: where "
        "boto3 usually finds credentials",
    )
    secret_key_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds the secret access key",
    )
    session_token_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds the session token of temporary "
        "credentials",
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> "AwsConnector":
        if (self.access_key_env is None) != (self.secret_key_env is None):
            raise ValueError("set both `access_key_env` and `secret_key_env`, or neither")
        if self.session_token_env is not None and self.access_key_env is None:
            raise ValueError("`session_token_env` needs `access_key_env` and `secret_key_env`")
        if self.profile is not None and self.access_key_env is not None:
            raise ValueError("set either `profile` or `access_key_env`, not both")
        return self

    def secrets(self) -> tuple[str, ...]:
        """Give the names of the variables that hold credentials."""
        named = (self.access_key_env, self.secret_key_env, self.session_token_env)
        return tuple(name for name in named if name is not None)

    def _aws_session(self, service: str, host: str) -> Session:
        """Return a session with a service, which answers at `host` unless `url` says where."""
        keys = self._keys()
        domain = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        secrets = {text for text in (keys.secret_key, keys.token) if text}
        return self._session(
            Signature(
                f"give the identity of source {self.name!r} the policy in its docs page, and "
                f"{self._mend()}",
                secrets=tuple({*secrets, *(quote(text, safe="") for text in secrets)}),
                keys=keys,
                service=service,
                region=self.region,
            ),
            searches=(PATH,),
            url=self.url or f"https://{host}.{self.region}.{domain}",
            statuses=STATUSES,
        )

    def _mend(self) -> str:
        if self.access_key_env is not None:
            return f"put valid keys into {' and '.join(self.secrets())}"
        return "sign in anew, or name valid keys in `access_key_env` and `secret_key_env`"

    def _keys(self) -> Any:
        """Return the credentials that the settings name, or that boto3 finds.

        Raises:
            AuthFailed: there are none, or the extra is not installed.
        """
        _quiet()
        try:
            import boto3  # type: ignore[import-untyped]
            from botocore.credentials import Credentials as Keys  # type: ignore[import-untyped]
            from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]
        except ImportError as error:
            raise AuthFailed(
                f"source {self.name!r} needs the extra `aws` to sign its calls, which is not "
                "installed: pip install 'mlops-scorecard[aws]'"
            ) from error
        if self.access_key_env is not None and self.secret_key_env is not None:
            held = [
                from_environment(variable, setting, self.name)
                for setting, variable in (
                    ("access_key_env", self.access_key_env),
                    ("secret_key_env", self.secret_key_env),
                    ("session_token_env", self.session_token_env),
                )
                if variable is not None
            ]
            return Keys(*held)
        try:
            found = boto3.Session(profile_name=self.profile).get_credentials()
            frozen = found and found.get_frozen_credentials()
        except BotoCoreError as error:
            raise AuthFailed(
                f"boto3 cannot give credentials to source {self.name!r} "
                f"({type(error).__name__}): correct `profile`, or {self._mend()}"
            ) from error
        if not frozen or not frozen.access_key or not frozen.secret_key:
            raise AuthFailed(
                f"boto3 finds no credentials for source {self.name!r}: set `profile`, or name the "
                "environment variables that hold keys in `access_key_env` and `secret_key_env`"
            )
        return Keys(frozen.access_key, frozen.secret_key, frozen.token)


def _quiet() -> None:
    """Keep botocore from logging session tokens, as it does where everything is logged."""
    logging.getLogger("botocore").setLevel(logging.INFO)


def moment(row: Any, name: str) -> datetime | None:
    """Return a time that stands as seconds since 1970; None: it is not given, or none."""
    value = row.get(name) if isinstance(row, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return None
    try:
        return EPOCH + timedelta(milliseconds=round(value * 1000))
    except (OverflowError, ValueError):
        return None


def pairs(tags: Any) -> dict[str, str]:
    """Return a list of `Key` and `Value` as texts by key."""
    rows = [row for row in tags if isinstance(row, Mapping)] if isinstance(tags, list) else []
    return {
        storable(row["Key"]): storable(row["Value"])
        for row in rows
        if isinstance(row.get("Key"), str) and isinstance(row.get("Value"), str) and row["Key"]
    }
