"""One way to call a source over HTTP: patient, read-only, each failure typed and worded."""

import json
import random
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import (
    ConnectionError,
    InvalidURL,
    RequestException,
    SSLError,
    Timeout,
)
from urllib3.exceptions import HTTPError, LocationParseError, ReadTimeoutError

from connectors.paging import Paging, Params
from connectors.parts.credentials import Credentials
from data.errors import AuthFailed, BadPayload, RateLimited, Rejected, SourceError, Unavailable

Read = TypeVar("Read")

LARGEST_BODY = 64 * 1024 * 1024
CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 30.0
SAID_CHARACTERS = 200


@dataclass(frozen=True)
class Patience:
    """How often and how long a source is asked, and by whose clock (tests bring their own)."""

    deadline_seconds: float = 120
    tries: int = 5
    first_wait: float = 0.5
    longest_wait: float = 60
    clock: Callable[[], float] = time.monotonic
    today: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def within(self, seconds: float) -> "Patience":
        """Return the same patience with this deadline."""
        return replace(self, deadline_seconds=seconds)


def plain_address(address: str) -> str:
    """Return an address without user, password, query and fragment."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


class _Passing(Exception):
    """A failure that may pass: the error to raise if it does not, and the wait asked for."""

    def __init__(self, error: SourceError, asked: float | None = None) -> None:
        super().__init__()
        self.error = error
        self.asked = asked


@dataclass(frozen=True)
class _Call:
    method: str
    path: str
    params: Params
    body: Mapping[str, Any] | None
    missing: Collection[int]
    largest: int
    plain_text: bool
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None


class Session(Paging):
    """The calls of one reading of one source: one deadline for all of them.

    Args:
        source: the source's name in the settings, for the errors.
        title: what the source is, in words.
        url: the address that every path is put after.
        setting: the name of the setting that has it, for the errors.
        credentials: see Credentials.
        patience: see Patience.
        accept: the Accept header.
        ca_file: certificates to trust instead of the usual ones.
        searches: the only paths that may be called with POST, documented as searches.
        headers: what else every call carries, such as the version of the API; never a secret.
        exact: numbers with a point or an exponent come as Decimal, digit for digit: money.
        statuses: error codes in the body of a 400 that stand for another status, where a source
            answers 400 for all that goes wrong.
    """

    def __init__(
        self,
        *,
        source: str,
        title: str,
        url: str,
        setting: str = "url",
        credentials: Credentials,
        patience: Patience,
        accept: str = "application/json",
        ca_file: Path | None = None,
        searches: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        exact: bool = False,
        statuses: Mapping[str, int] | None = None,
    ) -> None:
        self._statuses = statuses or {}
        self._source = source
        self._title = title
        self.url = url.rstrip("/")
        self._setting = setting
        self._credentials = credentials
        self._patience = patience
        self._searches = frozenset(searches)
        self._until = patience.clock() + patience.deadline_seconds
        if ca_file is not None and not ca_file.is_file():
            raise Unavailable(
                f"{ca_file}: there is no such file of certificates: correct `ca_file` of "
                f"source {source!r}"
            )
        self._http = requests.Session()
        self._http.trust_env = False
        for scheme in ("https://", "http://"):
            self._http.mount(scheme, HTTPAdapter(max_retries=0))
        self._http.headers.update({"Accept": accept, "User-Agent": "mlops-scorecard"})
        self._http.headers.update(headers or {})
        self._parse = _parse_exactly if exact else _parse
        self.links = {}
        self.missed: int | None = None
        """The status of the last call if the caller lists it as `missing`; None: it does not."""
        self._http.verify = True if ca_file is None else str(ca_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def get(self, path: str, params: Params | None = None, missing: Collection[int] = ()) -> Any:
        """Return the JSON of one page; None for a status that the caller lists as `missing`."""
        call = _Call("GET", path, params or {}, None, missing, LARGEST_BODY, plain_text=False)
        return self._ask(call, self._parse)

    def entry(self, path: str) -> Mapping[str, Any]:
        """Return the JSON of one thing.

        Raises:
            BadPayload: it is no object.
        """
        found = self.get(path)
        if not isinstance(found, Mapping):
            raise self.bad(path, "answered with something other than an object")
        return found

    def search(
        self,
        path: str,
        body: Mapping[str, Any],
        missing: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Return the JSON of a search that its source documents as POST and that changes nothing.

        Raises:
            ValueError: the path is not one of `searches`.
        """
        if path not in self._searches:
            raise ValueError(f"{path} is not declared as a search, so it is not called with POST")
        call = _Call(
            "POST", path, {}, body, missing, LARGEST_BODY, plain_text=False, headers=headers or {}
        )
        return self._ask(call, self._parse)

    def sign_in(self, path: str, scope: str) -> str:
        """Return the access token that a client's own credentials are exchanged for (OAuth 2.0).

        This is the one call with POST that is no search; it hands out a token, nothing else.

        Raises:
            BadPayload: the answer holds no token.
        """
        form = {"grant_type": "client_credentials", "scope": scope}
        call = _Call("POST", path, {}, None, (), LARGEST_BODY, plain_text=False, form=form)
        told = self._ask(call, _parse)
        token = told.get("access_token") if isinstance(told, dict) else None
        if not isinstance(token, str) or not (token.isascii() and token.isprintable() and token):
            raise self.bad(path, "answered without an `access_token`")
        return token

    def pause(self, path: str, seconds: float) -> None:
        """Wait between two looks at something that is not finished yet.

        Raises:
            Unavailable: the deadline would pass.
        """
        call = _Call("GET", path, {}, None, (), LARGEST_BODY, plain_text=False)
        if seconds >= self._left():
            raise self._late(call)
        self._patience.sleep(seconds)

    def text(
        self,
        path: str,
        params: Params,
        missing: Collection[int],
        largest: int = 1024 * 1024,
        whole: Callable[[bytes], bool] = lambda _: True,
    ) -> str | None:
        """Return a small text file; None for a status that the caller lists as `missing`.

        Where the caller can tell that it is not `whole`, it is asked for again.
        """
        call = _Call("GET", path, params, None, missing, largest, plain_text=True)

        def read(content: bytes) -> str:
            if not whole(content):
                raise _Passing(self.bad(path, "answered with another text than it told of"))
            return content.decode("utf-8", "replace")

        return self._ask(call, read)

    def hide(self, text: str) -> str:
        """Return the text without any credential in it."""
        for secret in self._credentials.secrets:
            text = text.replace(secret, "[credential]")
        return text

    def _ask(self, call: _Call, read: Callable[[bytes], Read]) -> Read | None:
        for attempt in range(1, self._patience.tries + 1):
            self._hurry(call)
            try:
                return self._once(call, read)
            except _Passing as passing:
                wait = self._wait(attempt, passing.asked)
                if attempt == self._patience.tries or max(wait, passing.asked or 0) >= self._left():
                    raise passing.error from passing.__cause__
            self._patience.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _once(self, call: _Call, read: Callable[[bytes], Read]) -> Read | None:
        try:
            with self._send(call) as response:
                told = self._told(response) if response.status_code >= 400 else None
                status = self._status(response, told)
                if status == 403 and _is_throttled(response):
                    status = 429
                self.missed = status if status in call.missing else None
                if self.missed is not None:
                    return None
                self._judge(call, response, status, told)
                content = self._content(call, response)
                self.links = response.links
        except SSLError as error:
            raise Unavailable(
                f"{self._named(call.path)} offers no secure connection that can be trusted: name "
                f"the file of your own certificates in `ca_file` of source {self._source!r}"
            ) from error
        except (InvalidURL, LocationParseError, UnicodeError) as error:
            raise Rejected(
                f"{self._named(call.path)} is no address that can be called: correct "
                f"`{self._setting}` of source {self._source!r}"
            ) from error
        except (RequestException, HTTPError) as error:
            raise _Passing(self._silent(call, error)) from error
        self._refuse_web_page(call, response, content)
        try:
            return read(content)
        except (ValueError, RecursionError) as error:
            raise _Passing(self.bad(call.path, "answered with something other than JSON")) from (
                error
            )

    def _send(self, call: _Call) -> requests.Response:
        return self._http.request(
            call.method,
            self.url + call.path,
            params=call.params,
            json=call.body,
            data=call.form,
            headers=dict(call.headers),
            auth=self._credentials,
            timeout=(CONNECT_SECONDS, max(1.0, min(SILENCE_SECONDS, self._left()))),
            allow_redirects=False,
            stream=True,
        )

    def _status(self, response: requests.Response, told: Any) -> int:
        """Return the status, or the one that the code in the body of a 400 stands for."""
        code = told.get("__type", told.get("error")) if isinstance(told, dict) else None
        if response.status_code != 400 or not isinstance(code, str):
            return response.status_code
        return self._statuses.get(code.rpartition("#")[2], 400)

    def _judge(self, call: _Call, response: requests.Response, status: int, told: Any) -> None:
        """Raise what the status stands for, unless it stands for an answer."""
        answered = f"{self._named(call.path)} answered {response.status_code}"
        if status in (401, 403):
            refusal = "the credentials are not accepted" if status == 401 else "no right to read"
            raise AuthFailed(f"{answered}, {refusal}: {self._credentials.mend}{self._said(told)}")
        if 300 <= status < 400:
            target = plain_address(response.headers.get("Location", "nowhere"))
            raise AuthFailed(
                f"{answered} and points to {self.hide(target)}: set `{self._setting}` of source "
                f"{self._source!r} to the final address, or {self._credentials.mend}"
            )
        if status == 429:
            asked = self._asked_wait(response)
            patience = "" if asked is None else f" and asks to wait {asked:.0f} seconds"
            mend = "sync later, or less often"
            raise _Passing(RateLimited(f"{answered}{patience}: {mend}"), asked)
        if status >= 500 or status == 408:
            mend = "look at that server, or sync later"
            raise _Passing(Unavailable(f"{answered}: {mend}"), self._asked_wait(response))
        if status >= 400:
            mend = f"check `{self._setting}` and the settings of source {self._source!r}"
            raise Rejected(f"{answered}: {mend}{self._said(told)}")

    def _content(self, call: _Call, response: requests.Response) -> bytes:
        chunks: list[bytes] = []
        size = 0
        # read1 hands over what has come, so that a body that drips cannot outlast the deadline.
        while chunk := response.raw.read1(64 * 1024, decode_content=True):
            size += len(chunk)
            if size > call.largest:
                raise self.bad(call.path, f"sent more than {call.largest:,} bytes in one answer")
            self._hurry(call)
            chunks.append(chunk)
        return b"".join(chunks)

    def _refuse_web_page(self, call: _Call, response: requests.Response, content: bytes) -> None:
        said_html = "html" in response.headers.get("Content-Type", "") and not call.plain_text
        looks_html = content.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))
        if said_html or looks_html:
            raise AuthFailed(
                f"{self._named(call.path)} answered with a web page, such as a login page: check "
                f"`{self._setting}` of source {self._source!r}, and {self._credentials.mend}"
            )

    def _silent(self, call: _Call, error: Exception) -> Unavailable:
        if isinstance(error, Timeout | ReadTimeoutError):
            wrong = "took too long to answer"
        elif isinstance(error, ConnectionError):
            wrong = "does not answer"
        else:
            wrong = "cut its answer short"
        return Unavailable(
            f"{self._named(call.path)} {wrong}: check `{self._setting}` of source "
            f"{self._source!r}, and that the server runs and can be reached from here"
        )

    def bad(self, path: str, wrong: str) -> BadPayload:
        """Return the error of an answer that is not what its source documents."""
        return BadPayload(
            f"{self._named(path)} {wrong}: check that `{self._setting}` of source "
            f"{self._source!r} is the address of {self._title}, and that nothing between changes "
            "its answers"
        )

    def _named(self, path: str) -> str:
        return self.hide(f"{self._title} at {plain_address(self.url + path)}")

    @staticmethod
    def _told(response: requests.Response) -> Any:
        """Return the JSON that came with an error; None: there is none."""
        try:
            return json.loads(response.raw.read(16 * 1024, decode_content=True))
        except (HTTPError, ValueError, RecursionError):
            return None

    def _said(self, answer: Any) -> str:
        """Return the server's own words in one short line, without credentials; or nothing."""
        inner = answer.get("error", answer) if isinstance(answer, dict) else None
        if isinstance(inner, dict):
            inner = inner.get("message", inner.get("Message"))
        if not isinstance(inner, str):
            return ""
        line = " ".join("".join(c if c.isprintable() else " " for c in self.hide(inner)).split())
        return f" (it says: {line[:SAID_CHARACTERS]})" if line else ""

    def _asked_wait(self, response: requests.Response) -> float | None:
        """Return for how many seconds it asks to be left alone.

        In Retry-After (RFC 9110), in ratelimit-reset, or as a moment in x-ratelimit-reset.
        """
        asked = response.headers.get("Retry-After") or response.headers.get("ratelimit-reset", "")
        if re.fullmatch(r"[0-9]{1,9}", asked.strip()):
            return float(asked)
        moment_told = response.headers.get("x-ratelimit-reset", "").strip()
        if not asked and _is_throttled(response) and re.fullmatch(r"[0-9]{1,11}", moment_told):
            return max(0.0, float(moment_told) - self._patience.today().timestamp())
        try:
            moment = parsedate_to_datetime(asked)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - self._patience.today()).total_seconds())

    def _wait(self, attempt: int, asked: float | None) -> float:
        """Return the seconds to wait: growing, jittered, no less than asked for, never too long."""
        backoff = self._patience.first_wait * 2 ** (attempt - 1)
        jittered: float = backoff * (0.5 + self._patience.chance() / 2)
        return min(self._patience.longest_wait, max(jittered, asked or 0.0))

    def _hurry(self, call: _Call) -> None:
        if self._left() <= 0:
            raise self._late(call)

    def _late(self, call: _Call) -> Unavailable:
        return Unavailable(
            f"{self._named(call.path)} was not read to its end within "
            f"{self._patience.deadline_seconds:g} seconds: raise `deadline_seconds` of source "
            f"{self._source!r}"
        )

    def _left(self) -> float:
        return self._until - self._patience.clock()


def _is_throttled(response: requests.Response) -> bool:
    """Tell whether a refusal is about too many calls, which some sources call forbidden."""
    spent = response.headers.get("x-ratelimit-remaining", "").strip() == "0"
    return spent or "Retry-After" in response.headers


def _parse(content: bytes) -> Any:
    return json.loads(content, parse_constant=_no_number)


def _parse_exactly(content: bytes) -> Any:
    return json.loads(content, parse_constant=_no_number, parse_float=_exact)


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError("a number without measure is no JSON that can be used") from error


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")
