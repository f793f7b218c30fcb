"""The one door: every read of the scorecard and every write goes through here, knowing who asks.

Until sign-in exists the local user may do all. Pages, exports and commands take what they show
from a context and from nowhere else, so that roles can be checked in this one place.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from types import TracebackType
from typing import Literal, Self

from app import demo, exports
from app.answering import Answering, Scopes
from app.assembly import Assembly
from app.config import Settings
from app.conventions import alike_for_all
from app.last import Last
from app.people import People
from app.planning import Planning
from app.reviewing import Reviewing
from app.rounds import Rounds
from app.setting_up import SettingUp
from app.statements import Statements
from app.syncing import Syncing
from app.trends import Trends
from assessments import packs, portfolio, story
from assessments.behind import Behind
from assessments.model_details import ModelDetails, model_details
from assessments.questionnaire import Question, Questionnaire
from assessments.rolling_back import RollingBack
from assessments.scorecard import Freshness, Scorecard
from assessments.scoring import Finding, Response
from assessments.spending import Spending
from assessments.story import ModelStory
from assessments.trend import Point
from data.landing import Landing
from data.store import Assessment, Growth, Store, open_store
from data.warehouse import Warehouse

State = Literal["empty", "configured", "ready"]
Responses = Mapping[tuple[str, str | None], Sequence[Response]]
"""By question and subject: a model, or None for the organisation."""

JUDGED_FOR = timedelta(minutes=10)
"""How long a scorecard is shown before age alone makes it be judged again."""


@dataclass(frozen=True)
class Export:
    """A file that a person may keep."""

    name: str
    mime: str
    content: bytes
    sha256: str
    """Of the frozen snapshot inside, whatever the format."""


@dataclass(frozen=True)
class _RestsOn:
    """What a scorecard rests on: where it is equal, so is the scorecard."""

    moment: datetime
    generation: str | None
    assessment: Assessment
    people: int
    """How many rows were written; the same of all that follows."""
    answers: int
    statements: int
    syncs: int

    def differs_by_answers(self, later: Self) -> bool:
        """Tell whether answers, and nothing else, came in since."""
        return self != later and replace(self, answers=later.answers) == later


def utc_now() -> datetime:
    """Return the time, UTC and aware."""
    return datetime.now(UTC)


class Context:
    """Everything that the product may be asked, over one home."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        self.settings = settings
        self.now = now
        self._lock = threading.RLock()
        self._judged: tuple[_RestsOn, Scorecard] | None = None
        self._scoped: Last[Scopes] = Last()
        self._detailed: Last[Mapping[str, ModelDetails]] = Last()
        self._read_at: tuple[str | None, datetime] = (None, now())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store and the warehouse."""
        for room in ("_store", "_warehouse"):
            if room in self.__dict__:
                self.__dict__.pop(room).close()

    # The rooms behind the door

    @cached_property
    def _store(self) -> Store:
        self.settings.make_home()
        return open_store(self.settings.store_url())

    @cached_property
    def _landing(self) -> Landing:
        return Landing(self.settings.home / "landing")

    @cached_property
    def _warehouse(self) -> Warehouse:
        return Warehouse(self.settings.home / "warehouse", self._store)

    @cached_property
    def _assembly(self) -> Assembly:
        return Assembly(self.settings, self.questionnaire, self._store, self._warehouse)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """The areas, questions and probes, as the company's packs leave them."""
        return packs.load(self.settings.folder, self.settings.table.question_packs)

    @cached_property
    def answering(self) -> Answering:
        """Who may answer what, and what was answered."""
        return Answering(
            *(self._store, self.questionnaire, self.rounds, self.people, self.scopes, self.now)
        )

    @cached_property
    def people(self) -> People:
        """Who is asked, in which role and about what."""
        return People(self._store, self.questionnaire, self.scopes, self.now)

    @cached_property
    def reviewing(self) -> Reviewing:
        """What found no model, and where a person says that it belongs."""
        return Reviewing(
            *(self.settings, self._store, self.people, self.syncing, self._warehouse.rows, self.now)
        )

    @cached_property
    def rounds(self) -> Rounds:
        """The rounds of answering, opened and closed."""
        return Rounds(self._store, self._first_round, self.people, self.now)

    @cached_property
    def setting_up(self) -> SettingUp:
        """The settings file: which sources it has, one more, one less."""
        # The store is opened when something is written: a look at the settings needs none.
        return SettingUp(
            *(self.settings, lambda: self._store, self._landing, lambda: self.syncing, self.now)
        )

    @cached_property
    def statements(self) -> Statements:
        """What people attest, rehearse and exempt."""
        return Statements(
            *(self._store, self.questionnaire, self.people, self.answering, self.scopes),
            *(self._warehouse.rows, self.now, self._judge_after),
        )

    @cached_property
    def syncing(self) -> Syncing:
        """The sources, and reading them."""
        return Syncing(self.settings, self._store, self._landing, self._warehouse, self.now)

    @cached_property
    def trends(self) -> Trends:
        """The snapshots, and what changed between them."""
        return Trends(self._store, self.questionnaire, self.scorecard, self.now)

    @cached_property
    def planning(self) -> Planning:
        """The plan: targets, actions, and what a choice of them does."""
        return Planning(self._store, self.people, self.scorecard, self.now)

    def _first_round(self) -> Assessment:
        today, table = self.now().date(), self.settings.table.assessment
        return Assessment(
            id="assessment-1",
            name=table.name,
            period_from=table.period_from or date(today.year, 1, 1),
            period_until=table.period_until or date(today.year, 12, 31),
            opened_at=self.now(),
        )

    # Reading

    def state(self) -> State:
        """Tell how far this home has come."""
        if self._warehouse.current() is not None:
            return "ready"
        return "configured" if self.settings.sources else "empty"

    def scorecard(self, growth: Growth | None = None) -> Scorecard:
        """Return the scorecard as of now; the same one while nothing it rests on has changed.

        `growth` is the store's, if just read.
        """
        with self._lock:
            rests_on = self._rests_on(growth or self._store.growth())
            if self._judged is None or self._judged[0] != rests_on:
                self._judged = None  # makes room for the next one
                card = self._assembly.scorecard(rests_on.assessment, rests_on.moment)
                self._judged = (rests_on, card)
            return self._judged[1]

    def growth(self) -> Growth:
        """Return how much is written by now: several readings of one moment share it."""
        return self._store.growth()

    def findings(self, question: Question, growth: Growth | None = None) -> tuple[Finding, ...]:
        """Return the findings of one question by the answers of this moment.

        `growth` is the store's, if just read. The findings are those of `scorecard()`, which is
        judged anew only if more than answers has changed: whoever answers waits for no other
        question.
        """
        with self._lock:
            judged, growth = self._judged, growth or self._store.growth()
            if judged is not None and judged[0].differs_by_answers(self._rests_on(growth)):
                return self._assembly.answered(question, self.answering.heard(question, growth))
            return self.scorecard(growth).findings_on(question)

    def _rests_on(self, growth: Growth) -> _RestsOn:
        generation, moment = self._reading()
        return _RestsOn(
            moment=moment,
            generation=generation,
            assessment=self.rounds.current(growth).assessment,
            people=growth.people,
            answers=growth.answers,
            statements=growth.statements,
            syncs=growth.syncs,
        )

    def is_judged(self) -> bool:
        """Tell whether there is evidence and it is judged, which takes seconds at 5,000 models."""
        judged, reading = self._judged, self._reading()
        if judged is None or reading[0] is None:
            return False
        return (judged[0].generation, judged[0].moment) == reading

    def _moment(self) -> datetime:
        """Return when evidence is judged."""
        return self._reading()[1]

    def _reading(self) -> tuple[str | None, datetime]:
        """Return what is read, and when it is judged: steady, so that an answer reads it once."""
        generation, now = self._warehouse.current(), self.now()
        reading = self._read_at
        if reading[0] != generation or now - reading[1] >= JUDGED_FOR:
            self._read_at = reading = (generation, now)
        return reading

    def _judge_after(self, moment: datetime) -> None:
        """Let the next scorecard be judged no earlier than this."""
        with self._lock:
            if self._read_at[1] < moment:
                self._read_at = (None, self.now())

    def responses(self, assessment: str) -> Responses:
        """Return the answers of any round that hold, on the models and teams of today."""
        asked = [each.id for each in self.questionnaire.questions if each.scope == "organisation"]
        claims = portfolio.claims(self._warehouse.rows, assessment, asked)
        return {key: tuple(each.response for each in told) for key, told in claims.items()}

    def scopes(self) -> Scopes:
        """Return the teams and production models that an answer may be given for."""
        reading = self._reading()
        return self._scoped(reading, lambda: self._scopes(reading[1]))

    def _scopes(self, moment: datetime) -> Scopes:
        facts = portfolio.model_facts(self._warehouse.rows, moment)
        return Scopes(
            teams=sorted({each.team for each in facts if each.team}),
            models=[each.model for each in facts],
            team_of={each.model: each.team for each in facts},
        )

    def model_details(self) -> Mapping[str, ModelDetails]:
        """Return what is known of each production model beside its levels and facts."""
        reading = self._reading()
        return self._detailed(reading, lambda: model_details(self._warehouse.rows, reading[1]))

    def model_story(self, model: str) -> ModelStory:
        """Return what happened to one model: owners, versions, releases, incidents, cost."""
        return story.story(self._warehouse.rows, model, self.now())

    def spending(self) -> Spending:
        """Return the bill as of now, to be asked part by part."""
        return Spending(self._warehouse.rows, self._moment())

    def rolling_back(self) -> RollingBack:
        """Return what is on record of taking models back as of now, to be asked part by part."""
        return RollingBack(self._warehouse.rows, self._moment())

    def behind(self) -> Behind:
        """Return what stands behind the numbers as of now, to be asked one by one."""
        return Behind(self._warehouse.rows, self._moment())

    def sources(self) -> tuple[Freshness, ...]:
        """Return how each source of the settings stands."""
        return self._assembly.freshness()

    # Snapshots

    def last_snapshot(self, growth: Growth | None = None) -> Point | None:
        """Return where the scorecard that was frozen last stood, or None.

        `growth` is the store's, if just read.
        """
        return self.trends.last(growth=growth)

    def card(self, snapshot: str | None = None) -> Scorecard:
        """Return the scorecard of a snapshot, or of now (None).

        Raises:
            Refused: there is no such snapshot.
            StorageError: it was changed after it was frozen.
        """
        return self.scorecard() if snapshot is None else self.trends.card(snapshot)

    def export(self, kind: str) -> Export:
        """Freeze the scorecard as it stands, keep it, and return it as a file of this kind."""
        card, frozen = self.trends.take()
        # A second file of the same snapshot is compared with what the first was compared with.
        previous = self.trends.last(besides=frozen.id)
        chosen = exports.discover()[kind]
        with alike_for_all():
            content = chosen.render(card, frozen, previous)
        return Export(
            name=f"scorecard-{frozen.id}{chosen.SUFFIX}",
            mime=chosen.MIME,
            content=content,
            sha256=frozen.sha256,
        )

    # The demo

    def prepare_demo(self) -> None:
        """Sync the demo portfolio where the home has none, and let its people answer over months.

        Each of its snapshots is judged as of its day, from the same rows and the answers till then.
        """
        if self.state() != "ready":
            self.syncing.run()
        if not self.trends.taken():
            for days_ago in demo.HISTORY:
                self._live_through(days_ago)
        demo.seed(self.people, self.answering)

    def _live_through(self, days_ago: int) -> None:
        """Let the demo's people answer as of an earlier day, and take that day's snapshot."""
        then = self.now() - timedelta(days=days_ago)
        with Context(self.settings, now=lambda: then) as earlier:
            demo.seed(earlier.people, earlier.answering, days_ago)
            earlier.trends.take()
