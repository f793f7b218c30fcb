"""The demo's home, and what stands on its scorecard as plain data for other frameworks to show."""

import json
from html import escape
from pathlib import Path
from typing import Any

from app import charts
from app.config import load
from app.context import Context
from app.views.question import question_view
from app.views.scorecard import scorecard_view

QUESTIONS = 5


def prepare(home: Path) -> tuple[dict[str, Any], str]:
    """Make the demo's home; return its scorecard's content, and who may be asked."""
    with Context(load(home=home, demo=True)) as context:
        context.prepare_demo()
        view = scorecard_view(context.scorecard(), context.last_snapshot())
        someone, verdict = _answered(context)
        content = {
            "headline": escape(view.headline),
            "css": charts.css(),
            "drawings": [
                ("", charts.quiet(view)),
                (escape(view.areas_title), charts.areas(view.areas)),
                (escape(view.contradictions.title), charts.contradictions(view.contradictions)),
                (escape(view.integrity.sentence), charts.integrity(view.integrity)),
                (escape(view.changes.title), charts.changes(view.changes)),
                (escape(view.money.title), charts.under_control(view.money)),
                (
                    escape(view.integrity.by_area_title),
                    charts.integrity_by_area(view.areas, view.integrity),
                ),
                (escape(view.money.by_level_title), charts.spend(view.money)),
                (escape(view.coverage_title), charts.coverage(view.coverage)),
            ],
            "charts": [
                (view.areas_title, [(each.title, each.mark.claimed) for each in view.areas]),
                (
                    view.integrity.by_area_title,
                    [(row.title, row.parts[0].share) for row in view.integrity.by_area],
                ),
                (
                    view.integrity.sentence,
                    [(each.word, each.share) for each in view.integrity.parts],
                ),
                (view.coverage_title, [(each.what, each.share) for each in view.coverage]),
            ],
            "questions": [
                {
                    "text": asked.text,
                    "answers": [rung.answer for rung in asked.levels],
                }
                for asked in context.questionnaire.questions[:QUESTIONS]
            ],
            "verdict": verdict,
        }
    return content, someone


def _answered(context: Context) -> tuple[str, str]:
    """Return somebody who answered a question of the first area, and the verdict's drawing."""
    first, teams = context.questionnaire.areas[0].id, context.scopes().team_of
    for person in context.people.everyone():
        latest = {
            place: found[-1]
            for place, found in context.answering.revisions_of(
                person.id, context.rounds.current().id
            ).items()
        }
        for asked in context.questionnaire.questions:
            if asked.area == first and (asked.id, "organisation", "") in latest:
                view = question_view(asked, latest, context.findings(asked), teams)
                if view.verdict is not None:
                    return person.id, charts.answer_verdict(view.verdict, view.others)
    raise AssertionError("nobody of the demo answered a question of the first area")


def write(content: dict[str, Any], file: Path) -> Path:
    """Write the content down for the programs of other frameworks."""
    file.write_text(json.dumps(content), encoding="utf-8")
    return file
