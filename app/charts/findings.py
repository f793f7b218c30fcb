"""Findings: one in full with its claims and conditions, and several as a table."""

from collections.abc import Iterable, Sequence

from app.charts.agreement import spread
from app.charts.markup import (
    anchor,
    cell,
    esc,
    lines,
    mark,
    name,
    pick,
    row_head,
    span,
    table,
    verdict,
)
from app.charts.remarks import history, remark
from app.charts.rule import rule, small_rule
from app.views.finding import ConditionView, FindingRow, FindingView, RoleClaim
from app.views.model import AreaSection
from app.wording import say


def sections(views: Sequence[AreaSection], *, heading: int = 3) -> str:
    """Return a model's areas, each with its findings in full."""
    return "".join(
        f'<section class="area-findings"><div class="area-head">'
        f"<h{heading}>{esc(view.mark.title)}: {esc(view.mark.word)}</h{heading}>"
        f'<p class="note">{esc(view.question)} {esc(view.summary)}.</p></div>'
        f"{''.join(finding(each, heading=heading + 1) for each in view.findings)}</section>"
        for view in views
    )


def finding(view: FindingView, *, heading: int = 3) -> str:
    """Return one finding: verdict, claim by role, evidence by level, and what would settle it."""
    told = lines((f"<span>{esc(each)}</span>" for each in view.settle), "settle")
    settle = f'<p class="label">{esc(say("What would settle it"))}</p>{told}' if told else ""
    return (
        f'<article class="finding" id="{anchor(view.key)}"><div class="finding-head">'
        f"<h{heading}>{esc(view.title)}</h{heading}>{verdict(view.verdict)}</div>"
        f'<p class="question">{esc(view.text)} <span class="note">{esc(view.why)}</span></p>'
        f'<p class="said">{esc(view.sentence)}</p>'
        f'<div class="finding-body"><div>{rule(view.mark)}{claims(view)}{settle}</div>'
        f"<div>{conditions(view.conditions)}</div></div></article>"
    )


def claims(view: FindingView) -> str:
    """Return who claims what, role by role, and then each respondent."""
    apart = f'<p class="said">{esc(view.spread.sentence)}</p>' if view.spread.sentence else ""
    strip = spread(view.spread) if view.spread.respondents > 1 else ""
    more = f'<p class="note">{esc(view.more_roles)}.</p>' if view.more_roles else ""
    head = f'<p class="label">{esc(view.claims)}</p>'
    return head + apart + strip + lines(map(_role, view.roles), "roles") + more


def _role(view: RoleClaim) -> str:
    changed = view.changed
    if view.changed_from and not changed:
        changed = say("first answered {choice}", choice=view.changed_from)
    return (
        f"{name(view.role)}: <b>{esc(view.choice)}</b> "
        f'<span class="note">{esc(view.scope)}, {esc(view.when)}</span>'
        f"{' ' + span('note', esc(changed)) if changed else ''}"
        f"{remark(view.comment, view.link)}{history(view.revisions)}"
    )


def conditions(views: Sequence[ConditionView]) -> str:
    """Return each condition of each level, as it came out."""
    if not views:
        none = say("No condition could prove any level of this question.")
        return f'<p class="nothing">{esc(none)}</p>'
    heads = (
        *((say("Level"), ""), (say("Condition"), ""), (say("Seen"), "")),
        *((say("Source"), "opt"), (say("Quality"), "opt")),
    )
    return table(say("Conditions by level"), heads, map(_condition, views), "conditions")


def _condition(view: ConditionView) -> str:
    outcome = f'<span class="v g-{view.group}">{mark(view.group)}{esc(view.outcome)}</span>'
    return (
        f"<tr>{row_head(esc(view.level_text))}{cell(esc(view.text))}"
        f"{cell(outcome + ' ' + span('name', esc(view.detail)))}"
        f"{cell(esc(view.source) + ', ' + span('nb', esc(view.observed)), 'opt')}"
        f"{cell(esc(view.quality), 'opt')}</tr>"
    )


def findings_table(caption: str, views: Iterable[FindingRow], *, links: bool = False) -> str:
    """Return findings as rows: question, place on the rule, verdict and its sentence."""
    return _findings(caption, say("Question"), ((each.title, each) for each in views), links=links)


def subjects_table(caption: str, views: Iterable[FindingRow], *, links: bool = False) -> str:
    """Return findings of one question as rows: the model instead of the question."""
    named = ((each.subject or say("The organisation"), each) for each in views)
    return _findings(caption, say("Model"), named, links=links)


def mixed_table(caption: str, views: Iterable[FindingRow], organisation: str) -> str:
    """Return findings of many subjects and questions as rows."""
    named = (
        (
            say("{subject}: {question}", subject=each.subject or organisation, question=each.title),
            each,
        )
        for each in views
    )
    return _findings(caption, say("Finding"), named, links=False)


def _findings(
    caption: str, first: str, views: Iterable[tuple[str, FindingRow]], *, links: bool
) -> str:
    heads = (
        *((first, ""), (say("1 to 5: filled verified, hollow claimed"), "opt")),
        *((say("Verdict"), ""), (say("Claim and evidence"), "")),
    )
    rows = (
        f"<tr>{row_head(pick(view.key, name(called), links=links))}"
        f"{cell(small_rule(view.mark), 'opt')}{cell(verdict(view.verdict))}"
        f"{cell(span('name', esc(view.sentence)))}</tr>"
        for called, view in views
    )
    return table(caption, heads, rows, "findings")


def record(view: FindingView) -> str:
    """Return one finding in short, with every condition, for an appendix."""
    told: set[str] = set()
    seen = lines([_told(each, told) for each in view.conditions], "")
    roles = "; ".join(f"{each.role}: {each.choice}" for each in view.roles)
    said = f' <span class="note">{esc(roles)}</span>' if roles else ""
    return (
        f'<div class="record" id="{anchor(view.key)}"><div><h4>{esc(view.title)}</h4>'
        f"{verdict(view.verdict)}{small_rule(view.mark)}</div>"
        f'<div><p class="said">{esc(view.sentence)}{said}</p>{seen}</div></div>'
    )


def _told(view: ConditionView, told: set[str]) -> str:
    """Return one condition; what was seen stands at the first condition that rests on it."""
    seen = f" ({view.source}, {view.observed})" if view.group != "unknown" else ""
    detail = "" if not view.detail or view.detail in told else f", {view.detail}{seen}"
    said = f"{view.level_text}, {view.text}: {view.outcome}"
    said += detail if view.detail else seen
    told.add(view.detail)
    return span(f"g-{view.group}", mark(view.group)) + span("", esc(said))
