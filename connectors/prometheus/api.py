"""Prometheus's HTTP API: a query over a stretch of time, or at one moment, and what it answers."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from connectors.paging import Params
from connectors.session import Session

RANGE = "/api/v1/query_range"
INSTANT = "/api/v1/query"
RULES = "/api/v1/rules"
WHOLE = {"partial_response": "false"}
"""Thanos is to fail rather than to leave out what it cannot reach; Prometheus does not know it."""
LATEST = 253_402_300_799
"""The last second that a time can stand for, at the end of the year 9999."""


def over_time(session: Session, query: str, start: int, end: int, step: int) -> list[Any]:
    """Return the series of a query, with a point each `step` seconds, both ends included."""
    asked: Params = {"query": query, "start": start, "end": end, "step": step, **WHOLE}
    return result_of(session, session.get(RANGE, asked), RANGE, "result")


def at_once(
    session: Session, query: str, at: datetime, missing: Collection[int] = ()
) -> list[Any] | None:
    """Return the series of a query at one moment; None for a status listed as `missing`."""
    asked: Params = {"query": query, "time": int(at.timestamp()), **WHOLE}
    page = session.get(INSTANT, asked, missing)
    return None if page is None else result_of(session, page, INSTANT, "result")


def result_of(session: Session, page: Any, path: str, key: str) -> list[Any]:
    """Return the list under `key` in an answer's `data`.

    Raises:
        BadPayload: there is no such list.
    """
    return session.rows(page.get("data") if isinstance(page, Mapping) else None, path, key)


def labels_of(series: Any) -> dict[str, str]:
    """Return the labels of a series.

    Raises:
        ValueError: it has none, or one that is no text.
    """
    labels = series.get("metric") if isinstance(series, Mapping) else None
    return texts_of(labels, "`metric`")


def texts_of(found: Any, name: str) -> dict[str, str]:
    """Return a table of texts.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(found, Mapping) or not all(isinstance(text, str) for text in found.values()):
        raise ValueError(f"its {name} is no table of texts")
    return dict(found)


def points_of(series: Any) -> list[tuple[int, float]]:
    """Return the points of a series, each with its time in seconds; a value may be NaN.

    Raises:
        ValueError: it has none, or one that is no time and number.
    """
    values = series.get("values") if isinstance(series, Mapping) else None
    if not (isinstance(values, list) and values):
        raise ValueError("it has no points")
    return [_point(pair) for pair in values]


def _point(pair: Any) -> tuple[int, float]:
    try:
        at, text = pair
        seconds, value = round(float(at)), float(text)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError("a value of it is no pair of a time and a number") from error
    if not 0 <= seconds <= LATEST:
        raise ValueError("a value of it has a time that cannot be")
    return seconds, value
