"""What is to be delivered, and what was told to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("target", sa.String(40), nullable=False),
        sa.Column("scan", sa.String(64), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["scan"], ["scans.id"], name="fk_outbox_scan", ondelete="CASCADE"),
    )
    op.create_index("ix_outbox_scan", "outbox", ["scan"])
    op.create_index("ix_outbox_status_due", "outbox", ["status", "due"])
    op.create_table(
        "told",
        sa.Column("target", sa.String(40), nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("target", "event", name="pk_told"),
    )
