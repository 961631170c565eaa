"""Audits to report: an empty factory, a small one, a large one, one that was not finished."""

from datetime import UTC, date, datetime
from typing import Any

from scanner.model import (
    Action,
    Asset,
    AssetLedger,
    Audit,
    Authorisation,
    CheckCard,
    Finding,
    Ledger,
    NotChecked,
    Outcome,
    RequirementScore,
    Score,
    Service,
    ServiceSeen,
    Text,
    Zone,
)
from tests.reports.checks_in_samples import CARDS, REQUIREMENTS

START = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
END = datetime(2026, 11, 20, 7, 52, tzinfo=UTC)

_MADE = [
    ("Press 1", "controller", "Schneider Electric", "Modicon M340", "v2.80", 502, "modbus"),
    ("Press 2", "controller", "Schneider Electric", "Modicon M340", "v3.20", 502, "modbus"),
    ("Line 1", "controller", "Siemens", "CPU 315-2 PN/DP", "3.3.0", 102, "s7"),
    ("Packing", "controller", "Rockwell Automation", "1769-L33ER", "32.11", 44818, "enip"),
    ("Press panel", "panel", "Weintek", "cMT3072", "", 5900, "vnc"),
    ("Lathe 4", "machine tool", "", "", "", 4840, "opcua"),
    ("Mixer", "machine tool", "Beckhoff", "CX5130", "4024", 4840, "opcua"),
    ("hall-broker", "broker", "Eclipse", "Mosquitto", "2.0.11", 1883, "mqtt"),
    ("hall-switch", "switch", "Moxa", "EDS-408A", "3.1", 161, "snmp"),
    ("nas-office", "nas", "Synology", "DS220+", "DSM 7.2", 445, "smb"),
    ("printer-2", "printer", "Brother", "HL-L5100DN", "", 80, "http"),
    ("", "unknown", "", "", "", 22, "ssh"),
]


def _asset(number: int, row: tuple[str, str, str, str, str, int, str], name: str = "") -> Asset:
    title, role, vendor, product, version, port, protocol = row
    transport: Any = "udp" if protocol == "snmp" else "tcp"
    seen = ServiceSeen(service=Service(transport=transport, port=port), protocol=protocol, product=product)
    web = ServiceSeen(
        service=Service(transport="tcp", port=443), protocol="tls", product="nginx", version="1.24.0"
    )
    return Asset(
        id=f"mac:00:80:f4:00:{number // 256:02x}:{number % 256:02x}",
        addresses=(f"10.20.{number // 250}.{number % 250 + 1}",),
        mac=f"00:80:f4:00:{number // 256:02x}:{number % 256:02x}",
        mac_vendor=vendor,
        names=(name or title,) if title else (),
        role=role,
        zone="it" if role in ("nas", "printer") else "ot",
        vendor=vendor,
        product=product,
        version=version,
        serial=f"S{number:06d}" if vendor else "",
        services=(seen, web),
        expected=number > 0,
        fragile=role == "panel",
        first_seen=START,
        last_seen=END,
    )


def _finding(asset: Asset, card: CheckCard, outcome: Outcome, why: Text) -> Finding:
    return Finding(
        check=card.id,
        check_version="1",
        origin=card.origin,
        asset=asset.id,
        service=asset.services[0].service,
        outcome=outcome,
        severity=card.severity,
        why=why,
        requirements=card.requirements,
        stop=card.stop,
        evidence=(f"e-{card.id}",),
        at=END,
    )


def _findings(assets: list[Asset]) -> list[Finding]:
    found = []
    for number, asset in enumerate(assets):
        gap, other, fine = (CARDS[(number + step) % len(CARDS)] for step in range(3))
        why = Text.of(
            "It told a stranger that it is a {vendor} {product}.", vendor=asset.vendor, product=asset.product
        )
        if number % 3 != 2:
            found.append(_finding(asset, gap, Outcome.NOT_MET, why))
        found.append(_finding(asset, other, Outcome.UNKNOWN, Text.of("It did not answer.")))
        found.append(_finding(asset, fine, Outcome.MET, Text.of("It asks for a name and a password.")))
    return found


def _actions(findings: list[Finding]) -> list[Action]:
    bands: list[Any] = ["now", "now", "next", "next", "plan", "watch"]
    days = [7, 7, 90, 90, 365, None]
    actions = []
    for rank, card in enumerate(CARDS, 1):
        held = [known for known in findings if known.check == card.id and known.outcome is Outcome.NOT_MET]
        assets = tuple(dict.fromkeys(known.asset for known in held if known.asset))
        if held:
            actions.append(
                Action(
                    rank=rank,
                    check=card.id,
                    severity=card.severity,
                    assets=assets,
                    findings=tuple(known.key for known in held),
                    gain=0.02,
                    band=bands[min(rank, 6) - 1],
                    deadline_days=days[min(rank, 6) - 1],
                )
            )
    return actions


def _ledger(assets: list[Asset]) -> Ledger:
    rows = tuple(
        AssetLedger(
            asset=asset.id,
            address=asset.addresses[0],
            touches=9,
            frames=41,
            what=(("TCP connection", 6), ("Modbus read device identification", 2), ("ARP request", 1)),
        )
        for asset in assets
    )
    return Ledger(touches=9 * len(rows) + 40, frames=41 * len(rows) + 40, assets=rows, elsewhere=40)


def _not_checked(assets: list[Asset]) -> tuple[NotChecked, ...]:
    silent = Text.of("It did not answer in the time allowed.")
    consent = Text.of("This needs your consent first.")
    left = [
        NotChecked(
            asset=asset.id,
            check=CARDS[number % len(CARDS)].id,
            service=asset.services[0].service,
            reason=silent,
        )
        for number, asset in enumerate(assets[::2])
    ]
    return (*left, NotChecked(check="default-password", reason=consent))


def _requirements(looked: bool = True) -> tuple[RequirementScore, ...]:
    shares = [
        (0.9, 1.0, 0.95),
        (0.0, 1.0, 0.0),
        (0.0, 1.0, 0.0),
        (0.55, 0.8, 0.7),
        (0.2, 0.39, 0.9),
        (0.45, 0.7, 0.8),
        (0.8, 0.9, 0.9),
        (0.1, 0.9, 0.2),
        (0.3, 0.6, 0.7),
    ]
    scores = []
    for number, (name, theme, title, weight) in enumerate(REQUIREMENTS):
        lo, hi, coverage = shares[number % len(shares)] if looked else (0.0, 1.0, 0.0)
        capped = ("modbus-open",) if name == "R5" and looked else ()
        scores.append(
            RequirementScore(
                id=name,
                theme=theme,
                title=title,
                weight=weight,
                lo=lo,
                hi=hi,
                coverage=coverage,
                capped=capped,
            )
        )
    return tuple(scores)


def _audit(**fields: Any) -> Audit:
    whole: dict[str, Any] = {
        "scan": "8f2d6c1e",
        "product_version": "0.1.0",
        "segment": "hall-1",
        "networks": ("10.20.0.0/24",),
        "zone": Zone.OT,
        "sensor": "local",
        "started": START,
        "ended": END,
        "complete": True,
        "authorisation": Authorisation(
            who="Maria Rossi, owner", when=date(2026, 11, 18), until=date(2026, 12, 31)
        ),
        "catalogue": "Data protection for small manufacturers 2026.1",
        "catalogue_date": "2026-10-01",
    }
    return Audit(**(whole | fields))


def empty_factory() -> Audit:
    """Nobody answered."""
    return _audit(score=Score(lo=0, hi=1, coverage=0), requirements=_requirements(looked=False))


def factory(size: int = 12) -> Audit:
    """A factory with `size` machines; twelve is a typical small one."""
    assets = [
        _asset(number, row := _MADE[number % 12], f"{row[0]} {number // 12 + 1}" if size > 12 else "")
        for number in range(size)
    ]
    findings = _findings(assets)
    return _audit(
        score=Score(lo=0.41, hi=0.72, coverage=0.63, capped=("modbus-open",), gaps=8, unknown=12),
        assets=tuple(assets),
        findings=tuple(findings),
        checks=CARDS,
        requirements=_requirements(),
        actions=tuple(_actions(findings)),
        ledger=_ledger(assets),
        not_checked=_not_checked(assets),
        expected_list=True,
        good=(
            Text.of("The printers ask for a password."),
            Text.of("The file storage signs its connections."),
        ),
        knowledge="advisories of 2026-11-15, five days old",
        notes=("Names were not looked up.",),
    )


def unfinished_factory() -> Audit:
    return factory().model_copy(update={"complete": False, "reason": "A machine became slow, so we stopped."})
