"""A registry that has no field for owner, team or tier: they stand in tags, by names set here."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from connectors.parts.remote import RemoteConnector, storable
from data.records import Model, Ownership


class TaggedEndpoints(RemoteConnector):
    """What a source with endpoints is set up with, to tell which of them serve production."""

    production: bool = Field(
        True,
        description="true: endpoints serve production traffic unless their environment tag says "
        "otherwise; false: only those whose tag says so",
    )
    environment_tag: str = Field(
        "environment", description="tag of an endpoint that names its environment"
    )
    production_environments: tuple[str, ...] = Field(
        ("production", "prod"), description="values of that tag that mean production"
    )

    def _is_production(self, tags: Mapping[str, str]) -> bool:
        told = tags.get(self.environment_tag, "").strip().casefold()
        known = {name.casefold() for name in self.production_environments}
        return told in known if told else self.production


class TaggedRegistry(RemoteConnector):
    """What every such registry is set up with: the tag that says each thing."""

    owner_required: bool = Field(
        False,
        description="true: this registry is the system of record for owners, so that a missing "
        "owner is a fact; false: it may stand elsewhere",
    )
    owner_tag: str = Field("owner", description="tag of a model that names its owner")
    deputy_tag: str = Field("deputy", description="tag of a model that names the owner's deputy")
    reviewed_tag: str = Field(
        "owner_reviewed_at", description="tag with the day on which its owner was last confirmed"
    )
    team_tag: str = Field("team", description="tag of a model that names its team")
    tier_tag: str = Field("tier", description="tag of a model with its tier, 1 to 3")
    purpose_tag: str = Field(
        "purpose", description="tag of a model that says what it is for; else its description does"
    )
    sponsor_tag: str = Field(
        "sponsor", description="tag of a model that names who in the business signs it off"
    )
    contact_tag: str = Field(
        "contact", description="tag of a model that says whom to reach when it breaks"
    )

    def _model(
        self,
        name: str | None,
        tags: Mapping[str, str],
        described: str | None,
        created_at: datetime | None,
        url: str | None = None,
    ) -> Model:
        """Return a registered model with what its tags say.

        Raises:
            ValueError: the row cannot be used.
        """
        first_line = (described or "").strip().split("\n")[0].strip()
        return Model.model_validate(
            {
                "model": name,
                "declared": False,
                "owner_required": self.owner_required,
                "team": filled(tags, self.team_tag),
                "tier": tier(tags.get(self.tier_tag, "")),
                "purpose": filled(tags, self.purpose_tag) or first_line or None,
                "sponsor": filled(tags, self.sponsor_tag),
                "contact": filled(tags, self.contact_tag),
                "url": url,
                "created_at": created_at,
                "tags": dict(tags),
            }
        )

    def _owners(self, model: Model, at: datetime, owner: str | None = None) -> Iterator[Ownership]:
        """Yield who answers for a model, as of one reading: `owner` where no tag says it."""
        named = {
            "owner": filled(model.tags, self.owner_tag) or owner,
            "deputy": filled(model.tags, self.deputy_tag),
        }
        for role, person in named.items():
            if person is not None:
                yield Ownership.model_validate(
                    {
                        "model": model.model,
                        "role": role,
                        "person": person,
                        "reviewed_at": review_time(model.tags.get(self.reviewed_tag, "")),
                        "from_earliest": model.created_at,
                        "from_latest": at,
                        "until_earliest": at,
                    }
                )

    def _tag_problems(self, tags: Mapping[str, str]) -> Iterator[str]:
        """Yield what is wrong with the tags of a model, although the model itself can be used."""
        if filled(tags, self.reviewed_tag) and review_time(tags[self.reviewed_tag]) is None:
            yield f"tag {self.reviewed_tag}: is no date such as 2026-11-23, so it was left out"
        if filled(tags, self.tier_tag) and tier(tags[self.tier_tag]) is None:
            yield f"tag {self.tier_tag}: is not 1, 2 or 3, so it was left out"


def filled(tags: Mapping[str, str], name: str) -> str | None:
    """Return what a tag says; None: it is not there, or empty."""
    return tags.get(name, "").strip() or None


def tier(text: str) -> int | None:
    """Return the tier that a tag gives; None: it is none of 1, 2 and 3."""
    told = re.fullmatch(r"(?:tier)?[ _-]?([1-3])", text.strip(), re.IGNORECASE)
    return int(told[1]) if told else None


def review_time(text: str) -> datetime | None:
    """Return the time that a tag gives as a day or time; None: it gives none that can be read."""
    try:
        told = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def texts(row: Any, name: str) -> dict[str, str]:
    """Return the texts of an object of tags inside a row; what holds no text is left out."""
    pairs = row.get(name) if isinstance(row, Mapping) else None
    found = pairs.items() if isinstance(pairs, Mapping) else ()
    return {
        storable(str(key)): storable(value)
        for key, value in found
        if key and isinstance(value, str)
    }
