"""Statements in words: lists, what a statement would prove, and what one has moved."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import scorecards

from app.charts import statements as charts
from app.stated import Rehearsal, Statement, Withdrawn
from app.views.attestable import AttestableView, Way, attestable, ways
from app.views.effects import NOTHING, effects
from app.views.parts import VerdictMark
from app.views.statements import (
    A_PAGE,
    StatementRow,
    key_of,
    matching,
    row_of,
    statement_list,
    statements_view,
    value_words,
)
from assessments.questionnaire import Questionnaire
from assessments.scorecard import Scorecard, build
from assessments.scoring import Observation
from data.store import Answer

NOW = scorecards.NOW
TODAY = NOW.date()
ATTESTED = ("runbook_edited", "runbook_used", "owner_recorded")


def questionnaire() -> Questionnaire:
    """The questions of a scorecard by hand, of which some may be attested and one rehearsed."""
    plain = scorecards.questionnaire()
    changed: dict[str, dict[str, Any]] = {name: {"attestable": True} for name in ATTESTED}
    changed["runbook_used"] |= {"unit": "days"}
    changed["deputy_active"] = {"sql": "select 1 from Drill"}
    probes = {
        name: probe.model_copy(update=changed.get(name, {})) for name, probe in plain.probes.items()
    }
    return replace(plain, probes=probes)


ASKED = questionnaire()


def card(claimed: int | str = 3, **seen: tuple[float | None, str | None]) -> Scorecard:
    """One model whose runbook resolves, and that claims a level of K1."""
    return build(
        scorecards.inputs(
            questionnaire=ASKED,
            observations=scorecards.observations("churn", {**scorecards.yes("runbook_resolves")})
            | scorecards.observations("churn", seen),
            responses={("K1", "churn"): (scorecards.response(claimed),)},
            exemptions={},
            facts=(scorecards.facts("churn"),),
        )
    )


def said(**changed: Any) -> Statement:
    return replace(
        Statement(
            kind="attestation",
            id="a-1",
            about="runbook_edited",
            scope_kind="model",
            scope="churn",
            made_by="Dan Ode",
            made_at=NOW,
            until=TODAY + timedelta(days=90),
            note="Seen.",
            link=None,
            value=1.0,
        ),
        **changed,
    )


def exemption(**changed: Any) -> Statement:
    asked = {"kind": "exemption", "id": "e-1", "about": "K1", "value": None}
    return said(**(asked | {"needs_approval": True, "asked_by": "dan"} | changed))


# The headline


@pytest.mark.parametrize(
    ("ends", "waits", "headline"),
    [
        (0, 0, "Nothing expires within 30 days, and nothing waits for a second person"),
        (1, 0, "One statement expires within 30 days"),
        (0, 1, "One exemption waits for a second person"),
        (3, 2, "Three statements expire within 30 days; two exemptions wait for a second person"),
        (12, 0, "12 statements expire within 30 days"),
    ],
)
def test_the_headline_says_what_expires_and_what_waits(
    ends: int, waits: int, headline: str
) -> None:
    told = [said(id="longer"), *[said(until=TODAY)] * ends, *[exemption()] * waits]
    assert statements_view(told, TODAY).headline == headline


def test_without_a_statement_the_headline_says_so() -> None:
    view = statements_view([], TODAY)
    assert view.headline == "Nothing has been attested, rehearsed or exempted yet"


def test_statements_stand_in_lists_what_ends_first_goes_first() -> None:
    soon, today = said(id="soon", until=TODAY + timedelta(days=30)), said(id="today", until=TODAY)
    longer = said(id="longer", until=TODAY + timedelta(days=31))
    ended = said(id="ended", until=TODAY - timedelta(days=1))
    back = said(id="back", withdrawn=Withdrawn("Tom", NOW, "wrong"))
    view = statements_view([longer, soon, ended, exemption(), today, back], TODAY)
    assert view.waiting == (exemption(),)
    assert view.expiring == (today, soon)
    assert view.holding == (longer,)
    assert view.over == (ended, back)


# One statement


def test_a_statement_in_words() -> None:
    detail = f"attested by Dan Ode on {TODAY} until 2027-02-21: Seen."
    row = row_of(card(runbook_edited=(1.0, detail)), ASKED, TODAY)
    assert row(said(link="https://wiki.example.com")) == StatementRow(
        key="attestation|a-1",
        what="edited in the last 365 days",
        said="yes",
        where="churn",
        who="Dan Ode",
        when="23 Nov 2026",
        approved=None,
        until="21 Feb 2027, in 90 days",
        note="Seen.",
        link="https://wiki.example.com",
        source=None,
        standing=VerdictMark("confirmed", "counts"),
    )


def standing(statement: Statement, scorecard: Scorecard | None = None) -> tuple[str, str]:
    mark = row_of(scorecard or card(), ASKED, TODAY)(statement).standing
    return mark.group, mark.word


def test_a_statement_says_whether_it_counts() -> None:
    mine = card(runbook_edited=(1.0, f"attested by Dan Ode on {TODAY} until 2027-02-21"))
    later = card(runbook_edited=(1.0, f"attested by Tom Berg on {TODAY} until 2027-02-21"))
    measured = card(runbook_edited=(0.0, "edited 400 days ago"))
    assert standing(said(), mine) == ("confirmed", "counts")
    assert standing(said(), later) == ("unknown", "a later one counts")
    assert standing(said(), measured) == ("unknown", "not needed: known from a source")
    assert standing(said()) == ("unproven", "does not count: a source casts doubt on it")
    assert standing(said(own=True)) == ("contradicted", "said by the owner: proves nothing")
    assert standing(said(scope="gone")) == ("unknown", "no question rests on it")
    assert standing(said(until=TODAY - timedelta(days=1))) == ("unknown", "expired")
    back = Withdrawn("Tom Berg", NOW, "wrong")
    assert standing(said(withdrawn=back)) == ("unknown", "taken back by Tom Berg, 23 Nov 2026")


def test_an_exemption_waits_until_a_second_person_approved_it() -> None:
    assert standing(exemption()) == ("unproven", "waits for a second person")
    approved = exemption(approved_by="Tom Berg", approved_at=NOW)
    assert standing(approved) == ("confirmed", "in force")
    row = row_of(card(), ASKED, TODAY)(approved)
    assert (row.what, row.said, row.approved) == (
        *("K1 Working runbook", "does not apply", "approved by Tom Berg, 23 Nov 2026"),
    )


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (Rehearsal(NOW, 0.5, True, True, None), "succeeded in 30\u00a0min, by the pipeline"),
        (Rehearsal(NOW, None, True, False, None), "succeeded, not timed, by hand"),
        (Rehearsal(NOW, 6.0, True, None, None), "succeeded in 6\u00a0h"),
        (Rehearsal(NOW, 6.0, False, True, None), "failed"),
    ],
)
def test_a_drill_says_what_came_of_it(came: Rehearsal, words: str) -> None:
    drill = said(kind="drill", id="d-1", about="rollback", value=None, rehearsal=came)
    row = row_of(card(), ASKED, TODAY)(drill)
    assert (row.what, row.said, row.standing.word) == ("Rollback drill", words, "on record")


@pytest.mark.parametrize(
    ("probe", "value", "words"),
    [
        ("runbook_edited", 1.0, "yes"),
        ("runbook_edited", 0.0, "no"),
        ("runbook_used", 45.0, "45 days"),
        ("runbook_used", 1234.5, "1,234.5 days"),
        ("gone", 3.0, "3"),
        ("runbook_used", None, "unknown"),
    ],
)
def test_a_value_is_worded_in_its_unit(probe: str, value: float | None, words: str) -> None:
    assert value_words(ASKED.probes.get(probe), value) == words


def test_where_a_statement_is_about_is_said_in_words() -> None:
    row = row_of(card(), ASKED, TODAY)
    places = (("organisation", ""), ("team", "Growth"), ("model", "(unallocated)"))
    told = [row(said(scope_kind=kind, scope=scope)).where for kind, scope in places]
    assert told == ["Harbour & Vale", "team Growth", "a model that is not known"]


def test_what_a_source_brought_is_not_opened_and_names_the_source() -> None:
    row = row_of(card(), ASKED, TODAY)(said(id=None, source="files"))
    assert (row.key, row.source) == (None, "files")


def test_an_answer_is_opened_by_where_it_stands() -> None:
    answer = Answer(
        *("r", "K1", 1, "team", "Growth", "dan", 2, "not_applicable", "no", TODAY, False, NOW)
    )
    statement = exemption(kind="not_applicable", id=None, answer=answer)
    assert key_of(statement) == "not_applicable|K1|team|Growth|dan|2"


# Lists


def test_a_search_finds_by_model_question_probe_person_and_source() -> None:
    told = [said(), exemption(scope="fraud"), said(made_by="Eva Lind", source="files")]

    def found(words: str) -> list[int]:
        return [told.index(each) for each in matching(told, words, ASKED)]

    assert found("") == [0, 1, 2]
    assert found("churn") == [0, 2]
    assert found("WORKING runbook") == [1]
    assert found("edited eva") == [2]
    assert found("files") == [2]
    assert found("nobody") == []


def test_a_long_list_is_shown_a_page_at_a_time() -> None:
    told = [said(id=f"a-{number}") for number in range(A_PAGE * 2 + 1)]
    row = row_of(card(), ASKED, TODAY)
    last = statement_list("holding", "In force", told, 3, "None.", row)
    assert (last.title, last.pages, [each.key for each in last.rows]) == (
        *("In force: 41", 3, [f"attestation|a-{A_PAGE * 2}"]),
    )
    beyond = statement_list("holding", "In force", told, 99, "None.", row)
    assert beyond.rows == last.rows
    none = statement_list("holding", "In force", [], 1, "None.", row)
    assert (none.title, none.pages, none.rows) == ("In force", 1, ())
    assert charts.statements(none) == '<p class="nothing">None.</p>'


def test_what_people_typed_is_text_in_every_drawing() -> None:
    hostile = scorecards.HOSTILE
    row = row_of(card(), ASKED, TODAY)
    told = row(
        said(about=hostile, scope=hostile, made_by=hostile, note=hostile, source=hostile,
             link="javascript:alert(1)", withdrawn=Withdrawn(hostile, NOW, hostile))
    )  # fmt: skip
    shown = charts.statements(statement_list("over", hostile, [said()], 1, "", lambda _: told))
    for drawing in (shown, charts.statement(told), charts.moved([hostile])):
        assert "<script" not in drawing
        assert "<img" not in drawing
        assert 'href="javascript' not in drawing


def test_a_click_on_a_statement_of_the_app_opens_it() -> None:
    row = row_of(card(), ASKED, TODAY)
    mine = charts.statements(statement_list("a", "A", [said()], 1, "", row))
    theirs = charts.statements(statement_list("a", "A", [said(id=None)], 1, "", row))
    assert ('data-k="attestation|a-1"' in mine, "data-k" in theirs) == (True, False)


# What may be attested


def test_what_may_be_attested_says_what_it_would_prove() -> None:
    edited, owner, used = attestable(card(), ASKED, "churn")
    assert edited == AttestableView(
        probe="runbook_edited",
        title="edited in the last 365 days",
        unit="yes or no",
        yes_or_no=True,
        label=(
            "edited in the last 365 days (would prove 3 Working of Working runbook, as claimed)"
        ),
        asked_by=("Working runbook, 3 Working: edited in the last 365 days",),
        proves=("would prove 3 Working of Working runbook, as claimed",),
        note=None,
    )
    assert owner.proves == ("would prove 2 Recorded of Named owner",)
    assert (used.probe, used.proves, used.label) == (
        *("runbook_used", (), "used in half of its incidents"),
    )


def test_what_is_known_already_is_said_with_what_a_statement_would_do() -> None:
    measured = attestable(card(runbook_edited=(0.0, "edited 400 days ago.")), ASKED, "churn")
    assert {each.probe: each.note for each in measured}["runbook_edited"] == (
        "Known already from inventory: edited 400 days ago. A statement would count only if that "
        "is known no more."
    )
    stated = attestable(card(runbook_edited=(1.0, "attested by Dan on …")), ASKED, "churn")
    assert {each.probe: each.note for each in stated}["runbook_edited"] == (
        "Attested by Dan on …. A new statement takes its place."
    )


def test_nothing_of_a_model_may_be_attested_for_the_organisation() -> None:
    assert attestable(card(), ASKED, None) == ()
    assert attestable(card(), ASKED, "ghost") == ()


def test_a_finding_offers_the_statements_that_would_settle_it() -> None:
    found = {each.question.id: each for each in card().findings() if each.subject == "churn"}
    assert ways(found["K1"], ASKED.probes) == (
        Way(
            "Attest that edited in the last 365 days",
            {"do": "attest", "probe": "runbook_edited", "model": "churn"},
        ),
        Way(
            "Attest that used in half of its incidents",
            {"do": "attest", "probe": "runbook_used", "model": "churn"},
        ),
    )
    assert ways(found["O1"], ASKED.probes) == (
        Way(
            "Attest that an owner is recorded",
            {"do": "attest", "probe": "owner_recorded", "model": "churn"},
        ),
        Way("Record a drill", {"do": "drill", "model": "churn"}),
    )
    settled = card(runbook_edited=(1.0, None), runbook_used=(1.0, None))
    told = {each.question.id: each for each in settled.findings() if each.subject == "churn"}
    assert ways(told["K1"], ASKED.probes) == ()


# What moved


def test_what_moved_is_told_with_before_and_after() -> None:
    before, after = card(), card(runbook_edited=(1.0, None))
    assert effects(before, after) == (
        "Working runbook, churn: unproven → confirmed, 3 Working",
        "Knowledge over the portfolio: insufficient evidence → 3 Working",
    )
    assert effects(after, before) == (
        "Working runbook, churn: confirmed → unproven",
        "Knowledge over the portfolio: 3 Working → insufficient evidence",
    )


def test_a_step_within_one_verdict_is_told_as_well() -> None:
    before, after = card(4), card(4, runbook_edited=(1.0, None))
    assert effects(before, after) == (
        "Working runbook, churn: unproven, band 2 to 4 → band 3 to 4",
    )


def test_where_nothing_moved_that_is_said() -> None:
    assert effects(card(), card()) == (NOTHING,)


def test_many_moves_are_counted() -> None:
    some = scorecards.inputs(questionnaire=ASKED)
    gone = {key: Observation(*key) for key in some.observations}
    moved = effects(build(some), build(replace(some, observations=gone)))
    assert moved[6].endswith(" more verdicts moved")
