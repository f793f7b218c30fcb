"""Credentials: read from the environment by name, sent in one header, hidden from every text."""

import base64
import json
from dataclasses import dataclass, field
from os import environ
from urllib.parse import quote

import requests
from requests.auth import AuthBase

from data.errors import AuthFailed


@dataclass(frozen=True)
class Credentials(AuthBase):
    """What is sent in one header, and every spelling of it that no text may carry.

    It is handed to requests as `auth=`, so that no ~/.netrc entry takes its place.
    """

    mend: str
    """What to do where a source refuses them, as the end of a sentence."""
    header: str | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    header_name: str = "Authorization"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Set the header on one request."""
        if self.header is not None:
            request.headers[self.header_name] = self.header
        return request


def from_environment(variable: str, setting: str, source: str) -> str:
    """Return the secret that an environment variable holds, without blanks around it.

    Raises:
        AuthFailed: it is not set, or holds what no header can carry.
    """
    value = environ.get(variable, "").strip()
    named = f"`{setting}` of source {source!r} names the environment variable {variable}"
    if not value:
        raise AuthFailed(f"{named}, which is not set: export it where sync and serve run")
    if not (value.isascii() and value.isprintable()):
        raise AuthFailed(
            f"{named}, whose value has line breaks or characters other than plain ASCII: "
            "copy the credential anew"
        )
    return value


def token_credentials(
    token: str, scheme: str, mend: str, header_name: str = "Authorization"
) -> Credentials:
    """Return credentials of the form `<scheme><token>`, such as `Bearer ` before a token."""
    return Credentials(mend, f"{scheme}{token}", _spellings(token), header_name)


def basic_credentials(user: str, password: str, mend: str) -> Credentials:
    """Return credentials for HTTP Basic."""
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return Credentials(mend, f"Basic {pair}", (*_spellings(password), pair))


def token_or_user(
    source: str, token_env: str | None, username: str | None, password_env: str | None
) -> Credentials:
    """Return credentials of a source that takes a bearer token, or a user, or neither.

    Raises:
        AuthFailed: a variable that the settings name does not hold them.
    """
    if token_env is not None:
        token = from_environment(token_env, "token_env", source)
        mend = f"put a valid token into {token_env} (`token_env` of source {source!r})"
        return token_credentials(token, "Bearer ", mend)
    if username is not None and password_env is not None:
        password = from_environment(password_env, "password_env", source)
        mend = f"correct `username` of source {source!r} or the password in {password_env}"
        return basic_credentials(username, password, mend)
    return Credentials(f"set `token_env`, or `username` and `password_env`, of source {source!r}")


def _spellings(secret: str) -> tuple[str, ...]:
    spellings = {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}
    return tuple(sorted(spellings, key=len, reverse=True))
