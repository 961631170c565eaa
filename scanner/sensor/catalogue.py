"""The table of protocols, made from the probes and the guard's tables: `python -m scanner.sensor.catalogue`."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from scanner.login.commands import table as commands
from scanner.packs import load_probes
from scanner.plugin import Impact, Probe, Tcp
from scanner.sensor.guard.readonly import tables

HEAD = """# What Vaglio asks, protocol by protocol

Made from the probes themselves (`python -m scanner.sensor.catalogue > docs/protocols.md`). "Touches" are the
connections or datagrams that a probe may spend at most, "questions" the messages over them. What is not among the
requests never leaves: the tables are in `scanner/sensor/guard/readonly/`. "[unconfirmed]" stands where nobody has
found a second source for what the first one says.
"""

LEFT_OUT = {
    "S7comm-plus (TCP 102)": (
        "no message of it is ever sent: the first one opens a session in the controller. Newer Siemens controllers are "
        "asked in classic S7comm. One that answers in S7comm-plus all the same is told as that, without an identity."
    ),
    "Variables of KUKA robots (TCP 7000)": (
        "the bridges of that port read and write by the same message. Only their search by UDP is asked "
        "(`kuka-bridge`, `kuka-varproxy`)."
    ),
    "KUKA and ABB robots without such a bridge": (
        "known by the maker of the MAC address, OPC UA, EtherNet/IP or the start page; no question is theirs alone."
    ),
}
"""What is not asked, and why. The reasons at length: docs/decisions/0016-left-out.md."""


def document(probes: Sequence[Probe[Any]]) -> str:
    """The whole page, in Markdown."""
    parts = [HEAD, *_summary(probes), "", *_logins(), "", *_left_out()]
    for probe in sorted(probes, key=lambda one: one.title.lower()):
        parts += ["", *_section(probe)]
    return "\n".join(parts) + "\n"


def _summary(probes: Sequence[Probe[Any]]) -> Iterator[str]:
    yield "| Probe | Ports | Touches | Questions | When |"
    yield "|---|---|---|---|---|"
    for probe in sorted(probes, key=lambda one: (one.order, one.id)):
        yield f"| {probe.id} | {_ports(probe)} | {probe.touches} | {probe.questions} | {_when(probe)} |"


def _logins() -> Iterator[str]:
    yield "**Logins** (`ssh-login`, `winrm-login`)"
    yield ""
    yield "Only where `[[segments.logins]]` names the computer and the account, in the zone `it`, once in a scan, never"
    yield "at a machine of the plant. The computer must first show a key of the configuration. Then only these commands"
    yield "run, each as it stands; of the lists of packages the one that the system has."
    for table_of in (commands("linux"), commands("windows")):
        yield ""
        yield from (f"- {one.why}: `{one.run}`" for one in table_of.command)
        yield f"- Source: {table_of.source}."


def _left_out() -> Iterator[str]:
    yield "**Left out**, for the reasons in [decision 16](decisions/0016-left-out.md)"
    yield ""
    yield from (f"- {what}: {why}" for what, why in LEFT_OUT.items())


def _section(probe: Probe[Any]) -> Iterator[str]:
    table = tables().get(probe.protocol)
    fields = ", ".join(f"`{name}`" for name in probe.gives.model_fields) or "presence alone"
    yield f"## {probe.title} (`{probe.id}`)"
    yield ""
    yield f"- Ports: {_ports(probe)}; at most {probe.touches} touches, {probe.questions} questions; {_when(probe)}."
    yield f"- Evidence: {fields}."
    if table is not None:
        requests = "; ".join(rule.name for rule in table.allow) or "none: it only listens"
        yield f"- Requests that may leave: {requests}."
        yield f"- Source: {' '.join(table.source.split()).rstrip('.')}."
        yield f"- Second source: {' '.join(table.second.split()).rstrip('.')}."
        yield f"- Tested against: {table.tested.rstrip('.')}."


def _ports(probe: Probe[Any]) -> str:
    return ", ".join(f"{'TCP' if isinstance(port, Tcp) else 'UDP'} {port.port}" for port in probe.ports)


def _when(probe: Probe[Any]) -> str:
    if probe.impact is Impact.GUESS:
        return "only where `allow_guess` names it"
    if probe.opt_in:
        return "only where `opt_in` names it"
    if probe.follows:
        return f"only after `{probe.follows}` was heard"
    return "office computers only" if probe.office_only else "by default"


if __name__ == "__main__":
    sys.stdout.write(document(load_probes("scanner.sensor.probes")))
