"""Rounds that close, invitations, comments, statements of people, targets and the plan's notes."""

import sqlalchemy as sa
from alembic import op

from data.migrations.insert_only import refuse_changes

revision = "0002"
down_revision = "0001"

INSERT_ONLY = (
    "assessment_state", "attestation", "drill", "exemption", "exemption_approval", "withdrawal",
    "target", "action_note",
)  # fmt: skip


def upgrade() -> None:
    """Add the columns and tables; what was written before stands as it was."""
    _invitations_and_comments()
    _statements()
    _plan()
    refuse_changes(INSERT_ONLY)


def _invitations_and_comments() -> None:
    for column in (
        sa.Column("mail", sa.Text),
        sa.Column("areas", sa.Text, nullable=False, server_default="[]"),
        sa.Column("teams", sa.Text, nullable=False, server_default="[]"),
        sa.Column("invited_by", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    ):
        op.add_column("respondent", column)
    op.add_column("answer", sa.Column("comment", sa.Text))
    op.add_column("answer", sa.Column("link", sa.Text))
    op.add_column("snapshot", sa.Column("point", sa.Text))
    op.create_table(
        "assessment_state",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("assessment", sa.Text, sa.ForeignKey("assessment.id"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text),
    )
    op.create_index("ix_assessment_state_assessment", "assessment_state", ["assessment"])


def _statements() -> None:
    op.create_table(
        "attestation",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("probe", sa.Text, nullable=False),
        sa.Column("model", sa.Text),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("link", sa.Text),
        sa.Column("attested_by", sa.Text, nullable=False),
        sa.Column("attested_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "drill",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("drilled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hours", sa.Float),
        sa.Column("succeeded", sa.Boolean, nullable=False),
        sa.Column("automatic", sa.Boolean),
        sa.Column("actor", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("link", sa.Text),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "exemption",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("scope_kind", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("link", sa.Text),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "exemption_approval",
        sa.Column("exemption", sa.Text, sa.ForeignKey("exemption.id"), primary_key=True),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "withdrawal",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("withdrawn_by", sa.Text, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
    )


def _plan() -> None:
    op.create_table(
        "target",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("tier", sa.Integer),
        sa.Column("level", sa.Integer),
        sa.Column("due", sa.Date),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "action_note",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("effort_days", sa.Float),
        sa.Column("owner", sa.Text),
        sa.Column("due", sa.Date),
        sa.Column("note", sa.Text),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_action_note_action", "action_note", ["action"])
