"""The low ends of the portfolio as actions are done or left: what a choice of them rests on.

Only what a target asks is followed: how far each question is proven on each subject, up to its
target. Whatever is chosen, `what_if` judges it whole.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import fsum

from assessments.plan.actions import climbed
from assessments.plan.targets import groups, organisation_scores
from assessments.plan.values import Action, AreaTarget, Need, Plan, Subject
from assessments.questionnaire import Question
from assessments.scorecard import Scorecard
from assessments.scoring import LOWEST, AreaScore, Standing, Verdict, portfolio_area, rule

_UNITS = 10**18
"""Exposures are added and taken away as whole numbers of this part, so that no sum drifts."""


@dataclass
class Followed:
    """A target, and how much of what it is set for stands at which low end."""

    target: AreaTarget
    score: AreaScore | None
    """Any model's score in it; None: it is set for no model."""
    organisation: AreaScore | None
    weights: dict[Subject, int]
    """The exposures of its models."""
    tiers: dict[Subject, int | None]
    lows: dict[Subject, int] = field(default_factory=dict)
    """By subject; None is the organisation."""
    alike: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    """The exposure of the models at each low end, by tier."""

    def stand(self, subject: Subject, low: int) -> None:
        """Let a subject stand at a low end."""
        before = self.lows.get(subject)
        self.lows[subject] = low
        if subject is None or before == low:
            return
        tier, weight = self.tiers[subject], self.weights[subject]
        if before is not None:
            self.alike[before, tier] -= weight
        self.alike[low, tier] += weight

    def reached(self) -> bool:
        """Tell whether the target is proven (method §5); models that stand alike count as one."""
        standings = [
            Standing(replace(self.score, level=None, low=low), weight / _UNITS, tier)
            for (low, tier), weight in self.alike.items()
            if weight and self.score is not None
        ]
        own = self.organisation
        if own is not None:
            own = replace(own, level=None, low=self.lows[None])
        return portfolio_area(self.target.area, standings, own).low >= self.target.level


class Lows:
    """Every low end that bears on a target."""

    def __init__(self, card: Scorecard, plan: Plan) -> None:
        self._plan = plan
        self._needs = {
            (need.finding.question.id, need.finding.subject): need for need in plan.needs
        }
        self._closed: dict[Subject, Counter[str]] = defaultdict(Counter)
        """How many chosen actions close a condition on a subject."""
        self._own: Counter[tuple[str, Subject]] = Counter()
        """How many chosen actions are about a question on a subject."""
        self._bears_on = _bears_on(plan)
        self._lows: dict[tuple[str, Subject], dict[str, int]] = {}
        """By area and subject: the low end of each question that applies."""
        self._questions: dict[str, Question] = {}
        self._rules: dict[tuple[tuple[str, int], ...], int] = {}
        organisation = organisation_scores(card)
        for score in organisation.values():
            self._read(score)
        for model in card.models:
            for score in model.areas:
                self._read(score)
        self.followed = tuple(_follow(card, plan, organisation))
        self._followed_of: dict[tuple[str, Subject], Followed] = {}
        for each in self.followed:
            area = each.target.area
            for subject in (*each.weights, *([None] if each.organisation else [])):
                self._followed_of[area, subject] = each
                each.stand(subject, self._rule(area, subject))

    def _read(self, score: AreaScore) -> None:
        lows = {}
        for finding in score.findings:
            if finding.verdict is not Verdict.NOT_APPLICABLE:
                lows[finding.question.id] = finding.low
                self._questions[finding.question.id] = finding.question
        self._lows[score.area, score.subject] = lows

    def do(self, action: Action) -> None:
        """Let an action be done."""
        self._change(action, 1)

    def leave(self, action: Action) -> None:
        """Let an action that was done be left."""
        self._change(action, -1)

    def _change(self, action: Action, by: int) -> None:
        closes = self._plan.closes.get(action.key, ())
        for subject in action.subjects:
            counts = self._closed[subject]
            for key in closes:
                counts[key] += by
            self._own[action.question.id, subject] += by
            for question in self._bears_on[action.key]:
                need = self._needs.get((question, subject))
                if need is not None:
                    self._stand(need)

    def _stand(self, need: Need) -> None:
        """Let a question stand where it is proven now, and its area with it."""
        subject, question = need.finding.subject, need.finding.question
        self._lows[question.area, subject][question.id] = self._low(need)
        followed = self._followed_of[question.area, subject]
        followed.stand(subject, self._rule(question.area, subject))

    def _low(self, need: Need) -> int:
        """Return how far a question is proven now, and claimed or answered again."""
        finding = need.finding
        counts = self._closed[finding.subject]
        closed = frozenset(key for rung in need.rungs for key in rung.keys if counts[key] > 0)
        proven = (finding.proven or LOWEST) + climbed(need.rungs, closed)
        said = finding.claim.level
        if said is None or self._own[finding.question.id, finding.subject] > 0:
            return proven
        return min(said, proven)

    def _rule(self, area: str, subject: Subject) -> int:
        lows = tuple(self._lows[area, subject].items())
        if lows not in self._rules:
            values = [(low, self._questions[question]) for question, low in lows]
            self._rules[lows] = rule(values) or LOWEST
        return self._rules[lows]


def _bears_on(plan: Plan) -> dict[str, set[str]]:
    """Return for each action the questions that it bears on: its own, and those on its probe."""
    questions = {each.action.key: each.action.question.id for each in plan.actions}
    return {
        key: {question, *(questions[other] for other in plan.closes.get(key, ()))}
        for key, question in questions.items()
    }


def _follow(card: Scorecard, plan: Plan, organisation: dict[str, AreaScore]) -> Iterator[Followed]:
    """Yield every target with what it is set for."""
    for at, each in enumerate(card.areas):
        standings = [Standing(m.areas[at], m.exposure, m.facts.tier) for m in card.models]
        for target, group, own in groups(plan.targets, each.id, standings, organisation[each.id]):
            yield Followed(
                target,
                group[0].score if group else None,
                own,
                _weights(group),
                {one.score.subject: one.tier for one in group},
            )


def _weights(group: Sequence[Standing]) -> dict[Subject, int]:
    """Return the exposures, those that are not known at the mean of the others (method §5)."""
    known = [each.exposure for each in group if each.exposure is not None]
    mean = fsum(known) / len(known) if known else 0.0
    return {each.score.subject: round(_UNITS * _weight(each.exposure, mean)) for each in group}


def _weight(exposure: float | None, mean: float) -> float:
    if not mean:
        return 1.0
    return mean if exposure is None else exposure
