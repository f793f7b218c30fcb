"""What moved between two scorecards, in lines that are read right after something was done."""

from app import text
from app.views.parts import badness
from assessments.scorecard import Scorecard
from assessments.scoring import Finding

SHOWN = 6
NOTHING = "No verdict moves: it is known already, or other conditions are still open."


def effects(before: Scorecard, after: Scorecard) -> tuple[str, ...]:
    """Return each verdict and area level that moved; one line says so where nothing did."""
    stood = {(each.question.id, each.subject): each for each in before.findings()}
    moved = [
        (was, each)
        for each in after.findings()
        if (was := stood.get((each.question.id, each.subject))) is not None
        and was is not each
        and _place(was) != _place(each)
    ]
    moved.sort(key=lambda pair: badness(pair[1]))
    lines = [_moved(was, now, after.organisation) for was, now in moved[:SHOWN]]
    if len(moved) > SHOWN:
        lines.append(f"{text.count(len(moved) - SHOWN, 'more verdict')} moved")
    return (*lines, *_areas(before, after)) or (NOTHING,)


def _place(finding: Finding) -> tuple[object, ...]:
    return finding.verdict, finding.verified, finding.low, finding.high, finding.proven


def _moved(was: Finding, now: Finding, organisation: str) -> str:
    """Return `Runbook, fraud-scorer: unproven → confirmed, 3 Working`."""
    about = f"{now.question.title}, {now.subject or organisation}"
    if was.verdict is now.verdict:
        return f"{about}: {text.verdict(now.verdict)}, {_stands(was)} → {_stands(now)}"
    said = f"{about}: {text.verdict(was.verdict)} → {text.verdict(now.verdict)}"
    return f"{said}, {text.level(now.verified)}" if now.verified is not None else said


def _stands(finding: Finding) -> str:
    if finding.verified is not None:
        return text.level(finding.verified)
    return f"band {text.band(finding.low, finding.high)}"


def _areas(before: Scorecard, after: Scorecard) -> list[str]:
    titles = {area.id: area.title for area in after.areas}
    stood = {each.area: each.level for each in before.portfolio}
    return [
        f"{titles.get(each.area, each.area)} over the portfolio: "
        f"{_level(stood[each.area])} → {_level(each.level)}"
        for each in after.portfolio
        if each.area in stood and stood[each.area] != each.level
    ]


def _level(level: int | None) -> str:
    return "insufficient evidence" if level is None else text.level(level)
