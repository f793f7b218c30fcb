"""The models as a table, and what stands on one model's page beside its findings."""

from collections.abc import Sequence

from app.charts.bars import cost_bars
from app.charts.markup import cell, esc, mark, money, name, pick, row_head, span, table, verdict
from app.charts.rule import small_rule
from app.views.model import DocumentView, FactView, IncidentView, SpellView
from app.views.model_cost import AllocationRow, CostSeries
from app.views.models import ModelRow, ModelsView, OwnerText
from app.wording import say


def models_table(view: ModelsView, *, links: bool = False) -> str:
    """Return one row a model, in the view's order."""
    if not view.rows:
        return _nothing(say("There is no row to show."))
    heads = (
        *((say("Model"), ""), (say("Owner"), "")),
        *((say("Team"), "opt mid"), (say("Tier"), "opt mid")),
        *((title, "opt") for title in view.area_titles),
        *((say("Look at first"), ""), (say("Cost a month"), "n"), (say("Incidents"), "n opt mid")),
    )
    rows = (_model(row, links=links) for row in view.rows)
    return table(view.title, heads, rows, "models")


def _nothing(sentence: str) -> str:
    return f'<p class="nothing">{esc(sentence)}</p>'


def _model(row: ModelRow, *, links: bool) -> str:
    areas = "".join(cell(small_rule(each), "opt") for each in row.areas)
    return (
        f"<tr>{row_head(pick(row.model, name(row.model), links=links))}{cell(owner(row.owner))}"
        f"{cell(name(row.team), 'opt mid')}{cell(esc(row.tier), 'opt mid nb')}{areas}"
        f"{cell(verdict(row.worst))}{cell(money(row.cost), 'n')}"
        f"{cell(esc(row.incident_hours), 'n opt mid')}</tr>"
    )


def owner(view: OwnerText) -> str:
    """Return the owner, flagged in words and by a mark where nobody answers for the model."""
    if not view.gone:
        return name(view.text)
    return f'<span class="gone g-contradicted">{mark("contradicted")}{name(view.text)}</span>'


def facts(views: Sequence[FactView], answers: OwnerText | None = None) -> str:
    """Return labels and values in a row, the owner first where one is given."""
    items = "".join(
        f"<div><dt>{esc(each.label)}</dt>"
        f'<dd title="{esc(each.exact or "")}">{name(each.value)}</dd></div>'
        for each in views
    )
    if answers is not None:
        items = f"<div><dt>{esc(say('Owner'))}</dt><dd>{owner(answers)}</dd></div>{items}"
    return f'<dl class="facts">{items}</dl>'


def cost(views: Sequence[CostSeries]) -> str:
    """Return the cost by month of each currency, with the budget as a line."""
    if not views:
        return _nothing(say("No cost is allocated to this model."))
    return "".join(map(_cost, views))


def _cost(view: CostSeries) -> str:
    note = say("{currency}, the line is the budget", currency=view.currency)
    return (
        f'<figure class="cost"><figcaption>{esc(view.title)} {span("note", esc(note))}'
        f"</figcaption>{cost_bars(view)}</figure>"
    )


def allocation(rows: Sequence[AllocationRow]) -> str:
    """Return by which rule cost came to the model."""
    if not rows:
        return ""
    heads = (
        *((say("Matched"), ""), (say("Rule"), "opt"), (say("Effective cost"), "n")),
        *((say("Charges"), "n opt"), (say("Days"), "opt"), (say("Source"), "")),
    )
    body = (
        f"<tr>{row_head(esc(row.method))}{cell(name(row.rule), 'opt')}{cell(money(row.money), 'n')}"
        f"{cell(esc(row.charges), 'n opt')}{cell(esc(row.days), 'opt nb')}"
        f'<td title="{esc(", ".join(row.files))}">{name(row.source)}</td></tr>'
        for row in rows
    )
    return table(say("How cost came to this model"), heads, body)


def owners(rows: Sequence[SpellView]) -> str:
    """Return who answered for the model, and when."""
    if not rows:
        return _nothing(say("No owner was ever recorded."))
    heads = (
        *((say("Person"), ""), (say("Role"), ""), (say("Standing"), "")),
        *((say("Since"), "opt"), (say("Until"), "opt"), (say("Reviewed"), "opt")),
        (say("Source"), "opt"),
    )
    body = (
        f"<tr>{row_head(name(row.name))}{cell(esc(row.role))}{cell(verdict(row.standing))}"
        f"{cell(esc(row.since), 'opt nb')}{cell(esc(row.until), 'opt nb')}"
        f"{cell(esc(row.reviewed), 'opt nb')}{cell(name(row.source), 'opt')}</tr>"
        for row in rows
    )
    return table(say("Owners and deputies"), heads, body)


def incidents(rows: Sequence[IncidentView]) -> str:
    """Return the incidents, with the rule that tied each to the model."""
    if not rows:
        return _nothing(say("No incident is tied to this model."))
    heads = (
        *((say("Incident"), ""), (say("Opened"), ""), (say("Restored in"), "n")),
        *((say("Found by"), "opt"), (say("Tied by"), "opt"), (say("Source"), "opt")),
    )
    body = (
        f"<tr>{row_head(_linked(row) + ' ' + span('note', name(row.title)))}"
        f"{cell(esc(row.opened), 'nb')}{cell(esc(row.restored), 'n')}"
        f"{cell(esc(row.detected_by), 'opt')}{cell(name(row.tied_by), 'opt')}"
        f"{cell(name(row.source), 'opt')}</tr>"
        for row in rows
    )
    return table(say("Incidents"), heads, body)


def _linked(row: IncidentView) -> str:
    if row.url is None or not row.url.startswith(("https://", "http://")):
        return name(row.incident)
    return f'<a href="{esc(row.url)}" rel="noreferrer noopener">{name(row.incident)}</a>'


def documents(rows: Sequence[DocumentView]) -> str:
    """Return the cards, runbooks and reviews, and whether they were found."""
    if not rows:
        return _nothing(say("No document is known."))
    heads = (
        *((say("Document"), ""), (say("Kind"), ""), (say("State"), ""), (say("Version"), "opt")),
        *((say("Edited"), "opt"), (say("Approved"), "opt"), (say("Source"), "opt")),
    )
    body = (
        f'<tr><th scope="row" title="{esc(row.location)}">{name(row.title)}</th>'
        f"{cell(esc(row.kind))}{cell(verdict(row.state))}{cell(name(row.version), 'opt')}"
        f"{cell(esc(row.edited), 'opt nb')}{cell(name(row.approved), 'opt')}"
        f"{cell(name(row.source), 'opt')}</tr>"
        for row in rows
    )
    return table(say("Documents"), heads, body)
