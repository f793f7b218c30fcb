"""What people state, from the door to the scorecard and its file, over the whole demo."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from demo_home import demo_home

from app.answering import Given
from app.config import load
from app.context import Context, utc_now
from app.statement_checks import Drill
from assessments.scoring import Finding, Observation, Verdict
from data.errors import Refused

MODEL = "damage-detection"
"""Its runbook names no owner, so that its answer of 3 Working is not proven."""


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.at = utc_now()

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Context]:
    with Context(load(home=demo_home(tmp_path_factory), demo=True), clock) as opened:
        yield opened


@pytest.fixture
def ada(context: Context) -> str:
    return context.people.join("Ada Example", "risk", "").id


@pytest.fixture
def bo(context: Context) -> str:
    return context.people.join("Bo Example", "platform", "").id


def finding(context: Context, question: str, subject: str | None = MODEL) -> Finding:
    return next(
        each
        for each in context.scorecard().findings()
        if (each.question.id, each.subject) == (question, subject)
    )


def observed(found: Finding, probe: str) -> Observation:
    return next(each.observation for each in found.results if each.condition.probe == probe)


def stands(context: Context, question: str) -> tuple[str, int | None]:
    found = finding(context, question)
    return found.verdict.value, found.verified


def attest(context: Context, by: str, until: date, **changed: object) -> str:
    said: dict[str, object] = {
        "probe": "runbook_has_owner", "model": MODEL, "value": 1, "until": until,
        "note": "Read with the on-call team", "link": None, "by": by,
    } | changed  # fmt: skip
    return context.statements.attest(**said).id  # type: ignore[arg-type]


def test_an_attestation_settles_a_question_and_expires_after_its_last_day(
    context: Context, clock: Clock, ada: str
) -> None:
    today = clock.at.date()
    assert stands(context, "K1") == ("unproven", None)
    attest(context, ada, today + timedelta(days=60))
    assert stands(context, "K1") == ("confirmed", 3)
    seen = observed(finding(context, "K1"), "runbook_has_owner")
    until = today + timedelta(days=60)
    said = f"attested by Ada Example on {today} until {until}: Read with the on-call team"
    assert (seen.value, seen.sources, seen.tier, seen.detail) == (1.0, ("the app",), 0.5, said)
    assert seen.observed_at == context.scorecard().as_of

    # The probe's days have passed twice by then: only the last day of the statement counts.
    assert context.questionnaire.probes["runbook_has_owner"].ttl_days * 2 <= 60
    last_minute = datetime.combine(today + timedelta(days=60), datetime.max.time(), UTC)
    clock.at = last_minute - timedelta(seconds=1)
    seen = observed(finding(context, "K1"), "runbook_has_owner")
    assert (seen.value, seen.observed_at) == (1.0, clock.at)
    clock.at += timedelta(hours=1)
    assert observed(finding(context, "K1"), "runbook_has_owner").value is None


def test_a_statement_moves_what_it_bears_on_as_if_all_were_judged_anew(
    context: Context, clock: Clock, ada: str
) -> None:
    before = {each.facts.model: each.areas for each in context.scorecard().models}
    attest(context, ada, clock.at.date())
    context.statements.drill(Drill(MODEL, "rollback", clock.at, True, 0.5, note="Timed."), ada)
    after = {each.facts.model: each.areas for each in context.scorecard().models}
    anew = {
        (model, score.area)
        for model, areas in after.items()
        for score, old in zip(areas, before[model], strict=True)
        if score is not old
    }
    assert anew == {(MODEL, "knowledge"), (MODEL, "rollback")}
    with Context(context.settings, clock) as other:
        assert other.scorecard() == context.scorecard()


def test_what_is_taken_back_no_longer_proves_anything(context: Context, ada: str) -> None:
    id = attest(context, ada, context.statements.today() + timedelta(days=9))
    assert stands(context, "K1") == ("confirmed", 3)
    context.statements.withdraw("attestation", id, "It was another model's runbook.", ada)
    assert stands(context, "K1") == ("unproven", None)


def test_the_owner_of_a_model_is_refused(context: Context) -> None:
    owned = next(each.facts for each in context.scorecard().models if each.facts.owner_active)
    person = context.people.join(str(owned.owner), "model owner", "")
    card = context.scorecard()
    with pytest.raises(Refused, match="nobody attests their own model"):
        attest(context, person.id, context.statements.today(), model=owned.model)
    assert context.scorecard() is card


def test_a_drill_counts_at_once_and_still_when_nothing_was_read_for_months(
    context: Context, clock: Clock, ada: str
) -> None:
    context.scorecard()
    clock.at += timedelta(minutes=5)
    model = next(
        each.facts.model
        for each in context.scorecard().models
        for score in each.areas
        for found in score.findings
        if found.question.id == "R1" and observed(found, "recovery_hours").value is None
    )
    drill = Drill(model, "rollback", clock.at, succeeded=True, hours=0.5, note="Timed.")
    for _ in range(3):
        context.statements.drill(drill, ada)
    found = finding(context, "R1", model)
    assert observed(found, "recovery_hours").samples == (0.5, 0.5, 0.5)
    assert (observed(found, "recovery_hours").sources, found.proven) == (("the app",), 4)

    clock.at += timedelta(days=300)
    assert finding(context, "R1", model).proven == 4
    clock.at += timedelta(days=66)
    assert observed(finding(context, "R1", model), "recovery_hours").value is None


def test_an_exemption_leaves_a_question_out_whatever_was_answered_until_it_ends(
    context: Context, clock: Clock, ada: str, bo: str
) -> None:
    today = clock.at.date()
    context.answering.save(Given(bo, "K1", "model", MODEL, 4))
    before = finding(context, "K1")
    asked = context.statements.exempt(
        "K1", "model", MODEL, "It is switched off in spring.", today + timedelta(days=20), None, ada
    )
    assert finding(context, "K1") == before
    with pytest.raises(Refused, match="Nobody approves what they asked for"):
        context.statements.approve_exemption(asked.id, ada)

    context.statements.approve_exemption(asked.id, bo)
    held = finding(context, "K1")
    assert (held.verdict, held.claim.level) == (Verdict.NOT_APPLICABLE, before.claim.level)
    area = next(
        score
        for model in context.scorecard().models
        if model.facts.model == MODEL
        for score in model.areas
        if score.area == "knowledge"
    )
    weight = sum(each.question.weight for each in area.findings)
    assert area.not_applicable == pytest.approx(held.question.weight / weight)
    title = held.question.title
    assert f"{title} for {MODEL} until" in context.export("html").content.decode()
    assert f'"subject":"{MODEL}"' in context.export("json").content.decode()

    clock.at += timedelta(days=20)
    assert finding(context, "K1").verdict is Verdict.NOT_APPLICABLE
    clock.at += timedelta(days=1)
    assert finding(context, "K1").verdict is not Verdict.NOT_APPLICABLE


def test_a_teams_exemption_reaches_its_models_alone(context: Context, ada: str, bo: str) -> None:
    team = context.scopes().team_of[MODEL]
    assert team is not None
    asked = context.statements.exempt(
        "K1", "team", team, "The team is dissolved.", context.statements.today(), None, ada
    )
    context.statements.approve_exemption(asked.id, bo)
    exempt = {
        each.subject
        for each in context.scorecard().findings()
        if each.question.id == "K1" and each.verdict is Verdict.NOT_APPLICABLE
    }
    assert exempt == {name for name, of in context.scopes().team_of.items() if of == team}


def test_statements_do_not_ask_which_round_is_open(context: Context, ada: str, bo: str) -> None:
    until = context.statements.today() + timedelta(days=5)
    attest(context, ada, until)
    context.rounds.close(bo, "done")
    attest(context, ada, until, model="rental-price", probe="standby_warm")
    context.rounds.open("Spring", until, until + timedelta(days=90), bo)
    found = observed(finding(context, "K1"), "runbook_has_owner")
    assert found.detail is not None
    assert found.detail.startswith("attested by Ada Example")
    assert len([each for each in context.statements.all() if each.source == "the app"]) == 2
