"""Where each finding stood in five letters, so that what moved is counted without the documents."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.scoring import Verdict
from assessments.trend.moves import Direction, Key, Place, direction

_LETTERS = {
    Verdict.CONFIRMED: "c",
    Verdict.UNDERSTATED: "s",
    Verdict.CONTRADICTED: "x",
    Verdict.UNPROVEN: "u",
    Verdict.CLAIM_ONLY: "w",
    Verdict.UNCLAIMED: "n",
    Verdict.NOT_ASSESSED: "o",
    Verdict.NOT_APPLICABLE: "a",
}
_VERDICTS = {letter: verdict for verdict, letter in _LETTERS.items()}
_MISSING = "-----"
_LONG = len(_MISSING)


@dataclass(frozen=True)
class QuestionPoint:
    """Where the findings of one question stood."""

    question: str
    asked: str
    """The checksum of all of it that bears on claim and score."""
    organisation: bool
    """True: one place, the organisation's; else one for each model, in the order of the point's."""
    places: str


def question_points(
    asked: Mapping[str, str], findings: Mapping[Key, Place], models: Iterable[str]
) -> tuple[QuestionPoint, ...]:
    """Return where the findings of each question stood; `asked` has their checksums."""
    own = {question for question, subject in findings if subject is None}
    order = tuple(models)
    return tuple(
        QuestionPoint(
            question=id,
            asked=asked[id],
            organisation=id in own,
            places="".join(
                _written(findings.get((id, subject)))
                for subject in ((None,) if id in own else order)
            ),
        )
        for id in sorted({question for question, _ in findings})
    )


def ways(
    before: Iterable[QuestionPoint],
    then: Iterable[str],
    after: Iterable[QuestionPoint],
    now: Iterable[str],
) -> Counter[Direction]:
    """Count which way findings moved, over the questions and models that are in both.

    `then` and `now` are the models of the two, in their order.
    """
    asked = {each.question: each for each in after}
    place = {model: at for at, model in enumerate(now)}
    models = [(at, place[model]) for at, model in enumerate(then) if model in place]
    moved: Counter[Direction] = Counter()
    for each in before:
        same = asked.get(each.question)
        if same is None or (each.asked, each.organisation) != (same.asked, same.organisation):
            continue
        for was, at in [(0, 0)] if each.organisation else models:
            first, last = _at(each.places, was), _at(same.places, at)
            if first != last and _MISSING not in (first, last):
                moved[direction(_read(first), _read(last))] += 1
    return moved


def _at(places: str, number: int) -> str:
    return places[number * _LONG : (number + 1) * _LONG]


def _written(place: Place | None) -> str:
    if place is None:
        return _MISSING
    verified, claimed = place.verified or 0, place.claimed or 0
    return f"{_LETTERS[place.verdict]}{verified}{place.low}{place.high}{claimed}"


def _read(written: str) -> Place:
    verified, low, high, claimed = map(int, written[1:])
    return Place(_VERDICTS[written[0]], verified or None, low, high, claimed or None)
