"""Numbers that the judged scorecard makes alone: the findings or the models that one counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from app import text
from app.views import areas
from app.views.behind import RowsView
from app.views.contradictions import rest_of
from app.views.finding import finding_row
from app.views.grid import Grid, columns, words
from app.views.grid import cents as cents_cell
from app.views.number import NumberView
from app.views.parts import FINDING_ORDER, added, share_of
from app.views.standing import standing
from app.wording import many, say
from assessments.plan.targets import organisation_scores
from assessments.scorecard import ModelScore, Scorecard
from assessments.scorecard.money import contradicted_in, standing_in
from assessments.scoring import Agreement, AreaScore, Finding, Verdict


def area_findings(area: str, card: Scorecard) -> NumberView | None:
    """Return the findings of an area, with where it stands."""
    title = _title(area, card)
    if title is None:
        return None
    found = areas.area_findings(card, area)
    findings = text.count(len(found), "finding", "findings")
    view = _findings(say("{area}: {findings}", area=title, findings=findings), found, card)
    stands = [standing(each) for each in card.portfolio if each.area == area]
    return replace(view, sentence=" ".join([*stands, view.sentence]))


def _title(area: str, card: Scorecard) -> str | None:
    return next((each.title for each in card.areas if each.id == area), None)


def open_findings(area: str, card: Scorecard) -> NumberView | None:
    """Return the findings of an area that leave models without a level there."""
    title = _title(area, card)
    if title is None:
        return None
    found = [
        finding
        for _, score in _scores(area, card)
        if score.level is None
        for finding in score.findings
        if finding.verified is None and finding.verdict is not Verdict.NOT_APPLICABLE
    ]
    said = say(
        "{area}: {findings} on {models} without enough evidence",
        area=title,
        findings=text.count(len(found), "finding", "findings"),
        models=text.count(len({each.subject for each in found}), "model", "models"),
    )
    return _findings(said, found, card)


def _scores(area: str, card: Scorecard) -> Iterator[tuple[ModelScore, AreaScore]]:
    for model in card.models:
        yield from ((model, score) for score in model.areas if score.area == area)


_VERDICTS: Mapping[str, Callable[[Finding], bool]] = {
    "confirmed": lambda each: each.verdict.value in {"confirmed", "understated"},
    "unproven": lambda each: each.verdict is Verdict.UNPROVEN,
    "contradicted": lambda each: each.verdict is Verdict.CONTRADICTED,
    "claim_only": lambda each: each.verdict is Verdict.CLAIM_ONLY,
    "nobody": lambda each: (
        each.claim.agreement is Agreement.NOBODY_COULD_SAY
        and each.verdict is not Verdict.NOT_APPLICABLE
    ),
}


def claims_of_verdict(of: str, card: Scorecard) -> NumberView | None:
    """Return the claims of one verdict, `contradicted`, or of one area, `contradicted|cost`."""
    group, _, area = of.partition("|")
    title = _title(area, card)
    if group not in _VERDICTS or (area and title is None):
        return None
    fits = _VERDICTS[group]
    found = [each for each in card.findings() if area in ("", each.question.area) and fits(each)]
    claims = _counted(group, len(found))
    said = say("{area}: {claims}", area=title, claims=claims) if area else claims
    return _findings(said, found, card)


def _counted(group: str, number: int) -> str:
    match group:
        case "confirmed":
            return many(
                "{number} claim that is confirmed", "{number} claims that are confirmed", number
            )
        case "unproven":
            return many(
                "{number} claim that is unproven", "{number} claims that are unproven", number
            )
        case "contradicted":
            return many(
                "{number} claim that is contradicted",
                "{number} claims that are contradicted",
                number,
            )
        case "claim_only":
            return many(
                "{number} claim that stands on words alone",
                "{number} claims that stand on words alone",
                number,
            )
    return many(
        "{number} question that nobody could answer",
        "{number} questions that nobody could answer",
        number,
    )


def contradicted_on(subject: str, card: Scorecard) -> NumberView | None:
    """Return the contradicted claims on a model, or (empty) on the organisation."""
    found = [
        each
        for each in card.findings()
        if (each.subject or "") == subject and each.verdict is Verdict.CONTRADICTED
    ]
    if not found:
        return None
    claims = text.count(len(found), "contradicted claim", "contradicted claims")
    about = subject or card.organisation
    return _findings(say("{subject}: {claims}", subject=about, claims=claims), found, card)


def contradicted_unshown(of: str, card: Scorecard) -> NumberView | None:
    """Return the contradicted claims on what the scorecard does not show."""
    told, found = rest_of(card)
    if of != "contradicted" or told is None:
        return None
    return _findings(say("Contradicted claims: {rest}", rest=told), found, card)


def models_by_level(area: str, card: Scorecard) -> NumberView | None:
    """Return the models by their level in an area, with what each costs."""
    title = _title(area, card)
    if title is None:
        return None
    levels = standing_in(area, card.models, organisation_scores(card))
    rows = [(model, level) for model, level in levels if model.facts.effective_cost]
    target = card.money.target_level
    reached = [model for model, level in rows if level is not None and level >= target]
    said = say(
        "{area}: {money} at {level} or higher",
        area=title,
        money=_cost_of(reached),
        level=text.level(target),
    )
    told = [(model, text.level(level)) for model, level in rows]
    return _models_grid(said, say("Level"), told, card)


def models_contradicted(area: str, card: Scorecard) -> NumberView | None:
    """Return the models with a contradicted claim in an area, with what each costs."""
    title = _title(area, card)
    if title is None:
        return None
    found = [model for model in card.models if contradicted_in(model, area)]
    counted = [(model, _contradicted(model, area)) for model in found]
    said = say(
        "{area}: {money} on models with a contradicted claim", area=title, money=_cost_of(found)
    )
    return _models_grid(said, say("Contradicted claims"), counted, card)


def _contradicted(model: ModelScore, area: str) -> str:
    findings = [each for score in model.areas if score.area == area for each in score.findings]
    return text.number(sum(each.verdict is Verdict.CONTRADICTED for each in findings))


def _cost_of(models: Sequence[ModelScore]) -> str:
    return text.money(added([each.facts.effective_cost for each in models]), say("nothing"))


def _models_grid(
    title: str, head: str, models: Sequence[tuple[ModelScore, str]], card: Scorecard
) -> NumberView:
    """Return what each model costs in the money window beside one word on it, dearest first."""
    rows = [
        (amount, currency, model.facts.model, word)
        for model, word in models
        for currency, amount in model.facts.effective_cost.items()
    ]
    rows.sort(key=lambda row: (-row[0], row[2]))
    table = Grid(
        title,
        columns(say("Model"), head, (say("Cost"), "n"), (say("Currency"), "file")),
        tuple(
            (words(model), words(word), cents_cell(amount, currency), words(currency))
            for amount, currency, model, word in rows
        ),
    )
    sentence = say(
        "Effective cost without tax, {days}, of each production model that has any.",
        days=text.days(card.money.window_from, card.money.window_until),
    )
    counted = say(
        "{what} and cost by model: {rows}", what=head, rows=text.count(len(rows), "row", "rows")
    )
    return NumberView(
        title,
        sentence,
        (RowsView(counted, table),),
        models=tuple(dict.fromkeys(row[2] for row in rows)),
    )


def _findings(title: str, found: Sequence[Finding], card: Scorecard) -> NumberView:
    """Return findings by verdict, the widest gap first, and of one gap the most spend."""
    spent = {each.facts.model: each.facts.effective_cost for each in card.models}
    whole = card.money.effective_cost

    def place(each: Finding) -> tuple[int, int, float, str, str]:
        own = whole if each.subject is None else spent.get(each.subject, {})
        return (
            FINDING_ORDER.index(each.verdict),
            -each.gap,
            -share_of(own, whole),
            each.subject or "",
            each.question.id,
        )

    return NumberView(
        title,
        say("{order}; each opens its claim, its evidence and its rows.", order=_order(found)),
        (),
        tuple(finding_row(each) for each in sorted(found, key=place)),
    )


def _order(found: Sequence[Finding]) -> str:
    verdicts = {each.verdict for each in found}
    if verdicts == {Verdict.CONTRADICTED}:
        return say("The widest gap between claim and evidence first, of one gap the most spend")
    if Verdict.CONTRADICTED in verdicts:
        return say(
            "Contradicted claims first, the widest gap before others; of one verdict and gap the "
            "most spend"
        )
    if len(verdicts) == 1:
        return say("The most spend first")
    return say("By verdict, of one verdict the most spend first")
