"""Attestations, drills and exemptions: what may be stated by whom, and how each then stands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from small_sources import SmallSource, land

from app.answering import Answering, Given
from app.people import People, Scopes
from app.rounds import Rounds
from app.stated import Rehearsal, Statement, Withdrawn
from app.statement_checks import Drill
from app.statements import Statements
from assessments import question_files
from data.errors import Conflict, Refused
from data.landing import Landing
from data.records import Attestation, Model, Ownership, Person, Record
from data.records import Drill as DrillRow
from data.store import (
    Assessment,
    Attested,
    AuditEntry,
    Drilled,
    Exemption,
    ExemptionApproval,
    Respondent,
    Store,
    open_store,
)
from data.warehouse import Warehouse

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
UNTIL = date(2027, 2, 1)
ROUND = Assessment("round-1", "Autumn", date(2026, 1, 1), date(2026, 12, 31), NOW)
SCOPES = Scopes(["Growth"], ["churn", "fraud"], {"churn": "Growth", "fraud": None})
LINK = "https://wiki.example.com/runbook"
PEOPLE = {
    "ana": Respondent("ana", "Ana Ruiz", "model owner", "Growth", NOW),
    "ana-too": Respondent("ana-too", "A. R.", "risk", "", NOW, mail="ana@example.com"),
    "dan": Respondent("dan", "Dan Ode", "risk", "", NOW, mail="dan@example.com"),
    "tom": Respondent("tom", "Tom Berg", "platform", "", NOW, mail="tom@example.com"),
    "gone": Respondent("gone", "Eva Gone", "risk", "", NOW, active=False),
}


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    for person in PEOPLE.values():
        opened.add_respondent(person)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two models, one of which Ana owns under her address, and what a file states."""
    rows: list[Record] = [
        Model(model="churn", declared=True, production=True, team="Growth"),
        Model(model="fraud", declared=True, production=True),
        Ownership(
            model="churn", role="owner", person="ana@example.com", from_latest=NOW,
            until_earliest=NOW,
        ),
        Person(person="ana", name="Ana Ruiz", logins=("ana@example.com",)),
        Person(person="tom", name="Tom Berg", logins=("tom@example.com", "tberg")),
        Attestation(
            probe="standby_warm", model="churn", value=1, attested_by="Tom Berg",
            attested_at=NOW - timedelta(days=9), until=TODAY + timedelta(days=30), note="seen",
        ),
        DrillRow(
            model="churn", drilled_at=NOW - timedelta(days=4), hours=2, succeeded=True,
            actor="release pipeline",
        ),
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("home")
    landing = Landing(folder / "landing")
    land(landing, SmallSource("files", rows, "inventory", by_hand=True))
    Warehouse(folder / "warehouse").build(landing)
    return folder / "warehouse"


@pytest.fixture
def warehouse(generation: Path, store: Store) -> Iterator[Warehouse]:
    made = Warehouse(generation, store)
    yield made
    made.close()


@pytest.fixture
def statements(store: Store, warehouse: Warehouse, clock: Clock) -> Statements:
    questionnaire = question_files.load()
    people = People(store, questionnaire, lambda: SCOPES, clock)
    rounds = Rounds(store, lambda: ROUND, people, clock)
    answering = Answering(store, questionnaire, rounds, people, lambda: SCOPES, clock)
    return Statements(
        *(store, questionnaire, people, answering, lambda: SCOPES, warehouse.rows, clock)
    )


def attest(statements: Statements, **changed: object) -> Attested:
    said: dict[str, object] = {
        "probe": "runbook_has_owner", "model": "churn", "value": 1, "until": UNTIL,
        "note": "Read it with the on-call team.", "link": LINK, "by": "dan",
    } | changed  # fmt: skip
    return statements.attest(**said)  # type: ignore[arg-type]


DRILL = Drill("churn", "rollback", NOW - timedelta(hours=3), succeeded=True, note="All went well.")


def exempt(statements: Statements, **changed: object) -> Exemption:
    said: dict[str, object] = {
        "question": "O1", "scope_kind": "model", "scope": "churn", "reason": "A rule table.",
        "until": UNTIL, "link": None, "by": "dan",
    } | changed  # fmt: skip
    return statements.exempt(**said)  # type: ignore[arg-type]


def named(statements: Statements, id: str) -> Statement:
    return next(each for each in statements.all() if each.id == id)


# Attesting


def test_an_attestation_is_kept_as_it_was_made(statements: Statements, store: Store) -> None:
    kept = attest(statements)
    assert kept == Attested(
        id=kept.id,
        probe="runbook_has_owner",
        model="churn",
        value=1.0,
        until=UNTIL,
        note="Read it with the on-call team.",
        link=LINK,
        attested_by="dan",
        attested_at=NOW,
    )
    assert store.kept(Attested) == [kept]
    assert named(statements, kept.id) == Statement(
        kind="attestation",
        id=kept.id,
        about="runbook_has_owner",
        scope_kind="model",
        scope="churn",
        made_by="Dan Ode",
        made_at=NOW,
        until=UNTIL,
        note="Read it with the on-call team.",
        link=LINK,
        value=1.0,
    )
    assert store.audit_entries(1) == [
        AuditEntry(NOW, "Dan Ode", "attested", "runbook_has_owner churn", "yes, until 2027-02-01")
    ]


def test_the_organisation_may_be_attested_for_without_a_model(statements: Statements) -> None:
    kept = attest(statements, probe="unallocated_explained", model=None)
    assert (kept.model, named(statements, kept.id).scope_kind) == (None, "organisation")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"probe": "no_such_probe"}, "There is no probe 'no_such_probe'"),
        ({"probe": "recovery_hours"}, "is measured and cannot be attested"),
        ({"probe": "unallocated_explained"}, "is asked of the organisation: leave the model out"),
        ({"model": None}, "is asked of each model: choose one"),
        ({"model": "ghost"}, "There is no production model 'ghost'"),
        ({"value": 0.5}, "is answered with yes or no"),
        ({"value": float("nan")}, "is answered with yes or no"),
        ({"probe": "smoke_test_age_days", "value": -1}, "is a number from 0 up, in days"),
        ({"probe": "smoke_test_age_days", "value": float("inf")}, "is a number from 0 up"),
        ({"until": TODAY - timedelta(days=1)}, "ended on 2026-11-22 proves nothing"),
        ({"until": TODAY + timedelta(days=367)}, "more than a year.*choose 2027-11-24 or earlier"),
        ({"note": "  \n "}, "An attestation needs a note"),
        ({"note": "x" * 1001}, "may have 1,000 characters"),
        ({"link": "http://wiki.example.com"}, "A link starts with https://"),
        ({"link": "javascript:alert(1)"}, "A link starts with https://"),
        ({"link": "https://user:pw@wiki.example.com"}, "must not carry a name or a password"),
        ({"by": "nobody"}, "Choose who you are before you attest"),
        ({"by": "gone"}, "Eva Gone is no longer asked, and so cannot attest"),
    ],
)
def test_what_cannot_be_attested_is_refused_in_words_and_nothing_is_kept(
    statements: Statements, store: Store, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        attest(statements, **changed)
    assert (store.kept(Attested), store.audit_entries(1)) == ([], [])


def test_an_attestation_may_end_today_or_a_year_from_now(statements: Statements) -> None:
    for until in (TODAY, TODAY + timedelta(days=366)):
        assert attest(statements, until=until).until == until


@pytest.mark.parametrize("by", ["ana", "ana-too"])
def test_nobody_attests_their_own_model_under_any_name_or_address(
    statements: Statements, store: Store, by: str
) -> None:
    with pytest.raises(Refused, match=r"answers for churn as its owner \(Ana Ruiz\)"):
        attest(statements, by=by)
    assert store.kept(Attested) == []
    assert attest(statements, by=by, model="fraud").attested_by == by


def test_an_owner_whom_no_directory_knows_is_told_by_the_exact_text(
    statements: Statements, store: Store
) -> None:
    store.add_respondent(replace(PEOPLE["dan"], name="ana@EXAMPLE.com"))
    with pytest.raises(Refused, match="nobody attests their own model"):
        attest(statements)


def test_who_became_the_owner_later_proves_nothing_by_what_they_said(
    statements: Statements, store: Store
) -> None:
    kept = attest(statements)
    store.add_respondent(replace(PEOPLE["dan"], mail="ana@example.com"))
    assert named(statements, kept.id).own


# Drills


def test_a_drill_is_kept_as_it_was_recorded(statements: Statements, store: Store) -> None:
    told = replace(DRILL, hours=0.5, automatic=False, actor=" Dan \n and Tom ", link=LINK)
    kept = statements.drill(told, "dan")
    assert store.kept(Drilled) == [kept]
    assert kept == Drilled(
        id=kept.id,
        model="churn",
        kind="rollback",
        drilled_at=NOW - timedelta(hours=3),
        hours=0.5,
        succeeded=True,
        automatic=False,
        actor="Dan and Tom",
        note="All went well.",
        link=LINK,
        recorded_by="dan",
        recorded_at=NOW,
    )
    assert named(statements, kept.id).rehearsal == Rehearsal(
        NOW - timedelta(hours=3), 0.5, True, False, "Dan and Tom"
    )
    (noted,) = store.audit_entries(1)
    assert (noted.what, noted.subject) == ("recorded a drill", "rollback churn")


def test_an_owner_may_record_a_drill_of_their_own_model(statements: Statements) -> None:
    assert statements.drill(DRILL, "ana").recorded_by == "ana"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"model": "ghost"}, "There is no production model 'ghost'"),
        ({"kind": "fire"}, "'fire' is no kind of drill: choose one of rollback, runbook or"),
        ({"drilled_at": NOW + timedelta(minutes=1)}, "its time lies ahead"),
        ({"drilled_at": NOW - timedelta(days=367)}, "of more than a year ago"),
        ({"hours": -0.5}, "a number from 0 up"),
        ({"hours": float("nan")}, "a number from 0 up"),
        ({"note": ""}, "A drill needs a note"),
        ({"link": "ftp://wiki"}, "A link starts with https://"),
    ],
)
def test_a_drill_that_cannot_be_is_refused(
    statements: Statements, store: Store, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        statements.drill(replace(DRILL, **changed), "dan")  # type: ignore[arg-type]
    assert store.kept(Drilled) == []


# Exemptions


def test_an_exemption_waits_for_a_second_person_and_then_holds(
    statements: Statements, store: Store, clock: Clock
) -> None:
    asked = exempt(statements)
    assert asked == Exemption(
        *(asked.id, "O1", "model", "churn", "A rule table.", None, UNTIL, "dan", NOW)
    )
    assert named(statements, asked.id).state(TODAY) == "waiting"
    clock.at += timedelta(hours=1)
    statements.approve_exemption(asked.id, "tom")
    held = named(statements, asked.id)
    assert (held.state(TODAY), held.approved_by, held.approved_at) == (
        *("in force", "Tom Berg", clock.at),
    )
    assert store.kept(ExemptionApproval) == [ExemptionApproval(asked.id, "tom", clock.at)]
    assert [(each.who, each.what) for each in store.audit_entries(2)] == [
        ("Tom Berg", "approved an exemption"),
        ("Dan Ode", "asked for an exemption"),
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"question": "Z9"}, "There is no question 'Z9'"),
        ({"question": "O2"}, "O2 is asked of the organisation as a whole"),
        ({"scope": "ghost"}, "There is no model 'ghost' that could be exempt"),
        ({"scope_kind": "planet"}, "There is no planet 'churn'"),
        ({"scope_kind": "organisation"}, "There is no organisation 'churn'"),
        ({"reason": " "}, "An exemption needs a reason: write why O1 does not apply"),
        ({"until": TODAY - timedelta(days=1)}, "An exemption that ended"),
        ({"until": TODAY + timedelta(days=367)}, "more than a year"),
        ({"link": "wiki"}, "A link starts with https://"),
        ({"by": "gone"}, "is no longer asked"),
    ],
)
def test_an_exemption_that_cannot_be_is_refused(
    statements: Statements, store: Store, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        exempt(statements, **changed)
    assert store.kept(Exemption) == []


def test_an_exemption_may_be_of_the_organisation_or_of_a_team(statements: Statements) -> None:
    for place in (("organisation", ""), ("team", "Growth")):
        kept = exempt(statements, scope_kind=place[0], scope=place[1])
        assert (kept.scope_kind, kept.scope) == place


@pytest.mark.parametrize(("asker", "second"), [("dan", "dan"), ("ana", "ana-too")])
def test_nobody_approves_what_they_asked_for_under_another_name_either(
    statements: Statements, store: Store, asker: str, second: str
) -> None:
    asked = exempt(statements, by=asker)
    with pytest.raises(Refused, match="Nobody approves what they asked for themselves"):
        statements.approve_exemption(asked.id, second)
    assert store.kept(ExemptionApproval) == []


def test_an_exemption_is_approved_once_while_it_stands(
    statements: Statements, clock: Clock
) -> None:
    asked = exempt(statements)
    statements.approve_exemption(asked.id, "tom")
    with pytest.raises(Conflict):
        statements.approve_exemption(asked.id, "ana")
    late = exempt(statements)
    clock.at += timedelta(days=100)
    with pytest.raises(Refused, match="ended on 2027-02-01: ask for a new one"):
        statements.approve_exemption(late.id, "tom")
    with pytest.raises(Refused, match="There is no exemption 'e-9'"):
        statements.approve_exemption("e-9", "tom")


# Taking back


def test_what_is_withdrawn_stays_on_record_with_the_reason(
    statements: Statements, store: Store, warehouse: Warehouse
) -> None:
    kept = attest(statements)
    statements.withdraw("attestation", kept.id, "I looked at another runbook.", "tom")
    back = named(statements, kept.id)
    assert back.withdrawn == Withdrawn("Tom Berg", NOW, "I looked at another runbook.")
    assert back.state(TODAY) == "withdrawn"
    assert warehouse.rows("select count(*) as n from attestation where source = 'the app'") == [
        {"n": 0}
    ]
    assert store.audit_entries(1)[0].what == "withdrew an attestation"
    with pytest.raises(Refused, match="Tom Berg took this attestation back already"):
        statements.withdraw("attestation", kept.id, "again", "dan")


def test_taking_back_needs_a_reason_and_something_to_take_back(statements: Statements) -> None:
    kept = statements.drill(DRILL, "dan")
    with pytest.raises(Refused, match="Taking back needs a reason"):
        statements.withdraw("drill", kept.id, " ", "dan")
    for kind, id in (("attestation", kept.id), ("drill", "d-9"), ("answer", kept.id)):
        with pytest.raises(Refused, match=f"There is no {kind} '{id}'"):
            statements.withdraw(kind, id, "a mistake", "dan")
    assert named(statements, kept.id).state(TODAY) == "in force"


def test_a_withdrawn_exemption_cannot_be_approved(statements: Statements) -> None:
    asked = exempt(statements)
    statements.withdraw("exemption", asked.id, "It does apply.", "tom")
    with pytest.raises(Refused, match="Tom Berg took this exemption back already"):
        statements.approve_exemption(asked.id, "tom")


# How statements stand


def test_what_sources_brought_is_listed_with_the_source(statements: Statements) -> None:
    landed = [each for each in statements.all() if each.source != "the app"]
    assert landed == [
        Statement(
            kind="drill",
            id=None,
            about="rollback",
            scope_kind="model",
            scope="churn",
            made_by="release pipeline",
            made_at=NOW - timedelta(days=4),
            until=TODAY + timedelta(days=361),
            note="",
            link=None,
            source="files",
            rehearsal=Rehearsal(NOW - timedelta(days=4), 2.0, True, None, "release pipeline"),
        ),
        Statement(
            kind="attestation",
            id=None,
            about="standby_warm",
            scope_kind="model",
            scope="churn",
            made_by="Tom Berg",
            made_at=NOW - timedelta(days=9),
            until=TODAY + timedelta(days=30),
            note="seen",
            link=None,
            source="files",
            value=1.0,
        ),
    ]


def test_what_ends_within_thirty_days_expires_soon_through_its_last_day(
    statements: Statements,
) -> None:
    soon = {days: attest(statements, until=TODAY + timedelta(days=days)).id for days in (0, 30, 31)}
    found = {days: named(statements, id) for days, id in soon.items()}
    assert {days: each.expires_soon(TODAY) for days, each in found.items()} == {
        0: True, 30: True, 31: False,
    }  # fmt: skip
    ended = found[0]
    assert (ended.state(TODAY), ended.state(TODAY + timedelta(days=1))) == ("in force", "expired")
    waiting = exempt(statements, until=TODAY)
    assert not named(statements, waiting.id).expires_soon(TODAY)


def test_an_answer_that_says_not_applicable_is_listed_until_it_ends(
    statements: Statements, store: Store
) -> None:
    answering = statements._answering
    given = Given("dan", "O1", "model", "churn", "not_applicable", 0, "batch", UNTIL)
    answer = answering.save(given)
    (waiting,) = [each for each in statements.all() if each.kind == "not_applicable"]
    assert waiting == Statement(
        kind="not_applicable",
        id=None,
        about="O1",
        scope_kind="model",
        scope="churn",
        made_by="Dan Ode",
        made_at=NOW,
        until=UNTIL,
        note="batch",
        link=None,
        needs_approval=True,
        asked_by="dan",
        answer=answer,
    )
    answering.approve(answer, "tom")
    (held,) = [each for each in statements.all() if each.kind == "not_applicable"]
    assert (waiting.state(TODAY), held.state(TODAY), held.approved_by) == (
        *("waiting", "in force", "Tom Berg"),
    )
