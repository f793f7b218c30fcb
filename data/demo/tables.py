"""Who works at the demo's company, and which models it has."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.demo.files import table
from data.demo.stories import story

DOMAIN = "velmora.example"


@dataclass(frozen=True)
class PersonRow:
    """Someone of the directory."""

    id: str
    name: str
    team: str
    logins: tuple[str, ...] = ()
    left_days_ago: int | None = None
    started_days_ago: int | None = None
    """None: years ago."""

    @property
    def mail(self) -> str:
        """The address, which is the id that holds."""
        return f"{self.id}@{DOMAIN}"

    @property
    def login(self) -> str:
        """The name that the code host and the pipeline know."""
        return self.logins[0] if self.logins else self.mail


@dataclass(frozen=True)
class ModelRow:
    """A registered model; its stories say what the evidence on it is made to show."""

    name: str
    team: str
    tier: int
    purpose: str
    framework: str
    first: int
    """The version that served when the year began."""
    owner: str | None = None
    deputy: str | None = None
    before: str | None = None
    """Who owned it before."""
    releasers: tuple[str, ...] = ()
    newcomer: str | None = None
    """Who made the last but one of the year's ordinary releases, the first of their own."""
    releases: int = 0
    last: int = 0
    """How many days ago the latest ordinary release went out."""
    seen: str = "poll"
    declared: bool = False
    owner_optional: bool = False
    requests: int | None = None
    """In a day, now; None: nobody counts them."""
    rhythm: str = "office"
    stage: str | None = None
    """None: in production."""

    @property
    def production(self) -> bool:
        """Tell whether it serves in production."""
        return self.stage is None

    def story(self, question: str) -> str:
        """Return the story that the plan has for one question; empty: none."""
        return story(question, self.name) or ""


@cache
def people() -> Mapping[str, PersonRow]:
    """Return the directory, by id."""
    listed = (
        PersonRow(**{**entry, "logins": tuple(entry.get("logins", ()))})
        for entry in table("people")["person"]
    )
    return {person.id: person for person in listed}


@cache
def models() -> tuple[ModelRow, ...]:
    """Return every registered model, those in production first."""
    return tuple(
        ModelRow(name=name, **{**entry, "releasers": tuple(entry.get("releasers", ()))})
        for name, entry in table("models").items()
    )


def written(person: str) -> str:
    """Return a person as systems write them: the address, or the text of someone unknown."""
    return people()[person].mail if person in people() else person
