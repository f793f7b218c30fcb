"""The demo's home, and what stands on its scorecard as plain data for other frameworks to show."""

import json
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from app import charts
from app.config import load
from app.context import Context
from app.people import asked_of
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
    """Return somebody who is asked the first question, and what is drawn once they answer it."""
    first, teams = context.questionnaire.questions[0], context.scopes().team_of
    assert first.scope == "model", "the heaviest of verdicts: one on every model"
    current = context.rounds.current().id
    for person in context.people.everyone():
        given = context.answering.answers_of(person.id, current)
        if given and any(asked.team is None for asked in asked_of(person, [first])):
            place = (first.id, "organisation", "")
            answer = replace(
                next(iter(given.values())),
                question=first.id,
                question_version=first.version,
                scope_kind="organisation",
                scope="",
                choice=2,
                revision=1,
            )
            view = question_view(first, {place: answer}, context.findings(first), teams)
            return person.id, charts.answered(view, more=False)
    raise AssertionError("nobody of the demo has answered")


def write(content: dict[str, Any], file: Path) -> Path:
    """Write the content down for the programs of other frameworks."""
    file.write_text(json.dumps(content), encoding="utf-8")
    return file
