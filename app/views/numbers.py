"""What makes a number of the scorecard: the rows that it sums, or the findings that it counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app import text
from app.views.behind import NO_MODEL, UNALLOCATED, RowsView, grid_of, rows_view
from app.views.finding import FindingView, finding_view
from app.views.grid import Grid, columns, words
from app.views.grid import money as money_cell
from app.views.headline import unowned_models
from app.views.parts import added, badness
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
    return _NOT_FROZEN if behind is None else read[kind](of, card, behind)


def charges_view(model: str, behind: Behind) -> RowsView:
    """Return the charges of one model in the money window, or what is on no model."""
    landed = behind.spend(model)
    return rows_view(landed, f"Charges of {called(model)}")


def called(model: str) -> str:
    """Return a model's name, or what stands where there is none."""
    return NO_MODEL if model == UNALLOCATED else model


def _spend(model: str, card: Scorecard, behind: Behind) -> NumberView | None:
    if not model:
        return _money("AI spend", card, behind)
    facts = {each.facts.model: each.facts for each in card.models}
    if model not in facts:
        return None
    spent = facts[model].effective_cost
    rows = charges_view(model, behind)
    return NumberView(f"{model}: {text.money(spent)} a month", _summed(card, spent), (rows,))


def _summed(card: Scorecard, amounts: Amounts) -> str:
    window = text.days(card.money.window_from, card.money.window_until)
    cents = {each: value.quantize(Decimal("0.01")) for each, value in amounts.items()}
    return f"Together {text.exact_money(cents, 'nothing')}, effective cost without tax, {window}."


def _money(label: str, card: Scorecard, behind: Behind) -> NumberView | None:
    production = {each.facts.model for each in card.models}
    if label == "On no model":
        unallocated = card.money.unallocated
        return NumberView(
            f"On no model: {text.money(unallocated, 'nothing')}",
            _summed(card, unallocated),
            (charges_view(UNALLOCATED, behind),),
        )
    target = card.money.target_level
    under = set(controlled(card.models, organisation_scores(card), target))
    unowned = {each.model for each in unowned_models([each.facts for each in card.models])}
    kept: dict[str, Callable[[str], bool]] = {
        "AI spend": lambda _model: True,
        "Under control": lambda model: model in under,
        "On known models": lambda model: model != UNALLOCATED,
        "Unowned": lambda model: model in unowned,
    }
    if label not in kept:
        return None
    landed = behind.spend_by_model()
    rows = tuple(row for row in landed.rows if kept[label](row["model"]))
    total = added([{row["currency"]: row["effective_cost"]} for row in rows])
    counted = f"{label} by model, {text.number(len(rows))} {'row' if len(rows) == 1 else 'rows'}"
    told = tuple(row | {"model": called(row["model"])} for row in rows)
    models = tuple(dict.fromkeys(row["model"] for row in rows))
    return NumberView(
        f"{label}: {text.money(total, 'nothing')}",
        f"{_summed(card, total)} {text.number(len(production & set(models)))} of these are in "
        "production.",
        (RowsView(counted, grid_of(f"{label} by model", told)),),
        models=models,
    )


def _incidents(model: str, card: Scorecard, behind: Behind) -> NumberView | None:
    facts = {each.facts.model: each.facts for each in card.models}
    if model not in facts:
        return None
    hours = text.hours(facts[model].incident_hours)
    return NumberView(
        f"{model}: {hours} of incidents in a year",
        "Each from its opening to its end, or to now where it is open.",
        (rows_view(behind.incident_hours(model)),),
    )


def _coverage(key: str, card: Scorecard, behind: Behind) -> NumberView | None:
    found = next((each for each in card.coverage if f"{each.join}|{each.unit}" == key), None)
    if found is None:
        return None
    return NumberView(
        f"{found.title}: {text.share(found.share)}",
        "These are the rows that did not; all others are counted as found.",
        (rows_view(behind.uncovered(found.join, found.unit), "Not found"),),
    )


def _area(area: str, card: Scorecard) -> NumberView | None:
    title = _title(area, card)
    if title is None:
        return None
    found = [each for each in card.findings() if each.question.area == area]
    return _findings(f"{title}: {text.count(len(found), 'finding', 'findings')}", found)


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
    models = len({each.subject for each in found})
    said = f"{text.count(len(found), 'finding', 'findings')} on {text.count(models, 'model', 'models')}"
    return _findings(f"{title}: {said} without enough evidence", found)


def _scores(area: str, card: Scorecard) -> Iterator[tuple[ModelScore, AreaScore]]:
    for model in card.models:
        yield from ((model, score) for score in model.areas if score.area == area)


_VERDICTS: Mapping[str, tuple[str, Callable[[Finding], bool]]] = {
    "confirmed": ("confirmed", lambda each: each.verdict.value in {"confirmed", "understated"}),
    "unproven": ("unproven", lambda each: each.verdict is Verdict.UNPROVEN),
    "contradicted": ("contradicted", lambda each: each.verdict is Verdict.CONTRADICTED),
    "claim_only": ("on words alone", lambda each: each.verdict is Verdict.CLAIM_ONLY),
    "nobody": (
        "nobody could answer",
        lambda each: (
            each.claim.agreement is Agreement.NOBODY_COULD_SAY
            and each.verdict is not Verdict.NOT_APPLICABLE
        ),
    ),
}


def _verdict(of: str, card: Scorecard) -> NumberView | None:
    """Return the claims of one verdict, `contradicted`, or of one area, `contradicted|cost`."""
    group, _, area = of.partition("|")
    if group not in _VERDICTS or (area and _title(area, card) is None):
        return None
    word, fits = _VERDICTS[group]
    found = [each for each in card.findings() if area in ("", each.question.area) and fits(each)]
    what = ("question", "questions") if group == "nobody" else ("claim", "claims")
    stand = "" if group == "nobody" else "is " if len(found) == 1 else "are "
    where = f"{_title(area, card)}: " if area else ""
    return _findings(f"{where}{text.count(len(found), *what)} that {stand}{word}", found)


def _claims(subject: str, card: Scorecard) -> NumberView | None:
    """Return the contradicted claims on a model, or (empty) on the organisation."""
    found = [
        each
        for each in card.findings()
        if (each.subject or "") == subject and each.verdict is Verdict.CONTRADICTED
    ]
    if not found:
        return None
    about = subject or card.organisation
    return _findings(
        f"{about}: {text.count(len(found), 'contradicted claim', 'contradicted claims')}", found
    )


def _level(area: str, card: Scorecard) -> NumberView | None:
    title = _title(area, card)
    if title is None:
        return None
    levels = standing_in(area, card.models, organisation_scores(card))
    rows = [(model, level) for model, level in levels if model.facts.effective_cost]
    target = text.level(card.money.target_level)
    reached = [
        model for model, level in rows if level is not None and level >= card.money.target_level
    ]
    said = f"{title}: {_cost_of(reached)} at {target} or higher"
    return _models_grid(said, "Level", [(model, text.level(level)) for model, level in rows], card)


def _against(area: str, card: Scorecard) -> NumberView | None:
    title = _title(area, card)
    if title is None:
        return None
    found = [model for model in card.models if contradicted_in(model, area)]
    counted = [(model, _contradicted(model, area)) for model in found]
    said = f"{title}: {_cost_of(found)} on models with a contradicted claim"
    return _models_grid(said, "Contradicted claims", counted, card)


def _contradicted(model: ModelScore, area: str) -> str:
    findings = [each for score in model.areas if score.area == area for each in score.findings]
    return text.number(sum(each.verdict is Verdict.CONTRADICTED for each in findings))


def _cost_of(models: Sequence[ModelScore]) -> str:
    return text.money(added([each.facts.effective_cost for each in models]), "nothing")


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
        columns("Model", f"{head}", "Cost|n", "Currency|file"),
        tuple(
            (words(model), words(word), money_cell(amount, currency), words(currency))
            for amount, currency, model, word in rows
        ),
    )
    window = text.days(card.money.window_from, card.money.window_until)
    sentence = f"Effective cost without tax, {window}, of each production model that has any."
    counted = text.count(len(rows), "row", "rows")
    return NumberView(
        title,
        sentence,
        (RowsView(f"{head} and cost by model: {counted}", table),),
        models=tuple(dict.fromkeys(row[2] for row in rows)),
    )


_NOT_FROZEN = NumberView(
    "The rows behind it are not in the snapshot",
    "A snapshot keeps the answers, the observations and the scores, from which every level is "
    "judged again; the rows behind its sums stand in the sources. Today's scorecard opens them.",
    (),
)


def _findings(title: str, found: Sequence[Finding]) -> NumberView:
    views = tuple(finding_view(each) for each in sorted(found, key=badness))
    return NumberView(
        title, "Worst first; each opens its claim, its evidence and its rows.", (), views
    )
