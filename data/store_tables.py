"""The store's tables; every one but `lease` is insert only, held by triggers (see migrations)."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa


class UtcTime(sa.types.TypeDecorator[datetime]):
    """A moment: aware UTC in Python, whatever the database makes of it."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a time without a zone: it could mean any moment of a day."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its zone before it can be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(sa.types.TypeDecorator[tuple[str, ...]]):
    """A few words in their order, kept as a JSON list."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: sa.Dialect) -> str:
        """Write them down."""
        return json.dumps(list(value or ()), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> tuple[str, ...]:
        """Read them."""
        return tuple(json.loads(value or "[]"))


metadata = sa.MetaData()

respondent = sa.Table(
    "respondent",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("mail", sa.Text),
    sa.Column("areas", Words, nullable=False, server_default="[]"),
    sa.Column("teams", Words, nullable=False, server_default="[]"),
    sa.Column("invited_by", sa.Text),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
)

assessment = sa.Table(
    "assessment",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("period_from", sa.Date, nullable=False),
    sa.Column("period_until", sa.Date, nullable=False),
    sa.Column("opened_at", UtcTime, nullable=False),
)

assessment_state = sa.Table(
    "assessment_state",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("assessment", sa.Text, sa.ForeignKey("assessment.id"), nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", UtcTime, nullable=False),
    sa.Column("note", sa.Text),
)

ANSWER_KEY = ("assessment", "question", "scope_kind", "scope", "respondent", "revision")

answer = sa.Table(
    "answer",
    metadata,
    sa.Column("assessment", sa.Text, sa.ForeignKey("assessment.id"), primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("scope_kind", sa.Text, primary_key=True),
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("respondent", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("question_version", sa.Integer, nullable=False),
    sa.Column("choice", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("until", sa.Date),
    sa.Column("evidence_shown", sa.Boolean, nullable=False),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("link", sa.Text),
)

approval = sa.Table(
    "approval",
    metadata,
    sa.Column("assessment", sa.Text, primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("scope_kind", sa.Text, primary_key=True),
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("respondent", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("approved_by", sa.Text, nullable=False),
    sa.Column("approved_at", UtcTime, nullable=False),
    sa.ForeignKeyConstraint(ANSWER_KEY, [f"answer.{column}" for column in ANSWER_KEY]),
)

attestation = sa.Table(
    "attestation",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("probe", sa.Text, nullable=False),
    sa.Column("model", sa.Text),
    sa.Column("value", sa.Float, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("link", sa.Text),
    sa.Column("attested_by", sa.Text, nullable=False),
    sa.Column("attested_at", UtcTime, nullable=False),
)

drill = sa.Table(
    "drill",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("drilled_at", UtcTime, nullable=False),
    sa.Column("hours", sa.Float),
    sa.Column("succeeded", sa.Boolean, nullable=False),
    sa.Column("automatic", sa.Boolean),
    sa.Column("actor", sa.Text),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("link", sa.Text),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("recorded_at", UtcTime, nullable=False),
)

exemption = sa.Table(
    "exemption",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("scope_kind", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("link", sa.Text),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked_at", UtcTime, nullable=False),
)

exemption_approval = sa.Table(
    "exemption_approval",
    metadata,
    sa.Column("exemption", sa.Text, sa.ForeignKey("exemption.id"), primary_key=True),
    sa.Column("approved_by", sa.Text, nullable=False),
    sa.Column("approved_at", UtcTime, nullable=False),
)

withdrawal = sa.Table(
    "withdrawal",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("withdrawn_by", sa.Text, nullable=False),
    sa.Column("withdrawn_at", UtcTime, nullable=False),
)

target = sa.Table(
    "target",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("tier", sa.Integer),
    sa.Column("level", sa.Integer),
    sa.Column("due", sa.Date),
    sa.Column("set_by", sa.Text, nullable=False),
    sa.Column("set_at", UtcTime, nullable=False),
)

action_note = sa.Table(
    "action_note",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("action", sa.Text, nullable=False, index=True),
    sa.Column("effort_days", sa.Float),
    sa.Column("owner", sa.Text),
    sa.Column("due", sa.Date),
    sa.Column("note", sa.Text),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", UtcTime, nullable=False),
)

snapshot = sa.Table(
    "snapshot",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("point", sa.Text),
)

sync_run = sa.Table(
    "sync_run",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("run", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("started_at", UtcTime, nullable=False),
    sa.Column("ended_at", UtcTime, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("rows_in", sa.BigInteger, nullable=False),
    sa.Column("rows_landed", sa.BigInteger, nullable=False),
    sa.Column("rows_rejected", sa.BigInteger, nullable=False),
    sa.Column("error_kind", sa.Text),
    sa.Column("error", sa.Text),
    sa.UniqueConstraint("run", "source", name="sync_run_once"),
)

lease = sa.Table(
    "lease",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", UtcTime, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)
