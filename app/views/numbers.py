"""What makes a number of the scorecard: the rows that it sums, or the findings that it counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app import text
from app.views.behind import UNALLOCATED, RowsView, called, grid_of, rows_view
from app.views.contradictions import rest_of
from app.views.coverage import joined
from app.views.finding import FindingView, finding_view
from app.views.grid import Grid, columns, words
from app.views.grid import cents as cents_cell
from app.views.headline import unowned_models
from app.views.parts import FINDING_ORDER, added, share_of
from app.views.standing import standing
from app.wording import many, say
from assessments.behind import Behind
from assessments.plan.targets import organisation_scores
from assessments.scorecard import Amounts, ModelScore, Scorecard
from assessments.scorecard.money import contradicted_in, controlled, standing_in
from assessments.scoring import Agreement, AreaScore, Finding, Verdict


@dataclass(frozen=True)
class NumberView:
    """A number of the scorecard, and what makes it."""

    title: str
    sentence: str
    rows: tuple[RowsView, ...]
    findings: tuple[FindingView, ...] = ()
    models: tuple[str, ...] = ()
    """Whose charges may be looked at one by one."""


def number_view(kind: str, of: str, card: Scorecard, behind: Behind | None) -> NumberView | None:
    """Return what makes a number that an address names; None where it names none.

    `behind`: the rows as they are read now; None: the card was frozen, and its rows were not.
    """
    judged: dict[str, Callable[[str, Scorecard], NumberView | None]] = {
        "area": _area,
        "open": _open,
        "verdict": _verdict,
        "level": _level,
        "against": _against,
        "claims": _claims,
        "rest": _rest,
    }
    read: dict[str, Callable[[str, Scorecard, Behind], NumberView | None]] = {
        "spend": _spend,
        "money": _money,
        "incidents": _incidents,
        "coverage": _coverage,
    }
    if kind in judged:
        view = judged[kind](of, card)
        # Charges are read now: of a frozen card they are not offered.
        return replace(view, models=()) if view is not None and behind is None else view
    if kind not in read:
        return None
    return _not_frozen() if behind is None else read[kind](of, card, behind)


def charges_view(model: str, behind: Behind) -> RowsView:
    """Return the charges of one model in the money window, or what is on no model."""
    landed = behind.spend(model)
    return rows_view(landed, say("Charges of {model}", model=called(model)))


def _spend(model: str, card: Scorecard, behind: Behind) -> NumberView | None:
    if not model:
        return _money("AI spend", card, behind)
    facts = {each.facts.model: each.facts for each in card.models}
    if model not in facts:
        return None
    spent = facts[model].effective_cost
    title = say("{model}: {money} a month", model=model, money=text.money(spent))
    return NumberView(title, _summed(card, spent), (charges_view(model, behind),))


def _summed(card: Scorecard, amounts: Amounts) -> str:
    cents = {each: value.quantize(Decimal("0.01")) for each, value in amounts.items()}
    return say(
        "Together {money}, effective cost without tax, {days}.",
        money=text.exact_money(cents, say("nothing")),
        days=text.days(card.money.window_from, card.money.window_until),
    )


def _money(label: str, card: Scorecard, behind: Behind) -> NumberView | None:
    """Return what makes one of the labelled amounts; an address names it by its English label."""
    if label == "On no model":
        spent, charges = card.money.unallocated, charges_view(UNALLOCATED, behind)
        return NumberView(_labelled(label, spent), _summed(card, spent), (charges,))
    target = card.money.target_level
    under = set(controlled(card.models, organisation_scores(card), target))
    unowned = {each.model for each in unowned_models([each.facts for each in card.models])}
    kept: dict[str, Callable[[str], bool]] = {
        "AI spend": lambda _model: True,
        "Under control": lambda model: model in under,
        "On known models": lambda model: model != UNALLOCATED,
        "No active owner": lambda model: model in unowned,
    }
    if label not in kept:
        return None
    landed = behind.spend_by_model()
    rows = tuple(row for row in landed.rows if kept[label](row["model"]))
    return _by_model(label, rows, card)


def _labelled(label: str, amounts: Amounts) -> str:
    return say("{label}: {money}", label=say(label), money=text.money(amounts, say("nothing")))


def _by_model(label: str, rows: Sequence[Mapping[str, Any]], card: Scorecard) -> NumberView:
    """Return a labelled amount with what each model has of it."""
    total = added([{row["currency"]: row["effective_cost"]} for row in rows])
    models = tuple(dict.fromkeys(row["model"] for row in rows))
    serving = many(
        "{number} of these is in production.",
        "{number} of these are in production.",
        len({each.facts.model for each in card.models} & set(models)),
    )
    table = grid_of(
        say("{label} by model", label=say(label)),
        tuple({**row, "model": called(row["model"])} for row in rows),
    )
    counted = many(
        "{label} by model, {number} row",
        "{label} by model, {number} rows",
        len(rows),
        label=say(label),
    )
    who = say("Their owner left, or none is recorded.") if label == "No active owner" else ""
    told = (_summed(card, total), serving, who)
    return NumberView(
        _labelled(label, total),
        " ".join(each for each in told if each),
        (RowsView(counted, table),),
        models=models,
    )


def _incidents(model: str, card: Scorecard, behind: Behind) -> NumberView | None:
    facts = {each.facts.model: each.facts for each in card.models}
    if model not in facts:
        return None
    hours = text.hours(facts[model].incident_hours)
    return NumberView(
        say("{model}: {hours} of incidents in a year", model=model, hours=hours),
        say("Each from its opening to its end, or to now where it is open."),
        (rows_view(behind.incident_hours(model)),),
    )


def _coverage(key: str, card: Scorecard, behind: Behind) -> NumberView | None:
    found = next((each for each in card.coverage if f"{each.join}|{each.unit}" == key), None)
    if found is None:
        return None
    return NumberView(
        say("{rows}: {share}", rows=joined(found), share=text.share(found.share)),
        say("These are the rows that did not; all others are counted as found."),
        (rows_view(behind.uncovered(found.join, found.unit), say("Not found")),),
    )


def _area(area: str, card: Scorecard) -> NumberView | None:
    title = _title(area, card)
    if title is None:
        return None
    found = [each for each in card.findings() if each.question.area == area]
    findings = text.count(len(found), "finding", "findings")
    view = _findings(say("{area}: {findings}", area=title, findings=findings), found, card)
    stands = [standing(each) for each in card.portfolio if each.area == area]
    return replace(view, sentence=" ".join([*stands, view.sentence]))


def _title(area: str, card: Scorecard) -> str | None:
    return next((each.title for each in card.areas if each.id == area), None)


def _open(area: str, card: Scorecard) -> NumberView | None:
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


def _verdict(of: str, card: Scorecard) -> NumberView | None:
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


def _claims(subject: str, card: Scorecard) -> NumberView | None:
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


def _rest(of: str, card: Scorecard) -> NumberView | None:
    """Return the contradicted claims on what the scorecard does not show."""
    told, found = rest_of(card)
    if of != "contradicted" or told is None:
        return None
    return _findings(say("Contradicted claims: {rest}", rest=told), found, card)


def _level(area: str, card: Scorecard) -> NumberView | None:
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


def _against(area: str, card: Scorecard) -> NumberView | None:
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
        tuple(finding_view(each) for each in sorted(found, key=place)),
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
