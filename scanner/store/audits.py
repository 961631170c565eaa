"""Audits as they are shown: assets, findings and assessment, all of them or nothing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from scanner.model import Asset, Audit, Finding, Outcome, now
from scanner.store import scans
from scanner.store.tables import assessments, assets, findings, scan_assets
from scanner.store.tables import scans as scans_table


def publish(connection: Connection, audit: Audit) -> None:
    """Writes the audit of a scan in the caller's transaction; an older one of the same scan goes."""
    scan = audit.scan
    status: scans.Status = "complete" if audit.complete else "incomplete"
    scans.settle(connection, scan, status, audit.reason, audit.ended)
    for table in (scan_assets, findings, assessments):
        connection.execute(delete(table).where(table.c.scan == scan))
    _insert(connection, scan_assets, scan, map(_asset_row, audit.assets))
    _insert(connection, findings, scan, map(_finding_row, audit.findings))
    rest = audit.model_copy(update={"assets": (), "findings": ()})
    values = {"scan": scan, "at": now(), "body": rest.model_dump_json()}
    connection.execute(insert(assessments).values(values))


def audit_of(connection: Connection, scan: str) -> Audit | None:
    """The audit of a scan; None for one that was not published."""
    outline = outline_of(connection, scan)
    if outline is None:
        return None
    lists = {"assets": assets_of(connection, scan), "findings": findings_of(connection, scan)}
    return outline.model_copy(update=lists)


def outline_of(connection: Connection, scan: str) -> Audit | None:
    """The audit of a scan without its assets and findings: its score, requirements and dates."""
    wanted = select(assessments.c.body).where(assessments.c.scan == scan)
    body = connection.execute(wanted).scalar()
    return None if body is None else Audit.model_validate_json(body)


def gaps_before(connection: Connection, segment: str, moment: datetime) -> frozenset[str]:
    """The keys of all gaps that audits of a segment found before a moment."""
    wanted = (
        select(findings.c.key)
        .distinct()
        .join(scans_table, scans_table.c.id == findings.c.scan)
        .where(
            scans_table.c.segment == segment, scans_table.c.started < moment,
            findings.c.outcome == Outcome.NOT_MET.value,
        )
    )  # fmt: skip
    return frozenset(connection.execute(wanted).scalars())


def assets_of(connection: Connection, scan: str) -> tuple[Asset, ...]:
    """The assets of a published scan, in the audit's order."""
    return tuple(map(Asset.model_validate_json, _bodies(connection, scan_assets, scan)))


def findings_of(connection: Connection, scan: str) -> tuple[Finding, ...]:
    """The findings of a published scan, in the audit's order."""
    return tuple(map(Finding.model_validate_json, _bodies(connection, findings, scan)))


def seen_between(connection: Connection, asset: str) -> tuple[datetime, datetime] | None:
    """When an asset was first and last seen, over all scans."""
    wanted = select(assets.c.first_seen, assets.c.last_seen).where(assets.c.id == asset)
    row = connection.execute(wanted).first()
    return (row[0], row[1]) if row else None


def _bodies(connection: Connection, table: Table, scan: str) -> Iterable[str]:
    return connection.execute(select(table.c.body).where(table.c.scan == scan).order_by(table.c.n)).scalars()


def _insert(connection: Connection, table: Table, scan: str, rows: Iterable[dict[str, Any]]) -> None:
    numbered = [{"scan": scan, "n": n} | row for n, row in enumerate(rows)]
    if numbered:
        connection.execute(insert(table), numbered)


def _asset_row(asset: Asset) -> dict[str, Any]:
    return {"asset": asset.id, "body": asset.model_dump_json()}


def _finding_row(finding: Finding) -> dict[str, Any]:
    return {
        "key": finding.key,
        "check_id": finding.check,
        "asset": finding.asset,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "body": finding.model_dump_json(),
    }
