"""The first tables. Written out, not taken from `tables`, which goes on changing."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _scans()
    _assets()
    _said()
    _judged()


def _of_scan(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint(["scan"], ["scans.id"], name=f"fk_{table}_scan", ondelete="CASCADE")
    return sa.Column("scan", sa.String(64), nullable=False), key


def _n() -> sa.Column[int]:
    return sa.Column("n", sa.Integer, nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _scans() -> None:
    op.create_table(
        "scans",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("segment", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("scan_order", sa.Text, nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("ended", MOMENT),
        sa.Column("pid", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        _key("scans", "id"),
    )
    op.create_index("ix_scans_segment_started", "scans", ["segment", "started"])


def _assets() -> None:
    op.create_table(
        "assets",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.Column("merged_into", sa.String(32)),
        _key("assets", "id"),
        sa.ForeignKeyConstraint(["merged_into"], ["assets.id"], name="fk_assets_merged_into"),
    )
    op.create_table(
        "asset_identities",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("asset", sa.String(32), nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        _key("asset_identities", "kind", "value"),
        sa.ForeignKeyConstraint(["asset"], ["assets.id"], name="fk_asset_identities_asset"),
    )
    op.create_index("ix_asset_identities_asset", "asset_identities", ["asset"])
    op.create_table(
        "scan_sightings",
        *_of_scan("scan_sightings"),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("asset", sa.String(32), nullable=False),
        _key("scan_sightings", "scan", "key"),
        sa.ForeignKeyConstraint(["asset"], ["assets.id"], name="fk_scan_sightings_asset"),
    )


def _said() -> None:
    """What the sensor says."""
    op.create_table(
        "seen", *_of_scan("seen"), _n(), sa.Column("body", sa.Text, nullable=False), _key("seen", "scan", "n")
    )
    op.create_table(
        "evidence",
        *_of_scan("evidence"),
        sa.Column("id", sa.Text, nullable=False),
        _n(),
        sa.Column("asset", sa.Text, nullable=False),
        sa.Column("probe", sa.Text, nullable=False),
        sa.Column("transport", sa.String(8)),
        sa.Column("port", sa.Integer),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        _key("evidence", "scan", "id"),
    )
    op.create_table(
        "touches",
        *_of_scan("touches"),
        _n(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("asset", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("transport", sa.String(8)),
        sa.Column("port", sa.Integer),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("frames", sa.Integer, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        _key("touches", "scan", "n"),
    )


def _judged() -> None:
    """What is shown of a scan."""
    op.create_table(
        "scan_assets",
        *_of_scan("scan_assets"),
        _n(),
        sa.Column("asset", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        _key("scan_assets", "scan", "n"),
    )
    op.create_index("ix_scan_assets_asset", "scan_assets", ["asset"])
    op.create_table(
        "findings",
        *_of_scan("findings"),
        _n(),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("check_id", sa.Text, nullable=False),
        sa.Column("asset", sa.Text),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        _key("findings", "scan", "n"),
    )
    op.create_index("ix_findings_key", "findings", ["key"])
    op.create_table(
        "assessments",
        *_of_scan("assessments"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        _key("assessments", "scan"),
    )
