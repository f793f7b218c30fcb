"""The minute's read: the news, five areas, claim integrity, what costs most, and what changed."""

from dataclasses import dataclass

from app import text
from app.views.areas import AreaView, area_view, areas_title
from app.views.changes import ChangesView, changes_view
from app.views.claim_integrity import IntegrityView, integrity_view
from app.views.contradictions import ContradictionsView, contradictions_view
from app.views.coverage import CoverageView, coverage_title, coverage_view
from app.views.headline import headline, worst_area
from app.views.sources import sources_sentence, sources_view
from app.views.spend import MoneyView, money_view
from app.wording import say
from assessments.scorecard import Scorecard
from assessments.trend import Point


@dataclass(frozen=True)
class ScorecardView:
    """Everything that the scorecard says, page and export alike."""

    headline: str
    quiet: tuple[str, ...]
    """Organisation, assessment, models, sources: one line, its parts; coverage ends it."""
    simulated: str | None
    """Said plainly where the data is simulated."""
    as_of: str
    areas_title: str
    areas: tuple[AreaView, ...]
    integrity: IntegrityView
    contradictions: ContradictionsView
    money: MoneyView
    coverage_title: str
    coverage: tuple[CoverageView, ...]
    changes: ChangesView
    warnings: tuple[str, ...]


def scorecard_view(scorecard: Scorecard, previous: Point | None = None) -> ScorecardView:
    """Return the scorecard in words; `previous` is where the snapshot to compare with stood."""
    joins = [each.join for each in scorecard.coverage]
    coverage = tuple(
        coverage_view(each, several=joins.count(each.join) > 1) for each in scorecard.coverage
    )
    sources = sources_view(scorecard.sources, scorecard.as_of, scorecard)
    lowest = worst_area(scorecard)
    return ScorecardView(
        headline=headline(scorecard),
        quiet=_quiet(scorecard),
        simulated=_simulated(scorecard),
        as_of=text.moment(scorecard.as_of),
        areas_title=areas_title(scorecard),
        areas=tuple(
            area_view(each, scorecard, worst=each is lowest) for each in scorecard.portfolio
        ),
        integrity=integrity_view(scorecard),
        contradictions=contradictions_view(scorecard),
        money=money_view(scorecard),
        coverage_title=coverage_title(coverage),
        coverage=coverage,
        changes=changes_view(scorecard, previous),
        warnings=sources.warnings,
    )


def _simulated(scorecard: Scorecard) -> str | None:
    made_up = [each.source for each in scorecard.sources if each.simulated]
    if not made_up:
        return None
    if len(made_up) == len(scorecard.sources):
        return say("Simulated data: a demo portfolio, not a real company.")
    sources = text.listed(sorted(made_up))
    return say("Part of this is simulated data, from {sources}.", sources=sources)


def _quiet(scorecard: Scorecard) -> tuple[str, ...]:
    lines = [
        scorecard.organisation,
        scorecard.assessment,
        _models(scorecard),
        sources_sentence(scorecard.sources),
    ]
    return tuple(line for line in lines if line)


def _models(scorecard: Scorecard) -> str:
    """Return `8 production models (3 more registered)`."""
    models = say("no production model")
    if scorecard.models:
        models = text.count(len(scorecard.models), "production model", "production models")
    if not scorecard.other_models:
        return models
    others = text.number(scorecard.other_models)
    return say("{models} ({others} more registered)", models=models, others=others)
