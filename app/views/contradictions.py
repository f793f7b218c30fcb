"""The contradictions that cost most: each a sentence with its money and what contradicts it."""

from collections import defaultdict
from dataclasses import dataclass

from app import text
from app.views.finding import deciding_detail
from app.views.parts import MoneyText, badness, finding_key, money_text, share_of
from app.wording import many, say
from assessments.scorecard import Amounts, ModelFacts, Scorecard
from assessments.scoring import Finding, Verdict

SHOWN = 3


@dataclass(frozen=True)
class ContradictionView:
    """The worst contradiction of one model, or of the organisation."""

    key: str
    """The finding's key, for a click."""
    subject: str | None
    name: str
    area: str
    title: str
    """The question's few words."""
    said: str
    """`is claimed at 4; the evidence allows 2`: it follows `<question> of <model>`."""
    evidence: str
    """What contradicts it, as the rows say it."""
    money: MoneyText | None
    """What stands on it in 30 days; None: no cost is known."""
    money_of: str
    """`rests on it, last 30 days`, or `all AI spend rests on it, last 30 days`: whose it is."""
    bears_on: str | None
    """`Bears on all AI spend`, or the incident hours; None: neither is known."""
    more: str | None
    """`and 2 more claims on it`; None: it is the only one."""


@dataclass(frozen=True)
class ContradictionsView:
    """Those that cost most, one for each subject so that no money stands twice."""

    title: str
    rows: tuple[ContradictionView, ...]
    rest: str | None
    """How many are not shown, or what it means that there are none."""


def contradictions_view(scorecard: Scorecard) -> ContradictionsView:
    """Return the contradictions that cost most."""
    by_subject = _by_subject(scorecard)
    facts = {model.facts.model: model.facts for model in scorecard.models}
    rows = []
    for subject in list(by_subject)[:SHOWN]:
        found = sorted(by_subject[subject], key=badness)
        model = None if subject is None else facts[subject]
        rows.append(_row(scorecard, found, model))
    total = sum(map(len, by_subject.values()))
    told, _ = rest_of(scorecard)
    return ContradictionsView(
        title=_title(scorecard, len(rows), total),
        rows=tuple(rows),
        rest=told if total else _none(scorecard),
    )


def rest_of(scorecard: Scorecard) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the contradicted claims on what is not shown: how many in words, and themselves."""
    hidden = list(_by_subject(scorecard).values())[SHOWN:]
    found = tuple(each for claims in hidden for each in claims)
    return _rest(len(found), len(hidden)), found


def _by_subject(scorecard: Scorecard) -> dict[str | None, list[Finding]]:
    """Return the contradicted claims by subject, the one with the most spend first."""
    by_subject: dict[str | None, list[Finding]] = defaultdict(list)
    for each in scorecard.findings():
        if each.verdict is Verdict.CONTRADICTED:
            by_subject[each.subject].append(each)
    facts = {model.facts.model: model.facts for model in scorecard.models}
    weight = {model.facts.model: model.exposure or 0.0 for model in scorecard.models}

    def cost(subject: str | None) -> tuple[float, float, str]:
        if subject is None:
            return (-1.0, -1.0, "")
        own = facts[subject].effective_cost
        return (
            -share_of(own, scorecard.money.effective_cost),
            -weight[subject],
            subject,
        )

    return {subject: by_subject[subject] for subject in sorted(by_subject, key=cost)}


def _none(scorecard: Scorecard) -> str:
    if scorecard.integrity.checkable:
        return say("Nothing that is claimed is ruled out by what the sources show.")
    return say("It takes an answer and a source that bear on the same question.")


def _title(scorecard: Scorecard, rows: int, total: int) -> str:
    if not total and scorecard.integrity.checkable:
        return say("No claim is contradicted by the evidence")
    if not total:
        return say("No claim has met any evidence yet, so none is contradicted")
    if total == rows:
        said = many(
            "{claims} claim is contradicted",
            "{claims} claims are contradicted",
            total,
            claims=text.in_words(total),
        )
        return text.capital(said)
    claims, shown = text.count(total, "claim", "claims"), text.in_words(rows)
    if scorecard.money.effective_cost:
        return many(
            "{claims} are contradicted; the most spend rests on this one",
            "{claims} are contradicted; the most spend rests on these {shown}",
            rows,
            claims=claims,
            shown=shown,
        )
    return many(
        "{claims} are contradicted; this one weighs the most",
        "{claims} are contradicted; these {shown} weigh most",
        rows,
        claims=claims,
        shown=shown,
    )


def _rest(number: int, subjects: int) -> str | None:
    if not number:
        return None
    return say(
        "{claims} more on {models}",
        claims=text.number(number),
        models=text.count(subjects, "other model", "other models"),
    )


def _row(scorecard: Scorecard, found: list[Finding], model: ModelFacts | None) -> ContradictionView:
    worst = found[0]
    spent: Amounts = scorecard.money.effective_cost if model is None else model.effective_cost
    areas = {area.id: area.title for area in scorecard.areas}
    question = worst.question
    return ContradictionView(
        key=finding_key(worst),
        subject=worst.subject,
        name=worst.subject or scorecard.organisation,
        area=areas.get(question.area, question.area),
        title=question.title,
        said=say(
            "is claimed at {claimed}; the evidence allows {allowed}",
            claimed=worst.claim.level or text.unknown(),
            allowed=worst.ruled_out_above or text.unknown(),
        ),
        evidence=text.capital(deciding_detail(worst) or say("the conditions above it do not hold")),
        money=money_text(spent) if spent else None,
        money_of=say("all AI spend rests on it, last 30 days")
        if model is None
        else say("rests on it, last 30 days"),
        bears_on=_bears_on(model),
        more=_more(len(found) - 1),
    )


def _more(others: int) -> str | None:
    if not others:
        return None
    return many("and {number} more claim on it", "and {number} more claims on it", others)


def _bears_on(model: ModelFacts | None) -> str | None:
    if model is None:
        return say("Bears on every model")
    if not model.incident_hours:
        return None
    return say("{hours} of incidents in a year", hours=text.hours(model.incident_hours))
