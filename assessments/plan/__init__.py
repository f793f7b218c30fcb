"""The plan: what brings every area to its target, in which order, and what each action would do.

Pure: from a scorecard and targets to actions; docs/method.md §6 has the formulas. `what_if`
judges the scorecard again after a choice of actions, `cheapest_path` chooses them.
"""

from collections.abc import Mapping

from assessments.plan.actions import answer_key, closes, condition_key, drafts, finished, needs
from assessments.plan.path import cheapest_path
from assessments.plan.ranking import ranked
from assessments.plan.targets import organisation_scores, shares, standings
from assessments.plan.values import (
    ANSWER_DAYS,
    Action,
    AreaTarget,
    Need,
    Opening,
    Path,
    Plan,
    Planned,
    Step,
    Subject,
    Targets,
    TargetStanding,
)
from assessments.plan.what_if import what_if
from assessments.scorecard import Amounts, Scorecard
from assessments.scorecard.money import under_control as money_under_control

__all__ = [
    "ANSWER_DAYS",
    "Action",
    "AreaTarget",
    "Need",
    "Opening",
    "Path",
    "Plan",
    "Planned",
    "Step",
    "Subject",
    "TargetStanding",
    "Targets",
    "answer_key",
    "cheapest_path",
    "condition_key",
    "make",
    "standings",
    "under_control",
    "what_if",
]


def under_control(card: Scorecard, targets: Targets) -> Amounts:
    """Return the cost of the models verified at their targets or above in every area."""
    return money_under_control(card.models, organisation_scores(card), targets.level)


def make(card: Scorecard, targets: Targets, agreed: Mapping[str, float] | None = None) -> Plan:
    """Return the plan from a scorecard to its targets.

    `agreed` is the effort in days that people set on actions, by key; the others are estimated.
    """
    wanted = needs(card, targets)
    found = drafts(card, wanted)
    weights = shares(card)
    closed = closes(found)
    actions = [finished(key, draft, weights, agreed or {}) for key, draft in found.items()]
    return Plan(
        targets=targets,
        standings=standings(card, targets),
        actions=ranked(actions, found, wanted, closed),
        needs=wanted,
        closes=closed,
    )
