"""Days, monitors and incidents from a real Prometheus with ten days of history."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from accounts.prometheus import CANARY, MOST_STEPS, NOW, RECORDED, Recorded, reading, recorded
from accounts.prometheus import source as made
from faulty_server import Answer, Call, as_json, faulty_server
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_history import ERRORS, HISTORY, RULES
from prometheus_server import MINUTE, Series, alertmanager_server, moment, prometheus_server
from pydantic import ValidationError

from connectors.prometheus import Prometheus
from connectors.prometheus.alerts import Wanted, incidents
from connectors.prometheus.daily import COMMON
from connectors.prometheus.rules import COMPARISON
from connectors.session import Patience
from data.errors import AuthFailed, Rejected, Unavailable
from data.reading import RejectedRow
from data.records import Incident, MetricDaily, Monitor

PAGE = Path(__file__).parent.parent / "docs" / "connectors" / "prometheus.md"
HASHED = "$2b$04$RvnqRV79hNHJYtPIztnPo.Ub0KQwNK3q.Cp2SLvPi14mcW.KX40K2"
"""bcrypt of PASSWORD, at its cheapest."""
PASSWORD = "p+canary-4Kx"
WHOLE_DAYS = [date(2026, 11, day) for day in range(14, 23)]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prometheus_server(tmp_path_factory.mktemp("prometheus"), HISTORY, RULES) as served:
        yield served


def source(url: str, **chosen: Any) -> Prometheus:
    return made(url, **{"step_seconds": 60, **chosen})


def read(source: Prometheus, previous: Sequence[object] = (), at: datetime = NOW) -> list[Any]:
    return list(source.read(reading(previous, at)))


def of(kind: type, rows: Sequence[object]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def daily(rows: Sequence[object], metric: str = "requests_served") -> dict[str, dict[date, float]]:
    found: dict[str, dict[date, float]] = {}
    for row in of(MetricDaily, rows):
        if row.metric == metric:
            found.setdefault(row.model, {})[row.day] = row.value
    return found


def test_every_whole_day_has_its_requests_by_model(url: str) -> None:
    days = daily(read(source(url)))
    assert days == {
        # One restart at noon of the 17th: what was counted in the minute before it is lost.
        "churn": {**dict.fromkeys(WHOLE_DAYS, 15_840), date(2026, 11, 17): 15_830},
        # It came on the 20th at noon; no day before has a row, and not a zero either.
        "late": {
            date(2026, 11, 20): 1_440, date(2026, 11, 21): 2_880, date(2026, 11, 22): 2_880,
        },
        # Nobody looked on the 18th, nor in the first half of the 19th.
        "gappy": {
            **{day: pytest.approx(7_200) for day in WHOLE_DAYS if day.day != 18},
            date(2026, 11, 19): 3_600,
        },
        "unused": dict.fromkeys(WHOLE_DAYS, 0),
        "fraud": {date(2026, 11, 21): 4_320, date(2026, 11, 22): 4_320},
    }  # fmt: skip


def test_a_model_uses_what_its_gpus_did_by_all_the_time_that_it_held_them(url: str) -> None:
    used = [row for row in of(MetricDaily, read(source(url))) if row.metric != "requests_served"]
    assert used == [
        MetricDaily(
            model="churn",
            metric="utilisation_percent",
            day=date(2026, 11, 22),
            value=20,
            unit="percent",
        )
    ]


def test_the_running_day_is_left_out_until_it_is_over_for_an_hour(url: str) -> None:
    for at, last in (("2026-11-22T00:59:00", 20), ("2026-11-22T01:00:00", 21)):
        rows = of(MetricDaily, read(source(url), at=moment(at)))
        assert max(row.day for row in rows) == date(2026, 11, last)


def test_a_later_reading_asks_only_for_the_days_since(url: str) -> None:
    first = read(source(url), at=moment("2026-11-20T09:00:00"))
    with faulty_server(Forward(url)) as proxy:
        second = read(source(proxy.url), first)
    ends = [
        int(call.first("start"))
        for call in proxy.calls
        if call.path.endswith("query_range") and "ALERTS" not in call.first("query")
    ]
    # The utilisation has never had a value, so its whole time is asked for.
    assert [datetime.fromtimestamp(end, UTC).isoformat() for end in ends] == [
        *["2026-11-21T00:00:00+00:00"] * 7,
        "2026-11-14T00:00:00+00:00",
    ]
    assert sorted(map(repr, of(MetricDaily, second))) == sorted(
        map(repr, of(MetricDaily, read(source(url))))
    )


def test_days_that_prometheus_forgot_stay_as_they_landed(url: str) -> None:
    first = read(source(url))
    second = read(source(url, since_days=1), first)
    assert daily(second) == daily(first)
    assert of(Incident, second) != []
    assert sorted(map(repr, of(Incident, second))) == sorted(map(repr, of(Incident, first)))


def test_after_a_clock_that_ran_ahead_the_whole_window_is_asked_for_and_older_days_stay(
    url: str,
) -> None:
    """The last day that it took for whole was not over; what landed before stays as it is."""
    right = daily(read(source(url)))
    ahead = [
        row.model_copy(update={"value": 1.0 if row.day == WHOLE_DAYS[-1] else 2.0})
        for row in of(MetricDaily, read(source(url, since_days=3)))
    ]
    old = ahead[0].model_copy(update={"day": date(2025, 11, 22)})
    last = replace(reading([old, *ahead]), previous_start=lambda: NOW + timedelta(days=7))
    rows = list(source(url).read(last))
    landed = {
        model: {day: 2.0 for day in days if day != WHOLE_DAYS[-1]}
        for model, days in daily([old, *ahead]).items()
    }
    assert daily(rows) == {model: days | landed.get(model, {}) for model, days in right.items()}
    keys = [(row.model, row.metric, row.day) for row in of(MetricDaily, rows)]
    assert len(keys) == len(set(keys))


KPI = {"metric": "business_kpi", "query": "model_drift_psi", "label": "model_name"}


def test_a_value_that_is_no_number_is_no_value(url: str) -> None:
    rows = read(source(url, metrics=[KPI]))
    assert of(MetricDaily, rows) == [
        MetricDaily(model="churn", metric="business_kpi", day=date(2026, 11, 20), value=0.25)
    ]


def test_of_two_queries_that_tell_the_same_the_first_counts(url: str) -> None:
    twice = {**KPI, "query": "10 * model_drift_psi"}
    assert daily(read(source(url, metrics=[KPI, twice])), "business_kpi") == {
        "churn": {date(2026, 11, 20): 0.25}
    }


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("sum(model_drift_psi)", "it has no label `model_name`: group the query by it"),
        (
            "vllm:request_success_total",
            "another series has the same `model_name`: sum them in the query",
        ),
    ],
)
def test_a_series_that_names_no_model_of_its_own_is_kept_as_rejected(
    url: str, query: str, reason: str
) -> None:
    rows = read(source(url, metrics=[{**KPI, "query": query}]))
    refused = of(RejectedRow, rows)
    assert {(row.entity, row.reason) for row in refused if "strange" not in row.raw} == {
        ("metric_daily", reason)
    }


def test_a_query_that_cannot_be_is_told_in_the_servers_words(url: str) -> None:
    with pytest.raises(Rejected, match=r"`url` and the settings .*parse error: unclosed left"):
        read(source(url, metrics=[{**KPI, "query": "sum("}]))


def incident(active: str, opened: str, resolved: str | None) -> Incident:
    return Incident(
        incident=f"ModelErrors-0f22fcae83e4-{moment(active):%Y%m%dT%H%M%SZ}",
        title="ModelErrors",
        service="churn-api",
        model="churn",
        severity=1,
        began_at=moment(active),
        opened_at=moment(opened),
        resolved_at=moment(resolved) if resolved else None,
        detected_by="monitor",
        tags={**ERRORS, "service": "churn-api"},
    )


SLOW = Incident(
    incident="ModelSlow-375bea9e0edc-20261115T115800Z",
    title="ModelSlow",
    service="fraud-api",
    model="fraud",
    severity=3,
    began_at=moment("2026-11-15T11:58:00"),
    opened_at=moment("2026-11-15T12:00:00"),
    resolved_at=moment("2026-11-21T12:02:00"),
    detected_by="monitor",
    tags={
        "alertname": "ModelSlow", "model": "fraud", "severity": "warning", "service": "fraud-api",
    },
)  # fmt: skip
FIRED = [
    # Two pods, one after the other with a minute in between, are one incident.
    incident("2026-11-16T09:55:00", "2026-11-16T10:00:00", "2026-11-16T10:31:00"),
    incident("2026-11-16T15:00:00", "2026-11-16T15:02:00", "2026-11-16T15:09:00"),
    incident("2026-11-23T06:30:00", "2026-11-23T06:35:00", None),
]


def test_a_stretch_in_which_an_alert_fired_is_one_incident(url: str) -> None:
    assert of(Incident, read(source(url))) == [*FIRED, SLOW]


def test_the_time_since_is_read_in_slices_that_prometheus_answers(url: str) -> None:
    with faulty_server(Forward(url)) as proxy:
        rows = of(Incident, read(source(proxy.url, step_seconds=10)))
    steps = [
        (int(call.first("end")) - int(call.first("start"))) // 10 + 1
        for call in proxy.calls
        if "ALERTS" in call.first("query")
    ]
    assert steps == [*[10_000] * 8, 6_401]
    assert max(steps) < MOST_STEPS
    assert {row.incident for row in rows} == {row.incident for row in [*FIRED, SLOW]}
    assert len(rows) == 4


def test_an_incident_keeps_its_name_and_opening_from_sync_to_sync(url: str) -> None:
    rows: list[Any] = []
    seen: dict[str, list[datetime | None]] = {}
    for at in ("10:10", "10:21", "10:27", "10:33", "10:40", "15:05", "18:00"):
        rows = read(source(url), rows, moment(f"2026-11-16T{at}:00"))
        for row in of(Incident, rows):
            if row.title == "ModelErrors":
                seen.setdefault(row.incident, []).append(row.resolved_at)
    ended, later = moment("2026-11-16T10:31:00"), moment("2026-11-16T15:09:00")
    assert seen == {
        FIRED[0].incident: [None, None, None, None, ended, ended, ended],
        FIRED[1].incident: [None, later],
    }


def test_an_incident_is_still_one_when_prometheus_forgot_its_beginning(url: str) -> None:
    first = of(Incident, read(source(url), at=moment("2026-11-18T12:00:00")))
    slow = next(row for row in first if row.title == "ModelSlow")
    assert slow.resolved_at is None
    second = read(source(url, since_days=1), first, moment("2026-11-20T12:00:00"))
    assert of(Incident, second).count(slow) == 1
    third = of(Incident, read(source(url, since_days=2), second))
    assert SLOW in third
    assert len(third) == len({row.incident for row in third}) == 4


def test_an_incident_whose_end_prometheus_forgot_ended_by_the_reading_that_sees_it_gone(
    url: str,
) -> None:
    first = of(Incident, read(source(url), at=moment("2026-11-18T12:00:00")))
    second = of(Incident, read(source(url, since_days=1), first))
    assert [row.resolved_at for row in second if row.title == "ModelSlow"] == [NOW]


def test_alerts_without_a_model_are_incidents_where_the_settings_say_so(url: str) -> None:
    rows = of(Incident, read(source(url, all_alerts=True, alert_matchers='alertname!="Watchdog"')))
    disk = Incident(
        incident="DiskFull-b9eb9f364171-20261118T000000Z",
        title="DiskFull",
        severity=1,
        began_at=moment("2026-11-18T00:00:00"),
        opened_at=moment("2026-11-18T00:00:00"),
        resolved_at=moment("2026-11-18T01:02:00"),
        detected_by="monitor",
        tags={"alertname": "DiskFull", "severity": "page"},
    )
    assert sorted(rows, key=repr) == [disk, *FIRED, SLOW]


def test_an_alert_rule_is_a_monitor_of_each_model_that_it_compares(url: str) -> None:
    rows = of(Monitor, read(source(url, kinds={"FraudSlow": "quality"})))
    told = [(row.monitor, row.model, row.kind, row.last_value_at) for row in rows]
    assert told == [
        ("quality/Drift", "churn", "data", NOW),
        # Its model has no such number now: the rule is there, and says nothing.
        ("quality/DriftOfOne", "late", "data", None),
        ("quality/NoModel", "churn", "service", NOW),
        *(
            ("serving/ModelErrors", model, "service", NOW)
            for model in ("churn", "gappy", "late", "unused")
        ),
        ("serving/FraudSlow", "fraud", "quality", NOW),
        ("serving/Live", "late", "service", NOW),
    ]
    assert rows[0] == Monitor(
        model="churn", monitor="quality/Drift", kind="data", title="Drift", last_value_at=NOW
    )
    only = of(Monitor, read(source(url, rule_groups=["quality"])))
    assert {row.monitor.partition("/")[0] for row in only} == {"quality"}


def test_a_monitor_that_fell_silent_keeps_the_time_when_it_last_spoke(url: str) -> None:
    rows: list[Any] = []
    before = moment("2026-11-20T23:59:00")
    for at in (before, moment("2026-11-21T12:00:00"), moment("2026-11-22T12:00:00")):
        rows = read(source(url), rows, at)
        [drift] = [row for row in of(Monitor, rows) if row.title == "Drift"]
        assert (drift.model, drift.last_value_at) == ("churn", before)


@pytest.mark.parametrize(
    ("query", "compared"),
    [
        ("model_drift_psi > 0.2", "model_drift_psi"),
        ("sum by (m) (rate(x[5m])) / y >= bool 1e+06", "sum by (m) (rate(x[5m])) / y"),
        ("up == 0", "up"),
        ("x != -1.5e-3", "x"),
        ("absent(x)", None),
        ("x > y", None),
        ("count(x > 2)", None),
        ("2 < x", None),
    ],
)
def test_what_a_rule_compares_with_a_number_is_what_stands_before_it(
    query: str, compared: str | None
) -> None:
    found = COMPARISON.fullmatch(query)
    assert (found and found[1]) == compared


def test_a_silence_put_on_a_firing_alert_is_its_acknowledgement(url: str, tmp_path: Path) -> None:
    with alertmanager_server(tmp_path) as alertmanager:
        asked = source(url, alertmanager_url=alertmanager)
        assert of(Incident, read(asked))[2].acknowledged_at is None
        silenced_at = silence(alertmanager)
        rows = read(asked)
        assert of(Incident, rows) == [
            *FIRED[:2],
            FIRED[2].model_copy(update={"acknowledged_at": silenced_at}),
            SLOW,
        ]
    # Once seen, it stays: also where Alertmanager is no longer asked.
    assert of(Incident, read(source(url), rows))[0].acknowledged_at == silenced_at


def test_an_alertmanager_that_is_gone_is_told_by_the_name_of_its_setting(url: str) -> None:
    asked = source(url, alertmanager_url="http://127.0.0.1:9")
    asked._patience = Patience(sleep=lambda _: None)
    with pytest.raises(Unavailable) as error:
        read(asked)
    assert str(error.value) == (
        "Alertmanager at http://127.0.0.1:9/api/v2/silences does not answer: check "
        "`alertmanager_url` of source 'source', and that the server runs and can be reached from "
        "here"
    )


def silence(alertmanager: str) -> datetime:
    """Let the alert of the open incident fire, silence it, and return since when it is."""
    now = datetime.now(UTC)
    alert = {"labels": {**ERRORS, "service": "churn-api", "pod": "c"}}
    other = {"labels": {"alertname": "DiskFull", "severity": "page"}}
    made = [
        {
            "matchers": [{"name": "alertname", "value": name, "isRegex": False, "isEqual": True}],
            "startsAt": now.isoformat(),
            "endsAt": (now + timedelta(hours=1)).isoformat(),
            "createdBy": "ana",
            "comment": "I have it",
        }
        for name in ("ModelErrors", "DiskFull")
    ]
    requests.post(
        f"{alertmanager}/api/v2/alerts", json=[alert, other], timeout=5
    ).raise_for_status()
    for one in made:
        requests.post(f"{alertmanager}/api/v2/silences", json=one, timeout=5).raise_for_status()
    told = requests.get(f"{alertmanager}/api/v2/silences", timeout=5).json()
    [since] = [one["startsAt"] for one in told if one["matchers"][0]["value"] == "ModelErrors"]
    return datetime.fromisoformat(since)


def test_basic_authentication_is_asked_for_and_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_PASSWORD", PASSWORD)
    monkeypatch.setenv("WRONG", "w+canary-1")
    one = Series("up", {"model_name": "churn"}, [(NOW - MINUTE, "1")])
    web = f"basic_auth_users: {{reader: '{HASHED}'}}\n"
    with prometheus_server(tmp_path, [one], web=web) as url:
        named = {"username": "reader", "password_env": "PROMETHEUS_PASSWORD"}
        assert told(source(url, **named)) == "0 alert rules visible, daily queries: 8"
        for refused in ({}, {**named, "password_env": "WRONG"}):
            with pytest.raises(
                AuthFailed, match=r"answered 401, .*: .*of source 'source'"
            ) as error:
                read(source(url, **refused))
            assert "canary" not in str(error.value)


def test_a_check_says_what_it_would_read(url: str) -> None:
    assert told(source(url, metrics=[KPI])) == "7 alert rules visible, daily queries: 1"


def told(source: Prometheus) -> str:
    """What a check says after the server's version, which is that of the installed one."""
    version, _, rest = source.check(reading()).partition(" answers; ")
    assert re.fullmatch(r"Prometheus [0-9]+\.[0-9]+\.[0-9]+\S*", version)
    return rest


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "reader"},
        {"token_env": "T", "username": "reader", "password_env": "P"},
        {"alert_matchers": '} or up{model="x"'},
        {"model_labels": ['model="']},
        {"model_labels": []},
        {"metrics": [{"metric": "Requests", "query": "up", "label": "model"}]},
        {"severities": {"critical": 9}},
        {"kinds": {"Drift": "strange"}},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source("http://127.0.0.1:9", **wrong)


def test_the_page_lists_the_queries_of_common_servers() -> None:
    page = PAGE.read_text(encoding="utf-8")
    counters = [query.query.partition("increase(")[2].partition("{")[0] for query in COMMON]
    for name, query in zip(counters, COMMON, strict=True):
        assert (f"| `{name}` | `{query.label}` |" if name else query.query) in page


# What the account replays


class Forward:
    """Passes calls on to the real servers, and keeps what they answered."""

    def __init__(self, url: str, alertmanager: str = "") -> None:
        self.url = url
        self.alertmanager = alertmanager
        self.answers: dict[str, Any] = {"query_range": {}, "query": {}}

    def __call__(self, call: Call) -> Answer:
        server = self.alertmanager if call.path.startswith("/api/v2/") else self.url
        answer = requests.get(server + call.path, params=dict(call.query), timeout=30)
        query = call.first("query")
        if not query:
            self.answers[call.path] = answer.json()
        elif found := answer.json()["data"]["result"]:
            self.answers[call.path.rpartition("/")[2]][query] = found
        return as_json(answer.json(), answer.status_code)


def settled(told: Any) -> Any:
    """Return an answer with what differs from run to run set to one value."""
    fixed = {
        "file": "rules.yml", "evaluationTime": 0.001, "activeAt": "2026-11-23T08:00:00Z",
        "lastEvaluation": "2026-11-23T08:59:59Z", "updatedAt": "2026-11-23T06:50:00.000Z",
        "startsAt": "2026-11-23T06:50:00.000Z", "endsAt": "2026-11-23T10:00:00.000Z",
        "id": "silence-1", "silencedBy": ["silence-1"],
    }  # fmt: skip
    if isinstance(told, list):
        return [settled(each) for each in told]
    if isinstance(told, Mapping):
        return {
            key: fixed[key] if key in fixed and value else settled(value)
            for key, value in told.items()
        }
    return told


def test_the_recorded_answers_are_those_of_the_real_servers(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    monkeypatch.setenv("PROMETHEUS_TOKEN", CANARY)
    with alertmanager_server(tmp_path) as alertmanager:
        silence(alertmanager)
        forward = Forward(url, alertmanager)
        with faulty_server(forward) as proxy:
            asked = made(proxy.url, alertmanager_url=proxy.url)
            read(asked)
            asked.check(reading())
    live = settled(forward.answers)
    if pytestconfig.getoption("--update-golden"):
        RECORDED.write_text(json.dumps(live, indent=1) + "\n", encoding="utf-8")
    assert replayed(live) == replayed(recorded())


def replayed(answers: dict[str, Any]) -> list[Any]:
    with faulty_server(Recorded(answers)) as server:
        return read(made(server.url, token_env="PROMETHEUS_TOKEN", alertmanager_url=server.url))


# A law: whenever it is read in between, the same incidents come out


class Fired:
    """Answers as Prometheus does, from the minutes in which alerts fired."""

    hide = staticmethod(str)

    def __init__(self, minutes: Mapping[str, set[int]]) -> None:
        self.minutes = minutes

    def get(self, _: str, asked: Mapping[str, int]) -> Any:
        start, end = asked["start"], asked["end"]
        found = []
        for model, minutes in self.minutes.items():
            times = [60 * minute for minute in sorted(minutes)]
            since = {at: self.since(at, set(times)) for at in times}
            values = [[at, str(since[at])] for at in times if start <= at <= end]
            if values:
                found.append({"metric": {"alertname": "A", "model": model}, "values": values})
        return {"data": {"result": found}}

    @staticmethod
    def since(at: int, times: set[int]) -> int:
        while at - 60 in times:
            at -= 60
        return at

    @staticmethod
    def rows(page: Any, _: str, key: str) -> Any:
        return page[key]


FIRST_MINUTE = int(moment("2026-11-01T00:00:00").timestamp()) // 60
LAST_MINUTE = FIRST_MINUTE + 60
WANTED = Wanted(
    model_labels=("model",),
    service_label="service",
    severity_label="severity",
    severities={},
    incident_labels=(),
    alert_matchers="",
    all_alerts=False,
    step=60,
    since_days=1,
)
minutes = st.integers(FIRST_MINUTE, LAST_MINUTE)


@settings(max_examples=300, deadline=None)
@given(
    fired=st.dictionaries(st.sampled_from("ab"), st.sets(minutes, max_size=40)),
    syncs=st.sets(minutes, max_size=6),
)
def test_however_often_it_is_read_the_same_incidents_come_out(
    fired: dict[str, set[int]], syncs: set[int]
) -> None:
    history: Any = Fired(fired)

    def at(minute: int, previous: Sequence[object]) -> list[Any]:
        now = datetime.fromtimestamp(60 * minute, UTC)
        return list(incidents(history, reading(previous, now), WANTED, None))

    rows: list[Any] = []
    for sync in sorted(syncs):
        history = Fired({model: {m for m in all if m <= sync} for model, all in fired.items()})
        rows = at(sync, rows)
    history = Fired(fired)
    assert sorted(map(repr, at(LAST_MINUTE, rows))) == sorted(map(repr, at(LAST_MINUTE, ())))
