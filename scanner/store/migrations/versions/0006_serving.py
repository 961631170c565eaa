"""Which scan serves what is due, so that a crash after its end does not make it begin anew."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agenda", sa.Column("serving", sa.String(64), nullable=False, server_default=""))
