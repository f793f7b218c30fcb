"""The store's tables; every one but `lease` is insert only, held by triggers (see migrations)."""

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

snapshot = sa.Table(
    "snapshot",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
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
