"""The first store: what people write, insert only, and the lease of the sync."""

import sqlalchemy as sa
from alembic import op

from data.migrations.insert_only import refuse_changes

revision = "0001"
down_revision = None

INSERT_ONLY = ("respondent", "assessment", "answer", "approval", "snapshot", "sync_run", "audit")
KEY = ("assessment", "question", "scope_kind", "scope", "respondent", "revision")


def upgrade() -> None:
    """Make every table, and the triggers that refuse to change what was written."""
    _people()
    _answers()
    _notes()
    refuse_changes(INSERT_ONLY)


def _people() -> None:
    op.create_table(
        "respondent",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_respondent_id", "respondent", ["id"])
    op.create_table(
        "assessment",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("period_from", sa.Date, nullable=False),
        sa.Column("period_until", sa.Date, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    )


def _answers() -> None:
    op.create_table(
        "answer",
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
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "approval",
        *(sa.Column(name, sa.Text, primary_key=True) for name in KEY[:-1]),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(KEY, [f"answer.{name}" for name in KEY]),
    )


def _notes() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "sync_run",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("rows_in", sa.BigInteger, nullable=False),
        sa.Column("rows_landed", sa.BigInteger, nullable=False),
        sa.Column("rows_rejected", sa.BigInteger, nullable=False),
        sa.Column("error_kind", sa.Text),
        sa.Column("error", sa.Text),
        sa.UniqueConstraint("run", "source", name="sync_run_once"),
    )
    op.create_index("ix_sync_run_source", "sync_run", ["source"])
    op.create_table(
        "lease",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
