"""How much a weakness weighs, by what the machine is and by where it was reached from.

The rule is written down in docs/decisions/0005-severity.md. It only ever raises, and by one step: a
check's own severity is what holds on the machine's own network.
"""

from scanner.model import Asset, Finding, Outcome, Severity, Text, Zone

CONTROL = frozenset({
    "plc", "controller", "safety-controller", "robot", "robot-cell", "cnc", "machine", "machine-tool",
    "drive", "io", "remote-io", "rtu", "hmi", "panel", "scada",
})  # fmt: skip
"""Roles that move, heat or switch something. Building control is not among them: an office has its own."""

LADDER = tuple(Severity)


def weigh(base: Severity, role: str, zone: Zone, vantage: Zone) -> tuple[Severity, Text | None]:
    """The severity of a weakness, and why it is another than `base`; None where it is not.

    `role` and `zone` are the machine's, `vantage` is the zone in which the sensor stood. A machine
    control that is reached from an office, or from the zone that faces the outside, weighs one step
    more, up to critical. What is worth knowing only (`INFO`) is no weakness and stays that.
    """
    if vantage not in (Zone.IT, Zone.DMZ) or spelled(role) not in CONTROL or base is Severity.INFO:
        return base, None
    raised = LADDER[min(base.rank + 1, Severity.CRITICAL.rank)]
    return raised, None if raised is base else _why(zone, vantage)


def spelled(role: str) -> str:
    """A role as the rules write it: "Machine tool" is "machine-tool"."""
    return role.strip().casefold().replace(" ", "-").replace("_", "-")


def _why(zone: Zone, vantage: Zone) -> Text:
    if vantage is Zone.DMZ:
        return Text.of(
            "One step worse than usual: the zone that faces the outside reaches this machine control."
        )
    if zone is Zone.IT:
        return Text.of("One step worse than usual: this machine control stands in the office network.")
    return Text.of("One step worse than usual: this machine control was reached from the office network.")


def weighed(finding: Finding, asset: Asset | None, vantage: Zone) -> Finding:
    """The finding with its weight. Only a weakness of a machine is weighed, nothing else changes."""
    if asset is None or finding.outcome is not Outcome.NOT_MET:
        return finding
    severity, why = weigh(finding.severity, asset.role, _zone(asset, vantage), vantage)
    return finding.model_copy(update={"severity": severity, "severity_why": why})


def _zone(asset: Asset, vantage: Zone) -> Zone:
    """The asset's zone; the sensor stands in the segment that it audits, so else it is that one's."""
    return Zone(asset.zone) if asset.zone in list(Zone) else vantage
