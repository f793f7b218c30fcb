"""How long a scorecard takes, and how much memory, beside a bare SQL join of the same rows.

python tests/benchmarks/recompute.py                 5,000 models, 40 teams, the shipped questions
python tests/benchmarks/recompute.py --models 200 --rounds 1

Each round runs in a process of its own, so that nothing is remembered and memory is its own; the
best of the rounds is printed. The join gives a row for every condition of every model, with the
observation and the answers that apply, fetched into Python.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "fixtures"))

from large_home import NOW, ROUND, TEAMS, large_home, respondent

from app.answering import Given
from app.assembly import Assembly
from app.config import load
from app.context import Context
from assessments import queries, question_files
from assessments.questionnaire import Questionnaire
from data.store import Store, open_store
from data.warehouse import Warehouse

SEEN = """
create temp table seen (
    probe varchar, model varchar, value double, low double, high double, n bigint,
    samples double[], hits bigint, observed_at timestamp, sources varchar[], tier double,
    detail varchar, doubted boolean
)
"""
SAID = """
create temp table said as
select question, unnest(coalesce(models, [null])) as model, answers from ({claims})
"""
JOIN = """
select c.question, c.level, c.place, u.model, s.* exclude (model, probe), a.answers
from (
    select model, 'model' as scope from model where production
    union all select null, 'organisation'
) u
join condition c using (scope)
left join seen s on s.probe = c.probe and s.model is not distinct from u.model
left join said a on a.question = c.question and a.model is not distinct from u.model
"""
"""One row a condition and subject: what was seen of it, and what was answered."""


@dataclass(frozen=True)
class Took:
    """What one step took."""

    seconds: float
    megabytes: float
    """The most that the process ever held, everything counted."""

    def then(self, after: "Took") -> "Took":
        """Return what this and a later step took together."""
        return Took(self.seconds + after.seconds, max(self.megabytes, after.megabytes))


@dataclass(frozen=True)
class Round:
    """What the steps of one round took."""

    join: Took
    join_alone: Took
    """The same join, counted in SQL and not fetched."""
    recompute: Took
    verdict: Took
    """From a saved answer for every model to the findings that it is about, and to no others."""
    team_answer: Took
    """From a saved answer of one team to the next scorecard."""
    wide_answer: Took
    """The same for an answer that holds for every model."""
    rows: int
    findings: int

    def best(self, other: "Round") -> "Round":
        """Return the quicker of each step."""
        steps = ("join", "join_alone", "recompute", "verdict", "team_answer", "wide_answer")
        quicker = {
            step: min(getattr(self, step), getattr(other, step), key=lambda took: took.seconds)
            for step in steps
        }
        return replace(self, **quicker)


def main() -> None:
    """Build a home, measure it, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _alone(_build, home, asked.models)
        best = _round(home)
        for _ in range(asked.rounds - 1):
            best = best.best(_round(home))
    print(_told(asked.models, best))  # noqa: T201  it is what this program is for


def _told(models: int, best: Round) -> str:
    """Word what was measured."""
    questionnaire = question_files.load()

    def line(words: str, took: Took, note: str = "") -> str:
        return f"{words:<44}{took.seconds:>8.2f} s{took.megabytes:>9,.0f} MB   {note}".rstrip()

    ratio = best.recompute.seconds / best.join.seconds
    alone = best.recompute.seconds / best.join_alone.seconds
    size = (
        f"{models:,} models, {TEAMS} teams, {len(questionnaire.questions)} questions, "
        f"{len(questionnaire.probes)} probes"
    )
    lines = (
        size,
        line("the bare join, fetched", best.join, f"{best.rows:,} rows"),
        line("the bare join in SQL alone", best.join_alone),
        line("the full recompute", best.recompute, f"{best.findings:,} findings"),
        line("an answer for every model, then its findings", best.verdict),
        line("an answer of one team, then the scorecard", best.team_answer),
        line("an answer for every model, then the scorecard", best.wide_answer),
        f"the recompute takes {ratio:.1f} times the bare join (goal: 10 or less),",
        f"{alone:.1f} times the join in SQL alone,",
        f"and holds {best.recompute.megabytes:,.0f} MB at most (goal: 1,024 or less)",
    )
    return "\n".join(lines)


def _round(home: Path) -> Round:
    join, join_alone, rows = _alone(_join, home)
    recompute, findings = _alone(_recompute, home)
    answers = _alone(_answer, home)
    return Round(join, join_alone, recompute, *answers, rows, findings)


def _alone(work: Callable[..., Any], *arguments: object) -> Any:
    """Run something in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def _build(home: Path, models: int) -> None:
    large_home(home, models, question_files.load().questions)


@contextmanager
def _rooms(home: Path) -> Iterator[tuple[Store, Warehouse]]:
    store = open_store(f"sqlite:///{home / 'store.db'}")
    warehouse = Warehouse(home / "warehouse", store, query_seconds=3600)
    try:
        yield store, warehouse
    finally:
        warehouse.close()
        store.close()


def _timed(work: Callable[[], Any]) -> tuple[Took, Any]:
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    return Took(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024), result


# The floor


def _join(home: Path) -> tuple[Took, Took, int]:
    questionnaire = question_files.load()
    with _rooms(home) as (_, warehouse), warehouse.view() as view:
        cursor = warehouse._opened.enter(view.answers_version)
        prepared, _ = _timed(lambda: _prepare(cursor, questionnaire))
        counted = f"select count(distinct j) from ({JOIN}) j"  # noqa: S608  the text is above
        alone, _ = _timed(lambda: cursor.execute(counted))
        fetched, rows = _timed(lambda: cursor.execute(JOIN).fetchall())
    return prepared.then(fetched), prepared.then(alone), len(rows)


def _prepare(cursor: Any, questionnaire: Questionnaire) -> None:
    """Put side by side what is joined: each probe's rows, the conditions and the answers."""
    cursor.execute(SEEN)
    for probe in questionnaire.probes.values():
        if probe.sql:
            rows = f"select '{probe.name}' as probe, * from ({probe.sql}\n)"  # noqa: S608  a file's
            parameters = {"now": queries.naive(NOW)} if "$now" in rows else {}
            cursor.execute(f"insert into seen by name {rows}", parameters)
    claims = queries.load("portfolio/claims")
    asked = [each.id for each in questionnaire.questions if each.scope == "organisation"]
    cursor.execute(
        SAID.format(claims=claims), {"assessment": ROUND.id, "organisation_questions": asked}
    )
    conditions = [
        (question.id, question.scope, level, place, condition.probe)
        for question in questionnaire.questions
        for level, rung in enumerate(question.levels, start=1)
        for place, condition in enumerate(rung.conditions)
    ]
    cursor.execute(
        "create temp table condition (question text, scope text, level int, place int, probe text)"
    )
    cursor.executemany("insert into condition values (?, ?, ?, ?, ?)", conditions)


# The product


def _recompute(home: Path) -> tuple[Took, int]:
    with _rooms(home) as (store, warehouse):
        assembly = Assembly(load(home=home), question_files.load(), store, warehouse)
        took, card = _timed(lambda: assembly.scorecard(ROUND, NOW))
        return took, len(card.findings())


def _answer(home: Path) -> tuple[Took, Took, Took]:
    """Answer for all models and once more for a team, on a scorecard that stands."""
    with Context(load(home=home), lambda: NOW) as context:
        asked = next(each for each in context.questionnaire.questions if each.scope == "model")
        someone = respondent("executive", 0).id
        context.scorecard()

        def save(scope_kind: str, scope: str) -> None:
            before = context.answering.answers_of(someone).get((asked.id, scope_kind, scope))
            seen = 0 if before is None else before.revision
            context.answering.save(Given(someone, asked.id, scope_kind, scope, 2, seen))

        save("organisation", "")
        verdict, _ = _timed(lambda: context.findings(asked))
        wide, _ = _timed(context.scorecard)
        save("team", "team-1")
        team, _ = _timed(context.scorecard)
        return verdict, team, wide


if __name__ == "__main__":
    main()
