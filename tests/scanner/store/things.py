"""Small orders, touches and audits for the tests."""

from datetime import date
from typing import Any

from sqlalchemy import update

from scanner.evidence import OpenPort
from scanner.model import (
    Asset,
    Audit,
    Authorisation,
    Evidence,
    Finding,
    Outcome,
    ScanOrder,
    Score,
    Service,
    Severity,
    Text,
    Touch,
    Zone,
    now,
)
from scanner.store import Store
from scanner.store.tables import scans

AUTHORISATION = Authorisation(who="M. Rossi", when=date(2026, 1, 15))
NOBODY = 2**22 + 1
"""A process id above the kernel's highest (proc(5), pid_max)."""


def order(scan: str = "s1", segment: str = "hall") -> ScanOrder:
    return ScanOrder(
        scan=scan, segment=segment, networks=("10.0.0.0/24",), zone=Zone.OT, authorisation=AUTHORISATION
    )


def touch(n: int = 0) -> Touch:
    service = Service(transport="tcp", port=n % 65_535 + 1)
    return Touch(asset="10.0.0.7", kind="connect", service=service, what="SYN", why="open-ports", frames=3)


def evidence(asset: str = "10.0.0.7", port: int = 502) -> Evidence:
    return Evidence(
        asset=asset,
        service=Service(transport="tcp", port=port),
        probe="open-ports",
        wanted="open-port",
        fact=OpenPort(port=port),
    )


def audit(scan: str = "s1", count: int = 3, complete: bool = True) -> Audit:
    places = [f"10.0.0.{n}" for n in range(1, count + 1)]
    findings = [
        Finding(
            check="telnet-open",
            check_version="1",
            origin="vaglio",
            asset=place,
            outcome=Outcome.NOT_MET,
            severity=Severity.HIGH,
            why=Text.of("It answered on {port}.", port=23),
        )
        for place in places
    ]
    return Audit(
        scan=scan,
        product_version="0.1.0",
        segment="hall",
        networks=("10.0.0.0/24",),
        zone=Zone.OT,
        sensor="local",
        authorisation=AUTHORISATION,
        started=now(),
        ended=now(),
        complete=complete,
        reason="" if complete else "It was stopped.",
        catalogue="R1-R14 1",
        assets=tuple(Asset(id=f"id-{place}", addresses=(place,)) for place in places),
        findings=tuple(findings),
        score=Score(lo=0.2, hi=0.9, coverage=0.5),
    )


def set_row(store: Store, scan: str, **values: Any) -> None:
    """Gives the stored row of a scan other values, such as a day long ago."""
    store.write(lambda one: one.execute(update(scans).where(scans.c.id == scan).values(**values)))
