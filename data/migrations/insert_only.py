"""Triggers by which a database refuses to change or remove what was written."""

from collections.abc import Sequence

from alembic import op


def refuse_changes(tables: Sequence[str]) -> None:
    """Make these tables insert only."""
    if op.get_bind().dialect.name == "sqlite":
        _sqlite(tables)
    else:
        _postgresql(tables)


def _sqlite(tables: Sequence[str]) -> None:
    for table in tables:
        for change in ("update", "delete"):
            op.execute(
                f"create trigger {table}_refuses_{change} before {change} on {table} "
                f"begin select raise(abort, '{table} is insert only'); end"
            )


def _postgresql(tables: Sequence[str]) -> None:
    op.execute(
        "create or replace function refuse_change() returns trigger language plpgsql as $$ "
        "begin raise exception '% is insert only', tg_table_name; end $$"
    )
    for table in tables:
        op.execute(
            f"create trigger {table}_refuses_change before update or delete on {table} "
            "for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger {table}_refuses_truncate before truncate on {table} "
            "for each statement execute function refuse_change()"
        )
