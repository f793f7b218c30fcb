"""The ways in which sources hand out a long list, each followed to its end and never round."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from data.errors import BadPayload

Params = Mapping[str, str | int | list[str]]


class Paging(ABC):
    """Lists that come page after page, over calls that a session makes."""

    url: str
    """The address that every path is put after."""
    links: Mapping[str, Any]
    """The links of the last answer, by relation (RFC 8288)."""

    @abstractmethod
    def get(self, path: str, params: Params | None = None, missing: Collection[int] = ()) -> Any:
        """Return the JSON of one page; None for a status that the caller lists as `missing`."""

    @abstractmethod
    def search(
        self,
        path: str,
        body: Mapping[str, Any],
        missing: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Return the JSON of a search that its source documents as POST; it changes nothing."""

    @abstractmethod
    def bad(self, path: str, wrong: str) -> BadPayload:
        """Return the error of an answer that is not what its source documents."""

    def token_pages(
        self,
        path: str,
        params: Params,
        key: str,
        *,
        next_key: str,
        ask_key: str,
        more_key: str | None = None,
        missing: Collection[int] = (),
    ) -> Iterator[list[Any]]:
        """Yield the rows under `key`, page after page, until no token stands under `next_key`.

        Where pages say under `more_key` whether more follow, that decides, and each must have its
        list. A page with a status in `missing` is the end.

        Raises:
            BadPayload: a page is no such page, or a token comes again.
        """
        params = dict(params)
        tokens = _Tokens(next_key)
        while (page := self.get(path, params, missing)) is not None:
            yield self.rows(page, path, key, optional=more_key is None)
            if more_key is not None and not self._more(page, path, more_key, next_key):
                return
            following = tokens.following(page)
            if following is None:
                return
            if not following:
                raise self.bad(path, f"gave the same `{next_key}` twice, so its pages never end")
            params[ask_key] = following

    def pages(
        self,
        path: str,
        params: Params,
        key: str,
        following: Callable[[Any], Params | None],
        missing: Collection[int] = (),
    ) -> Iterator[list[Any]]:
        """Yield the rows under `key`, page after page; each page must have its list.

        `following` gets a page and gives what to ask for next beside `params`, None after the
        last. A page with a status in `missing` is the end.

        Raises:
            BadPayload: a page is no such page, or comes again.
        """
        seen: set[int] = set()
        asked = params
        while (page := self.get(path, asked, missing)) is not None:
            rows = self.rows(page, path, key)
            more = following(page)
            marks = {hash(repr(sorted((more or {}).items())))}
            if rows:
                marks.add(hash(json.dumps(rows, sort_keys=True, default=str)))
            if marks & seen:
                raise self.bad(path, "gave the same page twice, so its pages never end")
            seen |= marks
            yield rows
            if more is None:
                return
            asked = {**params, **more}

    def link_pages(
        self, path: str, params: Params, key: str, *, link_key: str, missing: Collection[int] = ()
    ) -> Iterator[list[Any]]:
        """Yield the rows under `key`, page after page, until no link stands under `link_key`.

        Of a link only the query is followed, and only where it leads to the same path here.

        Raises:
            BadPayload: a page is no such page, a link leads elsewhere, or it comes again.
        """
        here = urlsplit(self.url + path)
        tokens = _Tokens(link_key)
        while (page := self.get(path, params, missing)) is not None:
            yield self.rows(page, path, key)
            following = tokens.following(page)
            if following is None:
                return
            if not following:
                raise self.bad(path, f"gave the same `{link_key}` twice, so its pages never end")
            try:
                link = urlsplit(following)
            except ValueError:
                link = urlsplit("")
            there = (link.scheme, link.netloc.lower(), unquote(link.path).lower())
            if there != (here.scheme, here.netloc.lower(), unquote(here.path).lower()):
                raise self.bad(path, f"gave a `{link_key}` that leads elsewhere")
            params = parse_qs(link.query)

    def numbered_pages(
        self, path: str, params: Params, *, limit: int, missing: Collection[int] = ()
    ) -> Iterator[list[Any]]:
        """Yield lists that come by `page` and `per_page`, until one has no next (RFC 8288).

        A page with a status in `missing` is the end.

        Raises:
            BadPayload: a page is no list, or comes again.
        """
        seen: set[int] = set()
        number = 0
        following = True
        while following:
            number += 1
            asked = {**params, "per_page": limit, "page": number}
            if (page := self.get(path, asked, missing)) is None:
                return
            if not isinstance(page, list):
                raise self.bad(path, "answered with something other than a list")
            mark = hash(json.dumps(page, sort_keys=True, default=str))
            if page and mark in seen:
                raise self.bad(path, "gave the same page twice, so its pages never end")
            seen.add(mark)
            # Other calls may come before the next page is asked for.
            following = bool(page) and "next" in self.links
            yield page

    def search_pages(
        self,
        path: str,
        body: Mapping[str, Any],
        key: str,
        *,
        next_key: str,
        ask_key: str,
        missing: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[list[Any]]:
        """Yield the rows under `key` of a search, as token_pages does; the list must be there.

        Raises:
            BadPayload: a page is no such page, or a token comes again.
        """
        asked = dict(body)
        tokens = _Tokens(next_key)
        while (page := self.search(path, asked, missing, headers)) is not None:
            yield self.rows(page, path, key)
            following = tokens.following(page)
            if following is None:
                return
            if not following:
                raise self.bad(path, f"gave the same `{next_key}` twice, so its pages never end")
            asked[ask_key] = following

    def offset_pages(
        self,
        path: str,
        params: Params,
        key: str,
        *,
        limit: int,
        most: int,
        missing: Collection[int] = (),
    ) -> Iterator[list[Any] | None]:
        """Yield the rows under `key`, page after page, until `more` is false.

        Yields None as its last, if there are more rows than `most`, which cannot be paged to.
        Where the answer has one of the statuses `missing`, there is nothing.

        Raises:
            BadPayload: a page is no such page, is empty although more follow, or comes again.
        """
        seen: set[int] = set()
        for offset in range(0, most, limit):
            page = self.get(path, {**params, "limit": limit, "offset": offset}, missing)
            if page is None and missing:
                return
            rows = self.rows(page, path, key)
            mark = hash(json.dumps(rows, sort_keys=True, default=str))
            if rows and mark in seen:
                raise self.bad(path, "gave the same page twice, so its pages never end")
            seen.add(mark)
            yield rows
            if not page.get("more"):
                return
            if not rows:
                raise self.bad(path, "gave an empty page and says that more follow")
        yield None

    def rows(self, page: Any, path: str, key: str, *, optional: bool = False) -> list[Any]:
        """Return the list under `key`; none where it is `optional` and left out.

        Raises:
            BadPayload: there is no such list.
        """
        found = page.get(key, [] if optional else None) if isinstance(page, dict) else None
        if not isinstance(found, list):
            raise self.bad(path, f"answered without the list `{key}`")
        return found

    def _more(self, page: Any, path: str, more_key: str, next_key: str) -> bool:
        """Tell whether more pages follow, where a page says so.

        Raises:
            BadPayload: it does not say, or does not say where.
        """
        more = page.get(more_key)
        if not isinstance(more, bool) or (more and not page.get(next_key)):
            raise self.bad(path, f"does not say in `{more_key}` and `{next_key}` what follows")
        return more


class _Tokens:
    """The tokens of one listing, to tell when its pages end, and that they do."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._seen: set[str] = set()

    def following(self, page: Mapping[str, Any]) -> str | None:
        """Return the next token; None: this was the last page; empty: it came before."""
        token = page.get(self._key)
        if not token:
            return None
        if not isinstance(token, str) or token in self._seen:
            return ""
        self._seen.add(token)
        return token
