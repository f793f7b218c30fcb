"""Which findings moved between two frozen scorecards, and the answer or observation behind it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assessments.scoring import Verdict

_NONE: Mapping[str, Any] = {"choice": None, "role": None}
Key = tuple[str, str | None]
"""Question and subject: a model, or None for the organisation."""
Direction = Literal["better", "worse", "changed"]


@dataclass(frozen=True)
class Place:
    """Where one finding stood."""

    verdict: Verdict
    verified: int | None
    low: int
    high: int
    claimed: int | None


@dataclass(frozen=True)
class Answered:
    """An answer that came, changed or went; None: there was none."""

    respondent: str
    role: str
    before: int | str | None
    after: int | str | None


@dataclass(frozen=True)
class Observed:
    """A condition that came out otherwise, with what was seen."""

    level: int
    text: str
    before: bool | None
    after: bool | None
    detail: str | None
    """What is seen now, or why nothing is; None: nothing says."""
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Exempted:
    """A question that no longer applies (`began`), or applies again."""

    began: bool


Cause = Answered | Observed | Exempted


@dataclass(frozen=True)
class Moved:
    """One finding that does not stand where it stood, and why."""

    question: str
    title: str
    area: str
    subject: str | None
    before: Place
    after: Place
    causes: tuple[Cause, ...]
    exposure: float | None
    """How much the model weighs now, 0 to 1; None: unknown, or the organisation's own."""

    @property
    def direction(self) -> Direction:
        """Which way it moved."""
        return direction(self.before, self.after)


def direction(before: Place, after: Place) -> Direction:
    """Better: the verified level rose, or, where one is unknown, the band's low end did.

    Where the low end stands, the high end tells: what was ruled out is worse. A claim that the
    evidence contradicts from now on is worse, whatever else became known.
    """
    if after.verdict is Verdict.CONTRADICTED is not before.verdict:
        return "worse"
    if before.verified is not None and after.verified is not None:
        step = after.verified - before.verified
    else:
        step = (after.low - before.low) or (after.high - before.high)
    return "better" if step > 0 else "worse" if step < 0 else "changed"


def moves(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    questions: frozenset[str],
    models: set[str],
) -> tuple[Moved, ...]:
    """Return what moved in these questions and models, the heaviest first."""
    then, now = _Read(before), _Read(after)
    asked = {each["id"]: each for each in after["questions"]}
    weight = {each["model"]: each["exposure"] for each in after["scores"]["models"]}
    found = [
        Moved(
            question=key[0],
            title=asked[key[0]]["title"],
            area=asked[key[0]]["area"],
            subject=key[1],
            before=then.place(key),
            after=now.place(key),
            causes=tuple(_causes(key, then, now)),
            exposure=weight.get(key[1]) if key[1] is not None else None,
        )
        for key in then.findings.keys() & now.findings.keys()
        if key[0] in questions
        and (key[1] is None or key[1] in models)
        and then.place(key) != now.place(key)
    ]
    return tuple(sorted(found, key=_heaviest))


def _heaviest(moved: Moved) -> tuple[float, int, str, str]:
    size = abs(moved.after.low - moved.before.low) + abs(moved.after.high - moved.before.high)
    weight = 1.0 if moved.subject is None else moved.exposure or 0.0
    return (-weight * max(size, 1), -size, moved.question, moved.subject or "")


class _Read:
    """A document's findings, observations and answers by what they are about."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.findings = _findings(document)
        self.observations = {
            (each["probe"], each["subject"]): each for each in document["observations"]
        }
        self.answers: dict[Key, dict[str, Mapping[str, Any]]] = defaultdict(dict)
        for each in document["answers"]:
            self.answers[each["question"], each["subject"]][each["respondent"]] = each

    def place(self, key: Key) -> Place:
        return _place(self.findings[key])


def places_of(document: Mapping[str, Any]) -> dict[Key, Place]:
    """Return where each of a document's findings stood."""
    return {key: _place(found) for key, found in _findings(document).items()}


def _findings(document: Mapping[str, Any]) -> dict[Key, Mapping[str, Any]]:
    return {(each["question"], each["subject"]): each for each in document["scores"]["findings"]}


def _place(found: Mapping[str, Any]) -> Place:
    return Place(
        verdict=Verdict(found["verdict"]),
        verified=found["verified"],
        low=found["low"],
        high=found["high"],
        claimed=found["claimed"],
    )


def _causes(key: Key, then: _Read, now: _Read) -> Iterator[Cause]:
    """Yield the exemption, the answers and the conditions that are not as they were."""
    exempt = [each.place(key).verdict is Verdict.NOT_APPLICABLE for each in (then, now)]
    if exempt[0] != exempt[1]:
        yield Exempted(began=exempt[1])
    yield from _answered(key, then, now)
    yield from _observed(key, then, now)


def _answered(key: Key, then: _Read, now: _Read) -> Iterator[Answered]:
    before, after = then.answers.get(key, {}), now.answers.get(key, {})
    for respondent in sorted(before.keys() | after.keys()):
        was, told = before.get(respondent, _NONE), after.get(respondent, _NONE)
        if was["choice"] != told["choice"]:
            role = told["role"] or was["role"]
            yield Answered(respondent, role, was["choice"], told["choice"])


def _observed(key: Key, then: _Read, now: _Read) -> Iterator[Observed]:
    # The question is the same in both, so its conditions stand in the same order.
    pairs = zip(then.findings[key]["conditions"], now.findings[key]["conditions"], strict=True)
    for was, each in pairs:
        if was["outcome"] is not each["outcome"]:
            seen = now.observations.get((each["probe"], key[1]), {})
            yield Observed(
                level=each["level"],
                text=each["text"],
                before=was["outcome"],
                after=each["outcome"],
                detail=seen.get("detail") or each["undecided"] or seen.get("unknown"),
                sources=tuple(seen.get("sources", ())),
            )
