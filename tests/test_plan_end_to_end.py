"""What-if against the scorecard after the change really happened: in files, statements, answers.

The demo is read as one source; what the change brings comes as a team would bring it.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from plans import told_of

from app import demo
from app.answering import Given
from app.config import load
from app.context import Context
from assessments import plan
from assessments.plan import Action
from assessments.scorecard import Scorecard
from assessments.scoring import Finding
from data.demo import portfolio
from data.records import Person

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
DEMO = 'organisation = "Velmora"\n[sources.demo]\nkind = "demo"\n'
FILES = '[sources.files]\nkind = "inventory"\npath = "files"\n'


class Company:
    """The demo in a home of its own, with a folder of files that may be read beside it."""

    def __init__(self, folder: Path, card: Scorecard, actions: Mapping[str, Action]) -> None:
        self.files = folder / "files"
        self.settings = folder / "mlops-scorecard.toml"
        self.card = card
        self.actions = actions

    def open(self) -> Context:
        return Context(load(self.settings), lambda: NOW)

    def bring(self, name: str, heads: str, rows: Sequence[str]) -> None:
        """Keep a table by hand, and read it."""
        (self.files / name).write_text("\n".join((heads, *rows)) + "\n", encoding="utf-8")
        self.settings.write_text(DEMO + FILES, encoding="utf-8")
        with self.open() as context:
            assert [each.status for each in context.syncing.run()] == ["ok", "ok"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The demo, read and answered."""
    folder = tmp_path_factory.mktemp("company")
    (folder / "files").mkdir()
    (folder / "mlops-scorecard.toml").write_text(DEMO, encoding="utf-8")
    with Context(load(folder / "mlops-scorecard.toml"), lambda: NOW) as context:
        context.syncing.run()
        demo.seed(context.people, context.answering)
        actions = {each.action.key: each.action for each in context.planning.plan().actions}
        return Company(folder, context.scorecard(), actions)


@pytest.fixture
def company(prepared: Company, tmp_path: Path) -> Company:
    """A copy of its own for each test."""
    folder = shutil.copytree(prepared.settings.parent, tmp_path / "company")
    return Company(folder, prepared.card, prepared.actions)


@pytest.fixture
def someone() -> str:
    """The mail address of somebody who works there."""
    people = (each for each in portfolio(7, NOW.date(), 365) if isinstance(each, Person))
    return next(each.person for each in people if each.active)


def pairs(card: Scorecard, actions: Sequence[Action]) -> Iterator[Finding]:
    """Yield what some actions are about."""
    about = {(each.question.id, subject) for each in actions for subject in each.subjects}
    yield from (each for each in card.findings() if (each.question.id, each.subject) in about)


def answer(context: Context, finding: Finding, level: int) -> None:
    """Let everyone who named a level for this model name this one, just for it."""
    for each in finding.claim.responses:
        if isinstance(each.choice, int):
            kind, scope = ("model", finding.subject) if finding.subject else ("organisation", "")
            before = context.answering.answers_of(each.respondent)
            seen = before.get((finding.question.id, kind, scope or ""))
            context.answering.save(
                Given(
                    each.respondent, finding.question.id, kind, scope or "", level,
                    seen.revision if seen else 0,
                )
            )  # fmt: skip


def answer_again(context: Context, actions: Sequence[Action]) -> None:
    """Let the answers follow that are lower than what is now proven."""
    for each in pairs(context.scorecard(), actions):
        if each.claim.level is not None and each.claim.level < (each.proven or 0):
            answer(context, each, each.proven or 0)


def levels_of(card: Scorecard) -> dict[str, Any]:
    """All that a scorecard says, but for conditions that a change tells about besides."""
    told = told_of(card)
    beyond = ("outcomes", "proven", "ruled_out_above")
    told["findings"] = [
        {key: value for key, value in each.items() if key not in beyond}
        for each in told["findings"]
    ]
    return told


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[tuple[object, object]]:
    """The findings that are not alike, for a message that can be read."""
    both = zip(one["findings"], other["findings"], strict=True)
    return [(first, second) for first, second in both if first != second]


def expect_alike(
    company: Company, done: Sequence[Action], say: Callable[[Scorecard], dict[str, Any]] = told_of
) -> None:
    """Hold what the plan foretold against what is so now."""
    foretold = plan.what_if(company.card, done)
    with company.open() as context:
        answer_again(context, done)
        real = context.scorecard()
    assert differing(say(foretold), say(real)) == []
    assert say(foretold) == say(real)
    assert say(foretold) != say(company.card)


def test_budgets_that_a_team_writes_down(company: Company) -> None:
    action = company.actions["C2.2.budget_exists.is1"]
    rows = [f"{model},2026-11-01,1000,USD" for model in action.subjects]
    company.bring("budgets.csv", "model,month,amount,currency", rows)
    expect_alike(company, [action])


def test_new_owners_for_models_whose_owner_left_or_was_never_named(
    company: Company, someone: str
) -> None:
    keys = ("O1.2.owner_recorded.is1", "O1.3.owner_active.is1")
    done = [company.actions[key] for key in keys]
    reviewed = {
        each.subject
        for each in pairs(company.card, done)
        for result in each.results
        if result.condition.probe == "ownership_reviewed_days" and result.outcome
        if any(other.condition.probe == "deputy_active" and other.outcome for other in each.results)
    }
    rows = [
        f"{model},{someone},2026-11-25,{'2026-11-25' if model in reviewed else ''}"
        for model in sorted({subject for each in done for subject in each.subjects if subject})
    ]
    company.bring("owners.csv", "model,person,since,reviewed_at", rows)
    expect_alike(company, done, levels_of)


def test_runbooks_that_are_written_edited_and_owned(company: Company, someone: str) -> None:
    keys = (
        *("K1.2.runbook_resolves.is1", "K1.3.runbook_has_owner.is1"),
        *("K1.3.runbook_edited_days.max365", "R2.2.runbook_resolves.is1"),
        "K4.2.runbook_resolves.is1",
    )
    done = [company.actions[key] for key in keys]
    (company.files / "runbook.md").write_text("# Runbook\nGo back one version.\n", encoding="utf-8")
    lately = {
        each.subject
        for each in pairs(company.card, done)
        for result in each.results
        if result.condition.probe == "runbook_edited_days" and result.level == 4 and result.outcome
    }
    # Within the year; longer ago than the next level asks for, unless that holds already.
    edited = {True: NOW - timedelta(days=1), False: NOW - timedelta(days=200)}
    rows = [
        f"{model},runbook,runbook.md,{someone},{edited[model in lately].date()}"
        for model in sorted({subject for each in done for subject in each.subjects if subject})
    ]
    company.bring("documents.csv", "model,kind,location,owner,edited_at", rows)
    expect_alike(company, done, levels_of)


def test_what_somebody_attests(company: Company) -> None:
    keys = ("O5.2.sponsor_and_purpose_recorded.is1", "K3.2.incidents_reviewed.is1")
    done = [company.actions[key] for key in keys]
    with company.open() as context:
        ada = context.people.join("Ada Example", "risk", "").id
        until = (NOW + timedelta(days=90)).date()
        for action in done:
            assert action.condition is not None
            for model in action.subjects:
                context.statements.attest(
                    action.condition.probe, model, 1, until, "Seen in the wiki", None, ada
                )
    expect_alike(company, done)


def test_answers_that_are_corrected(company: Company) -> None:
    corrected = [each for each in company.actions.values() if each.contradicted][:6]
    foretold = plan.what_if(company.card, [], corrected)
    with company.open() as context:
        for action in corrected:
            for finding in pairs(context.scorecard(), [action]):
                if finding.subject in action.contradicted and finding.ruled_out_above is not None:
                    answer(context, finding, finding.ruled_out_above)
        real = context.scorecard()
    assert differing(told_of(foretold), told_of(real)) == []
    assert told_of(foretold) == told_of(real)
    assert real.integrity.contradicted < company.card.integrity.contradicted


def test_the_first_action_of_the_demo_opens_what_it_says_by_itself(company: Company) -> None:
    with company.open() as context:
        made = context.planning.plan()
    first = made.actions[0].action
    after = plan.what_if(company.card, [first])
    risen = sum(
        min(now.low, 3) - min(before.low, 3)
        for before, now in zip(pairs(company.card, [first]), pairs(after, [first]), strict=True)
    )
    assert risen == first.by_itself.levels > 0
    before, now = made.standings, plan.standings(after, made.targets)
    moved = [
        one.target.area for one, other in zip(before, now, strict=True) if other.steps > one.steps
    ]
    assert moved == [first.question.area]
