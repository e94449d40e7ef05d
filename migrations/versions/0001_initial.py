"""The first schema: all tables, and what the application's and the auditor's role may do with them."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from migrations import grants

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of `0001_initial.sql`, then grant."""
    for statement in Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    grants.grant_everything(op.get_bind())


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise RuntimeError("the first schema is not taken back; drop the database instead")
