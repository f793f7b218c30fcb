"""What one respondent answered in a round that can only be read, area by area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.views.question import GivenView, given_view
from app.wording import many, say
from assessments.questionnaire import Question, Questionnaire
from data.written import Answer


@dataclass(frozen=True)
class RoundAnswer:
    """One answer as it stood at the end of its round."""

    question: str
    """`O1 · Who, by name, answers for this model today?`; the id alone once it is gone."""
    where: str
    given: GivenView


@dataclass(frozen=True)
class RoundAnswersView:
    """All of them."""

    title: str
    rows: tuple[RoundAnswer, ...]


def round_answers_view(
    questionnaire: Questionnaire,
    revisions: Mapping[tuple[str, str, str], Sequence[Answer]],
    name: str,
) -> RoundAnswersView:
    """Return a respondent's answers of a round, in the order of the questionnaire of today."""
    questions = {each.id: each for each in questionnaire.questions}
    order = {id: at for at, id in enumerate(questions)}
    standing = sorted(
        (each for each in revisions.values() if each[-1].choice != "withdrawn"),
        key=lambda each: (order.get(each[-1].question, len(order)), _width(each[-1])),
    )
    rows = tuple(
        RoundAnswer(
            question=_asked(questions.get(each[-1].question), each[-1]),
            where=each[-1].scope or say("the organisation"),
            given=given_view(questions.get(each[-1].question), each[-1], each),
        )
        for each in standing
    )
    title = many(
        "{person} gave {number} answer in this round",
        "{person} gave {number} answers in this round",
        len(rows),
        person=name,
    )
    return RoundAnswersView(title, rows)


def _width(answer: Answer) -> tuple[int, str]:
    """Return what puts the widest answer first."""
    return (("organisation", "team", "model").index(answer.scope_kind), answer.scope)


def _asked(question: Question | None, answer: Answer) -> str:
    return answer.question if question is None else f"{question.id} · {question.text}"
