"""What a sensor told a person beside its evidence, so that a resumed scan still knows it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("scan", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("scan", "n", name="pk_notes"),
        sa.ForeignKeyConstraint(["scan"], ["scans.id"], name="fk_notes_scan", ondelete="CASCADE"),
    )
