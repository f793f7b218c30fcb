"""The assessment in views: what one respondent is asked, how it stands, and who disagrees."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import scorecards
from hypothesis import given as examples
from hypothesis import strategies as st

from app.people import Scopes
from app.views.agreement import RoleSpread, agreement_words, spread_view
from app.views.answer_verdict import as_answered
from app.views.assessment import Answers, assessment_view
from app.views.disagreement import (
    OthersView,
    Said,
    disagreements_view,
    others_view,
    where,
)
from app.views.finding import finding_view
from app.views.parts import VerdictMark
from app.views.question import QuestionView, question_view
from app.views.revisions import RevisionView, changed_words, revision_views
from app.views.round_answers import round_answers_view
from app.views.scopes import HITS, Hits, find_models, kinds_for, models_for, teams_for
from assessments.questionnaire import Question
from assessments.scorecard import Scorecard
from assessments.scoring import Claim, Finding, Response, claim
from data.written import Answer, Respondent

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TOM = Respondent("t-okafor-1", "Tom Okafor", "model owner", "Growth", AT)


def of(card: Scorecard, question: str, subject: str | None) -> Finding:
    return next(
        each for each in card.findings() if (each.question.id, each.subject) == (question, subject)
    )


def values(view: Any) -> Iterator[Any]:
    """Yield everything that stands in a view."""
    yield view
    if is_dataclass(view):
        for field in fields(view):
            yield from values(getattr(view, field.name))
    elif isinstance(view, tuple):
        for each in view:
            yield from values(each)


# The questionnaire


def view_of(
    question: Question, answers: Answers, card: Scorecard, *scope: str, **more: Any
) -> QuestionView:
    team_of = {each.facts.model: each.facts.team for each in card.models}
    return question_view(question, answers, card.findings_on(question), team_of, *scope, **more)


def answer(question: str, kind: str, scope: str, choice: int | str, revision: int = 1) -> Answer:
    return Answer(
        *("autumn", question, 1, kind, scope, "t-okafor-1", revision, choice),
        *(None, None, False, datetime(2026, 11, 20, 8, 0, tzinfo=UTC)),
    )


def given(*answers: Answer) -> dict[tuple[str, str, str], Answer]:
    return {(each.question, each.scope_kind, each.scope): each for each in answers}


def test_progress_counts_questions_that_have_an_answer_that_still_stands() -> None:
    answers = given(
        answer("O1", "organisation", "", 4),
        answer("R1", "organisation", "", "dont_know"),
        answer("R3", "model", "churn", "withdrawn", 2),
    )
    view = assessment_view(scorecards.questionnaire(), answers, TOM, {})
    assert (view.sentence, view.next_question) == ("2 of 9 questions answered", "O2")
    assert [area.text for area in view.areas] == [
        *("1 of 2 answered", "1 of 2 answered", "0 of 2 answered"),
        *("0 of 1 answered", "0 of 2 answered"),
    ]
    nothing = assessment_view(scorecards.questionnaire(), {}, TOM, {})
    assert nothing.sentence == "9 questions, none answered yet"


def test_the_evidence_is_hidden_until_an_answer_is_given() -> None:
    card, question = scorecards.whole(), scorecards.questionnaire().questions[0]
    view = view_of(question, {}, card, "model", "fraud-scorer")
    assert (view.verdict, view.others, view.given, view.seen_revision) == (None, None, None, 0)
    assert not any("Keller" in each for each in values(view) if isinstance(each, str))
    assert [option.choice for option in view.options] == [
        *(1, 2, 3, 4, 5, "dont_know", "not_applicable"),
    ]


def test_an_answer_for_one_model_gets_its_own_verdict_whatever_others_said() -> None:
    card, question = scorecards.whole(), scorecards.questionnaire().questions[0]
    answers = given(answer("O1", "model", "fraud-scorer", 2))
    view = view_of(question, answers, card, "model", "fraud-scorer")
    assert view.verdict is not None
    assert view.verdict.mark == VerdictMark("confirmed", "confirmed")
    assert view.verdict.sentence == (
        "Claimed 2 Recorded, and proven: it holds that an owner is recorded."
    )


def test_an_answer_for_all_models_leaves_out_those_with_an_exception() -> None:
    card, question = scorecards.whole(), scorecards.questionnaire().questions[0]
    answers = given(
        answer("O1", "organisation", "", 4),
        answer("O1", "model", "fraud-scorer", 2),
        answer("O1", "team", "Growth", 3),
    )
    view = view_of(question, answers, card)
    assert [(each.scope_kind, each.scope, each.label) for each in view.exceptions] == [
        ("model", "fraud-scorer", "2 Recorded"),
        ("team", "Growth", "3 Working"),
    ]
    assert view.verdict is not None
    assert view.verdict.sentence == (
        "“4 Measured” for 6 models: 3 contradicted, 1 claim only and 2 confirmed."
    )
    assert {finding.subject for finding in view.verdict.findings} == {
        *("ad-ranker", "claims-triage", "credit-limit", "pricing-elasticity"),
        *("search-embedding", "support-router"),
    }
    team = view_of(question, answers, card, "team", "Growth")
    assert team.verdict is not None
    assert [finding.subject for finding in team.verdict.findings] == ["churn"]


def test_not_applicable_waits_until_a_second_person_has_approved() -> None:
    card = scorecards.whole()
    trace = next(each for each in scorecards.questionnaire().questions if each.id == "E3")
    waiting = given(answer("E3", "model", "churn", "not_applicable"))
    view = view_of(trace, waiting, card, "model", "churn")
    assert view.verdict is not None
    assert view.verdict.mark == VerdictMark("unknown", "waits for approval")
    approved = given(answer("E3", "model", "support-router", "not_applicable"))
    held = view_of(trace, approved, card, "model", "support-router")
    assert held.verdict is not None
    assert held.verdict.sentence.startswith("Does not apply until 1 May 2027")


def test_an_answer_for_nobody_says_that_it_concerns_no_model() -> None:
    card, question = scorecards.empty(), scorecards.questionnaire().questions[0]
    view = view_of(question, given(answer("O1", "organisation", "", 4)), card)
    assert view.verdict is not None
    assert view.verdict.sentence == "No production model falls under this answer."


def test_dont_know_shows_the_evidence_without_a_claim() -> None:
    judged = as_answered(of(scorecards.whole(), "O1", "fraud-scorer"), "dont_know")
    assert finding_view(judged).sentence == (
        "Nobody could say; the evidence settles it at 2 Recorded: Maria Keller left on 2026-08-14."
    )


def test_who_answers_for_two_teams_has_come_as_far_as_both_are_answered() -> None:
    person = replace(TOM, areas=("ownership", "rollback"), teams=("Growth", "Lending"))
    answers = given(
        answer("O1", "team", "Growth", 4),
        answer("O1", "model", "credit-limit", 3),
        answer("R1", "team", "Growth", 2),
        answer("R3", "team", "Ads", 2),
    )
    team_of = {"credit-limit": "Lending"}
    view = assessment_view(scorecards.questionnaire(), answers, person, team_of)
    assert view.sentence == "3 of 6 questions answered, each once for 2 teams"
    assert [(area.id, area.answered, area.total, area.questions) for area in view.areas] == [
        ("ownership", 2, 2, ("O1",)),
        ("rollback", 1, 4, ("R1", "R3")),
    ]
    assert view.next_question == "R1"
    assert view.share == 0.5


def test_who_is_asked_nothing_is_told_so() -> None:
    person = replace(TOM, areas=("cost",), teams=("Growth",))
    view = assessment_view(scorecards.questionnaire(), {}, person, {})
    assert (view.sentence, view.share, view.areas, view.next_question) == (
        *("No question of this assessment is asked of you", 1.0, (), None),
    )


# How an answer came about


def revised(*choices: int | str) -> tuple[Answer, ...]:
    return tuple(
        replace(
            answer("O1", "organisation", "", choice, revision),
            made_at=AT + timedelta(days=revision - 1),
            evidence_shown=revision > 1,
        )
        for revision, choice in enumerate(choices, start=1)
    )


def test_a_changed_answer_says_what_was_said_first_and_when_it_was_changed() -> None:
    assert changed_words(revised(4)) is None
    assert changed_words(revised(4, 4)) is None
    assert changed_words(revised(4, 4, 3)) == (
        "First answered 4 Measured, changed to 3 Working on 22 Nov 2026"
    )
    assert changed_words(revised(4, 3, 4)) == (
        "First answered 4 Measured, changed, and back to it on 22 Nov 2026"
    )
    assert revision_views(revised(4, 4, "withdrawn", 3)) == (
        RevisionView("4 Measured", "20 Nov 2026, 08:00 UTC", "before any evidence"),
        RevisionView("4 Measured", "21 Nov 2026, 08:00 UTC", "comment or link changed"),
        RevisionView("taken back", "22 Nov 2026, 08:00 UTC", ""),
        RevisionView("3 Working", "23 Nov 2026, 08:00 UTC", "after the evidence was shown"),
    )


def test_the_answer_here_brings_its_comment_its_link_and_its_changes() -> None:
    question = scorecards.questionnaire().questions[0]
    both = revised(4, 3)
    last = replace(both[-1], comment="Seen", link="https://a.example")
    view = view_of(question, given(last), scorecards.whole(), revisions=(both[0], last)).given
    assert view is not None
    assert (view.comment, view.link, view.changed, len(view.revisions)) == (
        *("Seen", "https://a.example"),
        *("First answered 4 Measured, changed to 3 Working on 21 Nov 2026", 2),
    )


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (None, None),
        (revised("withdrawn")[0], None),
        (revised(3)[0], "In the round before you answered 3 Working"),
        (revised("dont_know")[0], "In the round before you answered don't know"),
        (
            replace(revised(3)[0], question_version=7),
            "In the round before you answered 3 Working; the question has changed since",
        ),
    ],
)
def test_what_was_answered_in_the_round_before_is_told_before_the_answer(
    last: Answer | None, said: str | None
) -> None:
    question = scorecards.questionnaire().questions[0]
    assert view_of(question, {}, scorecards.whole(), last=last).last_round == said


def test_the_answers_of_an_old_round_are_told_with_the_words_that_they_had() -> None:
    old = replace(answer("R1", "team", "Growth", 3), question_version=7)
    gone = answer("X9", "organisation", "", 2)
    back = answer("R3", "organisation", "", "withdrawn", 2)
    view = round_answers_view(
        scorecards.questionnaire(),
        {
            (each.question, each.scope_kind, each.scope): (each,)
            for each in (gone, back, old, answer("O1", "organisation", "", 4))
        },
        "Tom Okafor",
    )
    assert view.title == "Tom Okafor gave 3 answers in this round"
    assert [(each.question, each.where, each.given.text) for each in view.rows] == [
        (
            "O1 · Who, by name, answers for this model today?",
            "the organisation",
            "A deputy works here too.",
        ),
        ("R1 · How long did the last bad releases take to undo?", "Growth", ""),
        ("X9", "the organisation", ""),
    ]


# What is answered for


SCOPES = Scopes(
    teams=["Care", "Growth"],
    models=["bot", "churn", "churn-uplift", "uplift"],
    team_of={"bot": "Care", "churn": "Growth", "churn-uplift": "Growth", "uplift": None},
)


def test_what_may_be_answered_for_follows_from_the_assignment() -> None:
    free, bound = TOM, replace(TOM, teams=("Growth",))
    assert kinds_for(free, SCOPES) == ("organisation", "team", "model")
    assert kinds_for(free, Scopes([], [])) == ("organisation",)
    assert kinds_for(bound, SCOPES) == ("team", "model")
    assert (teams_for(free, SCOPES), teams_for(bound, SCOPES)) == (("Care", "Growth"), ("Growth",))
    assert models_for(free, SCOPES) == SCOPES.models
    assert models_for(bound, SCOPES) == ["churn", "churn-uplift"]


def test_a_model_is_found_by_its_very_name_then_by_its_beginning_then_by_its_parts() -> None:
    assert find_models(SCOPES.models, " UPLIFT ") == Hits(
        ("uplift", "churn-uplift"), "2 models to choose from."
    )
    assert find_models(SCOPES.models, "lift churn").names == ("churn-uplift",)
    assert find_models(SCOPES.models, "ghost ") == Hits(
        (), "No production model's name holds “ghost”."
    )


def test_of_five_thousand_models_a_search_lists_twenty() -> None:
    many = [f"model-{number:04}" for number in range(5000)]
    found = find_models(many, "model-1")
    assert (len(found.names), found.names[0]) == (HITS, "model-1000")
    assert found.sentence == "20 of 1,000 models that fit: type more of the name."


# Who disagrees


def said(*answers: tuple[str, str, int | str]) -> Claim:
    return claim(
        [Response(who, role, choice, choice, "organisation", AT) for who, role, choice in answers]
    )


APART = said(("a", "executive", 4), ("b", "ML engineer", 2), ("c", "ML engineer", 2))


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ((4, 4), "the respondents agree"),
        ((4, 3), "the respondents differ by one level"),
        ((4, 3, 2), "the respondents differ by two levels"),
        ((4, 1), "the respondents disagree"),
        ((4,), "one respondent"),
    ],
)
def test_who_is_close_and_not_alike_differs_by_so_many_levels(
    levels: tuple[int, ...], words: str
) -> None:
    answers = ((f"{at}", "executive", level) for at, level in enumerate(levels))
    assert agreement_words(said(*answers)) == words


def test_roles_stand_side_by_side_with_the_lower_median_of_each() -> None:
    view = spread_view(
        said(
            *(("a", "ML engineer", 2), ("b", "ML engineer", 3), ("c", "executive", 4)),
            *(("d", "risk", "dont_know"), ("e", "executive", "not_applicable")),
        )
    )
    assert view.roles == (
        RoleSpread(
            *("executive", 4, (0, 0, 0, 1, 0), 1, "4 Measured"),
            "executive, 2 respondents: 1 at 4 Measured",
        ),
        RoleSpread(
            *("ML engineer", 2, (0, 1, 1, 0, 0), 0, "2 Recorded"),
            "ML engineer, 2 respondents: 1 at 2 Recorded, 1 at 3 Working",
        ),
        RoleSpread(
            *("risk", None, (0, 0, 0, 0, 0), 1, "could not say"),
            "risk, 1 respondent: no level",
        ),
    )
    assert (view.apart, view.respondents) == (2, 5)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (APART, "The executive says 4 Measured, ML engineers say 2 Recorded."),
        (
            said(("a", "finance", 4), ("b", "executive", 4), ("c", "platform", 1)),
            "The executive and finance say 4 Measured, platform says 1 Absent.",
        ),
        (
            said(("a", "ML engineer", 5), ("b", "ML engineer", 2)),
            "ML engineers disagree among themselves, from 2 Recorded to 5 Enforced.",
        ),
        (
            said(("a", "risk", 1), ("b", "risk", 4)),
            "Those in risk disagree among themselves, from 1 Absent to 4 Measured.",
        ),
        (
            said(
                *(
                    (str(n), "risk" if n < 3 else "finance", level)
                    for n, level in enumerate((1, 2, 2, 3, 3))
                )
            ),
            None,
        ),
        (said(("a", "executive", 4), ("b", "risk", 3)), None),
        (said(("a", "executive", 4)), None),
        (said(("a", "executive", "dont_know"), ("b", "risk", "dont_know")), None),
        (said(), None),
    ],
)
def test_who_is_far_apart_is_said_by_role_and_who_is_not_is_not(
    answers: Claim, sentence: str | None
) -> None:
    assert spread_view(answers).sentence == sentence


@examples(
    st.lists(
        st.tuples(
            st.sampled_from(["executive", "ML engineer", "risk"]),
            st.sampled_from([1, 2, 3, 4, 5, "dont_know"]),
        ),
        max_size=9,
    )
)
def test_every_respondent_stands_in_the_strip_once_whatever_was_answered(
    answers: list[tuple[str, int | str]],
) -> None:
    told = said(*((str(at), role, choice) for at, (role, choice) in enumerate(answers)))
    view = spread_view(told)
    assert sum(sum(each.counts) + each.without for each in view.roles) == len(answers)
    backwards = [(str(at), role, choice) for at, (role, choice) in enumerate(answers)][::-1]
    assert view == spread_view(said(*backwards))
    if told.agreement.value == "disputed":
        assert view.sentence is not None


def on(question: str, subject: str | None, told: Claim) -> Said:
    asked = {each.id: each for each in scorecards.questionnaire().questions}
    return Said(asked[question], subject, told)


def test_the_widest_disagreement_comes_first_and_equal_ones_stand_together() -> None:
    wider = said(("a", "executive", 5), ("b", "ML engineer", 1))
    view = disagreements_view(
        [
            *(on("O1", name, APART) for name in ("ad-ranker", "churn")),
            on("O1", "bot", said(("a", "executive", 4), ("b", "ML engineer", 4))),
            *(on("R1", name, wider) for name in ("ad-ranker", "bot", "churn")),
            on("C1", None, APART),
            on("K1", "bot", said()),
        ]
    )
    assert view.title == "Respondents disagree on 3 of 4 questions"
    assert [(each.key, each.title, each.where, each.sentence) for each in view.rows] == [
        (
            *("R1|ad-ranker", "Time to undo", "all 3 models"),
            "The executive says 5 Enforced, the ML engineer says 1 Absent.",
        ),
        (*("O1|ad-ranker", "Named owner", "ad-ranker and churn"), spread_view(APART).sentence),
        (*("C1", "Allocated spend", "the organisation"), spread_view(APART).sentence),
    ]
    assert view.hidden is None


def test_who_has_not_answered_a_question_does_not_see_who_disagrees_on_it() -> None:
    everything = [on("O1", "churn", APART), on("R1", "churn", APART)]
    view = disagreements_view(everything, unanswered={"O1"})
    assert [each.question for each in view.rows] == ["R1"]
    assert view.hidden == "Left out: disagreements on 1 question that you have not answered yet."
    assert disagreements_view(everything, {"O1", "R1"}).title == (
        "Answer first, then see who disagrees"
    )


def test_without_any_disagreement_the_title_says_whether_anybody_answered() -> None:
    assert disagreements_view(scorecards.good().findings()).title == "No answers are far apart"
    assert disagreements_view(scorecards.unanswered().findings()).title == "Nobody has answered yet"
    assert disagreements_view([]).rows == ()


def test_many_models_are_named_by_three_and_counted() -> None:
    assert where(["a", "b", "c", "d"], 9) == "4 models: a, b, c and others"
    assert where(["a"], 1) == "a"


def test_beside_ones_own_answer_others_stand_by_role_with_the_models_they_are_about() -> None:
    agreed = said(("a", "executive", 4), ("b", "risk", 4))
    view = others_view(
        [*(on("O1", name, APART) for name in ("churn", "bot")), on("O1", "uplift", agreed)], "a"
    )
    assert view == OthersView(
        title="Beside 2 other respondents",
        sentences=("The executive says 4 Measured, ML engineers say 2 Recorded: bot and churn.",),
        rest="No disagreement on 1 model.",
        widest=spread_view(APART),
    )
    one = others_view([on("O1", "churn", APART)], "a")
    assert (one.sentences, one.rest) == ((spread_view(APART).sentence,), None)


def test_who_answered_alone_or_in_line_with_others_is_told_so() -> None:
    alone = said(("a", "executive", 4))
    assert others_view([on("O1", "churn", alone)], "a") == OthersView(
        "Nobody else has answered this yet", (), None, None
    )
    agreed = said(("a", "executive", 4), ("b", "risk", 3))
    assert others_view([on("O1", "churn", agreed)], "a") == OthersView(
        "In line with 1 other respondent", (), None, spread_view(agreed)
    )


# A finding's respondents


def test_a_finding_shows_what_its_respondents_wrote_and_how_they_changed() -> None:
    found = of(scorecards.whole(), "O1", "fraud-scorer")
    revisions = tuple(
        replace(each, comment="Since May", link="https://a.example") for each in revised(5, 4)
    )
    second, first = finding_view(found, {"t.okafor": revisions}).roles
    assert (first.comment, first.link, first.changed, len(first.revisions)) == (
        *("Since May", "https://a.example"),
        *("First answered 5 Enforced, changed to 4 Measured on 21 Nov 2026", 2),
    )
    assert (second.comment, second.link, second.changed, second.revisions) == (
        *(None, None, None, ()),
    )


def test_of_many_respondents_a_finding_lists_twelve_those_who_commented_first() -> None:
    found = of(scorecards.whole(), "O1", "fraud-scorer")
    crowd = said(*((f"p{number:02}", "risk", 3) for number in range(40)))
    view = finding_view(
        replace(found, claim=crowd), {"p39": (replace(revised(3)[0], comment="Look here"),)}
    )
    assert (len(view.roles), view.more_roles, view.roles[0].comment) == (
        *(12, "28 respondents more", "Look here"),
    )
