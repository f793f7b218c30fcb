"""What makes a number of the scorecard: the rows that it sums, or the findings that it counts."""

from collections.abc import Callable
from dataclasses import replace

from app.views import number_judged, number_read
from app.views.number import NumberView
from app.wording import say
from assessments.behind import Behind
from assessments.scorecard import Scorecard


def number_view(kind: str, of: str, card: Scorecard, behind: Behind | None) -> NumberView | None:
    """Return what makes a number that an address names; None where it names none.

    `behind`: the rows as they are read now; None: the card was frozen, and its rows were not.
    """
    judged: dict[str, Callable[[str, Scorecard], NumberView | None]] = {
        "area": number_judged.area_findings,
        "open": number_judged.open_findings,
        "verdict": number_judged.claims_of_verdict,
        "level": number_judged.models_by_level,
        "against": number_judged.models_contradicted,
        "claims": number_judged.contradicted_on,
        "rest": number_judged.contradicted_unshown,
    }
    read: dict[str, Callable[[str, Scorecard, Behind], NumberView | None]] = {
        "spend": number_read.spend_of,
        "money": number_read.labelled_money,
        "incidents": number_read.incident_hours_of,
        "coverage": number_read.uncovered,
    }
    if kind in judged:
        view = judged[kind](of, card)
        # Charges are read now: of a frozen card they are not offered.
        return replace(view, models=()) if view is not None and behind is None else view
    if kind not in read:
        return None
    return _not_frozen() if behind is None else read[kind](of, card, behind)


def _not_frozen() -> NumberView:
    return NumberView(
        say("The rows behind it are not in the snapshot"),
        say(
            "A snapshot keeps the answers, the observations and the scores, from which every "
            "level is judged again; the rows behind its sums stand in the sources. Today's "
            "scorecard opens them."
        ),
        (),
    )
