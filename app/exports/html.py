"""One HTML file that reads like the page: no script, no request, everything inside it."""

import base64
from functools import cache
from importlib import resources

from app import charts
from app.charts.markup import anchor, esc, lines, name
from app.views.report import ReportView, SubjectView, report_view
from app.wording import say
from assessments.scorecard import Scorecard
from assessments.snapshot import Frozen
from assessments.trend import Point

NAME = "html"
MIME = "text/html"
SUFFIX = ".html"

_CLOSED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"


def render(scorecard: Scorecard, frozen: Frozen, previous: Point | None = None) -> bytes:
    """Return the report as one file."""
    return page(report_view(scorecard, frozen, previous)).encode()


def page(view: ReportView) -> str:
    """Return the whole document."""
    card = view.scorecard
    title = say(
        "MLOps scorecard, {organisation}, {moment}",
        organisation=card.quiet[0] if card.quiet else "",
        moment=card.as_of,
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_CLOSED}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{esc(title)}</title><style>{_style()}</style></head>\n"
        f'<body class="report"><main>{_front(view)}{_appendix(view)}</main></body></html>\n'
    )


@cache
def _style() -> str:
    font = base64.b64encode(resources.files("app.static").joinpath("Inter.woff2").read_bytes())
    own = resources.files("app.exports").joinpath("style.css").read_text(encoding="utf-8")
    return (
        '@font-face{font-family:"Inter";font-weight:100 900;'
        f'src:url("data:font/woff2;base64,{font.decode()}") format("woff2")}}\n'
        f"{charts.css()}{own}"
    )


def _front(view: ReportView) -> str:
    """Return what the scorecard page shows, in its order."""
    card = view.scorecard
    sections = (
        (card.areas_title, charts.areas(card.areas)),
        (card.contradictions.title, charts.contradictions(card.contradictions, links=True)),
        (card.integrity.sentence, charts.integrity(card.integrity)),
        (card.changes.title, charts.changes(card.changes)),
        (card.money.title, charts.under_control(card.money)),
        (card.integrity.by_area_title, charts.integrity_by_area(card.areas, card.integrity)),
        (card.money.by_level_title, charts.spend(card.money)),
        (card.coverage_title, charts.coverage(card.coverage)),
    )
    kind = say("MLOps scorecard, {moment}", moment=card.as_of)
    return (
        f'<header><p class="kind">{esc(kind)}</p>'
        f"<h1>{esc(card.headline)}.</h1>{charts.quiet(card)}"
        f"{charts.warnings(card.warnings)}</header>"
        + "".join(_section(title, body) for title, body in sections)
    )


def _section(title: str, body: str, kind: str = "") -> str:
    return f'<section class="part {kind}"><h2>{esc(title)}</h2>{body}</section>'


def _appendix(view: ReportView) -> str:
    """Return what stands behind the numbers."""
    exempt = lines((name(each) for each in view.exempt), "plain-list")
    none = f'<p class="nothing">{esc(say("None."))}</p>'
    found = "".join(map(_subject, view.subjects))
    return (
        _section(view.models.title, charts.models_table(view.models, links=True), "appendix")
        + _section(say("Every finding, worst first"), found, "findings")
        + _section(say("Questions that are not asked or do not apply"), exempt or none, "exempt")
        + _section(say("Sources and their age"), charts.sources_table(view.sources))
        + _section(say("How to check these numbers"), _proof(view), "proof")
    )


def _subject(view: SubjectView) -> str:
    owner = f" {say('Owner: {owner}.', owner=charts.owner(view.owner))}" if view.owner else ""
    return (
        f'<div class="subject" id="{anchor(view.key)}"><h3>{name(view.name)}</h3>'
        f'<p class="note">{esc(view.headline)}.{owner}</p>'
        f"{''.join(map(charts.record, view.findings))}</div>"
    )


def _proof(view: ReportView) -> str:
    facts = (
        (say("Snapshot"), view.snapshot),
        ("sha256", view.sha256),
        (say("Evidence"), view.generation),
    )
    items = "".join(
        f"<div><dt>{esc(word)}</dt><dd>{esc(value)}</dd></div>" for word, value in facts
    )
    told = say(
        "This page and the JSON of the same snapshot say the same. The JSON carries the "
        "questions with their versions, every answer, every observation and every score; its "
        "sha256 is that of its own text without the key {key}. "
        "{verify} tells whether a copy is untouched, and "
        "{recompute} judges its answers and observations again "
        "and gives the same scores. The method is in {method}.",
        key="<code>sha256</code>",
        verify="<code>assessments.snapshot.verify</code>",
        recompute="<code>assessments.snapshot.recompute</code>",
        method="<code>docs/method.md</code>",
    )
    return f'<dl class="proof-facts">{items}</dl><p>{told}</p>'
