"""Respondents and rounds in words: how far each has come, and what a round takes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import scorecards

from app.charts import disagreements, round_answers, spread
from app.charts.people import areas_table, people_table, rounds_table
from app.charts.remarks import history, remark
from app.people import Scopes
from app.rounds import Round
from app.views.agreement import spread_view
from app.views.disagreement import disagreements_view
from app.views.model import FactView
from app.views.parts import VerdictMark
from app.views.people import PeopleView, PersonRow, people_view, person_view
from app.views.progress import open_questions
from app.views.revisions import RevisionView
from app.views.round_answers import round_answers_view
from app.views.rounds import RoundRow, next_period, round_rows, round_sentence
from assessments.scoring import Response, claim
from data.written import Answer, Assessment, Respondent, RoundChange

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SCOPES = Scopes(["Ads", "Growth"], ["churn"], {"churn": "Growth"})
NB = "\u00a0"


def person(name: str, role: str = "risk", **other: object) -> Respondent:
    made = Respondent(name.casefold(), name, role, "Ads", NOW)
    return replace(made, **other)  # type: ignore[arg-type]


def answer(who: str, question: str, days_ago: int = 3, scope: str = "") -> Answer:
    return Answer(
        *("r", question, 1, "team" if scope else "organisation", scope, who, 1, 3),
        *(None, None, False, NOW - timedelta(days=days_ago)),
    )


def view(*people: Respondent, answers: tuple[Answer, ...] = (), **other: str) -> PeopleView:
    asked = (scorecards.questionnaire(), SCOPES, NOW)
    return people_view(people, answers, *asked, **other)  # type: ignore[arg-type]


EVERYTHING = tuple(answer("ada", each.id) for each in scorecards.questionnaire().questions)


def test_a_respondent_stands_as_far_as_they_have_come() -> None:
    ada = person("Ada", areas=("ownership", "cost"), mail="ada@company.example")
    [row] = view(ada, answers=(answer("ada", "O1"), answer("ada", "R1", 1))).rows
    assert row == PersonRow(
        id="ada",
        name="Ada",
        role="risk",
        about="Ownership and Cost control",
        standing=VerdictMark("unproven", "begun"),
        answered=1,
        asked=3,
        share=1 / 3,
        progress="1 of 3",
        last="24 hours ago",
        last_at=NOW - timedelta(days=1),
        mail="ada@company.example",
        active=True,
    )


@pytest.mark.parametrize(
    ("areas", "teams", "about"),
    [
        ((), (), "everything"),
        (("cost",), (), "Cost control"),
        ((), ("Ads",), "all areas, for the team Ads"),
        (
            ("cost", "gone"),
            ("Ads", "Growth"),
            "Cost control and gone, for the teams Ads and Growth",
        ),
    ],
)
def test_what_somebody_is_asked_about_is_told_by_its_titles(
    areas: tuple[str, ...], teams: tuple[str, ...], about: str
) -> None:
    [row] = view(person("Ada", areas=areas, teams=teams)).rows
    assert row.about == about


def test_who_has_come_least_far_stands_first_and_who_is_not_asked_last() -> None:
    people = (
        person("Dan", active=False),
        person("Ada"),
        person("Bo"),
        person("Cy", areas=("cost",), teams=("Ads",)),
    )
    rows = view(*people, answers=(*EVERYTHING, answer("bo", "O1"))).rows
    assert [(each.name, each.standing.word) for each in rows] == [
        *(("Bo", "begun"), ("Ada", "all answered")),
        *(("Cy", "asked nothing"), ("Dan", "no longer asked")),
    ]
    by_name = view(*people, sort="name").rows
    assert [each.name for each in by_name] == ["Ada", "Bo", "Cy", "Dan"]
    by_last = view(*people, answers=(answer("bo", "O1", 9), answer("ada", "O1", 1)), sort="last")
    assert [each.name for each in by_last.rows] == ["Cy", "Bo", "Ada", "Dan"]


def test_a_search_finds_names_roles_mails_subjects_and_standing() -> None:
    people = (
        person("Ada", "finance", mail="a@company.example"),
        person("Bo", teams=("Growth",)),
    )
    for find, found in (
        *(("ADA", ["Ada"]), ("finance", ["Ada"]), ("company", ["Ada"])),
        *(("growth", ["Bo"]), ("not begun", ["Ada", "Bo"]), ("ada growth", [])),
    ):
        assert [each.name for each in view(*people, find=find).rows] == found
    assert view(*people, find="growth").found == "1 of 2 respondents"
    assert view(*people).found == ""


@pytest.mark.parametrize(
    ("people", "answers", "title"),
    [
        ((), (), "Nobody is asked yet: invite those who know"),
        ((person("Ada", active=False),), (), "Nobody is asked yet: invite those who know"),
        ((person("Ada"),), (), "1 respondent has not begun to answer"),
        ((person("Ada"), person("Bo")), (), "2 respondents have not begun to answer"),
        ((person("Ada"),), EVERYTHING, "Everything that is asked of 1 respondent is answered"),
        (
            (person("Ada"), person("Bo")),
            EVERYTHING,
            "One of 2 respondents has answered all, one has not begun",
        ),
        (
            (person("Ada"), person("Bo")),
            (*EVERYTHING, answer("bo", "O1")),
            "One of 2 respondents has answered all",
        ),
        (
            (person("Ada"), person("Bo"), person("Cy")),
            (answer("bo", "O1"),),
            "Of 3 respondents nobody has answered all, two have not begun",
        ),
    ],
)
def test_the_title_is_the_news_of_everyone_who_is_asked(
    people: tuple[Respondent, ...], answers: tuple[Answer, ...], title: str
) -> None:
    assert view(*people, answers=answers).title == title


def test_the_facts_count_answers_against_what_is_asked() -> None:
    people = (person("Ada", areas=("cost",)), person("Bo"), person("Cy", active=False))
    assert view(*people, answers=(answer("ada", "C1"),)).facts == (
        FactView("Respondents", "2"),
        FactView("All answered", "1"),
        FactView("Not begun", "1"),
        FactView("Answers given", f"1 of 10 (10{NB}%)"),
        FactView("Last answer", "3 days ago"),
    )
    assert view().facts[3] == FactView("Answers given", "0 of 0 (unknown)")


def test_one_respondent_is_told_with_who_invited_them_and_what_is_open() -> None:
    ada, bo = person("Ada"), person("Bo", areas=("rollback",), invited_by="ada")
    one = person_view(bo, [ada, bo], [answer("bo", "R1")], scorecards.questionnaire(), SCOPES, NOW)
    assert one.title == "Bo: 1 of 2 answered"
    assert [(each.label, each.value) for each in one.facts] == [
        *(("Role", "risk"), ("Team", "Ads"), ("Mail", "unknown")),
        *(("Asked about", "Rollback speed"), ("Standing", "begun")),
        *(("Last answer", "3 days ago"), ("Invited by", "Ada")),
    ]
    assert [(each.title, each.open) for each in one.areas] == [("Rollback speed", ("R3",))]


def test_a_question_stays_open_until_it_is_answered_for_each_team() -> None:
    bo = person("Bo", areas=("ownership",), teams=("Ads", "Growth"))
    asked = scorecards.questionnaire()
    once = [answer("bo", "O1", scope="Ads")]
    assert open_questions(bo, asked, once, SCOPES.team_of) == {"O1"}
    twice = [*once, answer("bo", "O1", scope="Growth")]
    assert open_questions(bo, asked, twice, SCOPES.team_of) == set()


# Rounds

AUTUMN = Assessment("a2", "Autumn", date(2026, 7, 1), date(2026, 12, 31), NOW)
PERIOD = "Autumn, 1 Jul to 31 Dec 2026"
CLOSED = RoundChange("a2", "closed", "ada", NOW, "The board has it")


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Round(AUTUMN), f"{PERIOD}: open for answers."),
        (
            Round(AUTUMN, replace(CLOSED, state="open")),
            f"{PERIOD}: open for answers, again since 23 Nov 2026.",
        ),
        (
            Round(AUTUMN, CLOSED),
            f"{PERIOD}: closed on 23 Nov 2026 by Ada, so it can only be read. “The board has it”",
        ),
        (
            Round(AUTUMN, replace(CLOSED, note=None, changed_by="gone-3"), latest=False),
            f"{PERIOD}: closed on 23 Nov 2026 by gone-3, so it can only be read.",
        ),
        (
            Round(AUTUMN, latest=False),
            f"{PERIOD}: a later round was opened, so this one can only be read.",
        ),
    ],
)
def test_a_round_says_whether_it_takes_answers_and_why_not(one: Round, said: str) -> None:
    assert round_sentence(one, {"ada": "Ada"}) == said


def test_rounds_are_listed_with_period_and_state() -> None:
    assert round_rows([Round(AUTUMN)], {}) == (
        RoundRow("Autumn", "1 Jul to 31 Dec 2026", "23 Nov 2026", "Open for answers."),
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), (date(2027, 1, 1), date(2027, 12, 31))),
        (date(2027, 1, 1), date(2027, 12, 31), (date(2028, 1, 1), date(2028, 12, 31))),
        (date(2026, 7, 1), date(2026, 7, 31), (date(2026, 8, 1), date(2026, 8, 31))),
    ],
)
def test_the_next_round_follows_the_last_one_and_is_as_long(
    first: date, last: date, expected: tuple[date, date]
) -> None:
    assert next_period(replace(AUTUMN, period_from=first, period_until=last)) == expected


# Drawings

HOSTILE = scorecards.HOSTILE


def test_what_people_typed_is_drawn_as_the_text_that_it_is() -> None:
    ada = person(HOSTILE, HOSTILE, areas=(HOSTILE,), teams=(HOSTILE,))
    told = replace(answer("ada", "O1"), comment=HOSTILE, link="https://a.example/?a=1&b='")
    said = claim(
        [
            Response("a", HOSTILE, 1, 1, "model", NOW),
            Response("b", "risk", 5, 5, "model", NOW),
        ]
    )
    found = replace(scorecards.hostile().findings()[0], claim=said)
    drawn = (
        people_table(view(ada).rows),
        areas_table(person_view(ada, [ada], [], scorecards.questionnaire(), SCOPES, NOW).areas),
        rounds_table([RoundRow(HOSTILE, HOSTILE, HOSTILE, HOSTILE)]),
        remark(told.comment, told.link),
        history([RevisionView(HOSTILE, HOSTILE, HOSTILE)] * 2),
        spread(spread_view(said)),
        disagreements(disagreements_view([found]).rows),
        round_answers(
            round_answers_view(
                scorecards.questionnaire(), {("O1", "organisation", ""): (told,)}, HOSTILE
            )
        ),
    )
    for each in drawn:
        assert each
        assert "<script" not in each
        assert "<img" not in each


def test_only_an_https_address_becomes_a_link_that_tells_nobody() -> None:
    assert remark(None, "https://a.example/?a=1&b=2") == (
        '<a class="link" href="https://a.example/?a=1&amp;b=2" rel="noreferrer noopener">'
        "https://a.example/?a=1&amp;b=2</a>"
    )
    assert remark("Seen\ntwice", "javascript:alert(1)") == (
        '<q class="comment">Seen\ntwice</q>javascript:alert(1)'
    )
    assert remark(None, None) == ""


def test_revisions_are_folded_away_and_a_single_one_is_not_worth_it() -> None:
    one = RevisionView("4 Measured", "20 Nov 2026, 08:00 UTC", "before any evidence")
    assert history([one]) == ""
    assert history([one, one]).startswith('<details class="history"><summary>All 2 revisions')


def test_a_hundred_respondents_at_one_level_are_one_dot_with_their_number() -> None:
    many = [Response(f"p{at}", "risk", 3, 3, "model", NOW) for at in range(120)]
    drawn = spread(spread_view(claim(many)))
    assert drawn.count("<circle") == 1
    assert ">99+</text>" in drawn
    assert 'aria-label="risk, 120 respondents: 120 at 3 Working"' in drawn


def test_where_there_is_nothing_to_draw_it_is_said() -> None:
    assert people_table(()) == '<p class="nothing">There is no row to show.</p>'
    assert areas_table(()) == '<p class="nothing">No question is asked of them.</p>'
    assert spread(spread_view(claim([]))) == ""
    empty = round_answers_view(scorecards.questionnaire(), {}, "Ada")
    assert round_answers(empty) == '<p class="nothing">No answer was given.</p>'
