"""Somebody who speaks SNMP to everybody: net-snmp's own commands, again and again.

`what` is a trap (snmptrap) or a search, as printer drivers make one (snmpget); `version` is 1, 2c or 3. The commands
do not ask the kernel for the right to broadcast. So the kernel is not told that the address is everybody's, and the
link layer is: what goes out is a broadcast like any other.
"""

from __future__ import annotations

import shlex
from ipaddress import ip_interface
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("snmptrap", "snmpget", "ip")
EVERY_SECONDS = 2
COLD_START, DESCRIPTION = ".1.3.6.1.6.3.1.1.5.1", ".1.3.6.1.2.1.1.1.0"  # RFC 3418, section 2
ENTERPRISE = ".1.3.6.1.4.1.8072.3.2.10"  # net-snmp on Linux
SECURED = "-l authPriv -u maintenance -a SHA -A conveyor-belt -x AES -X conveyor-belt -e 0x80001f8804010203"

SCRIPT = """\
ip route del broadcast {everybody} dev eth0 table local
ip neigh replace {everybody} lladdr ff:ff:ff:ff:ff:ff dev eth0 nud permanent
while :; do {command}; sleep {every}; done
"""


def programs(site: servers.Site) -> list[Program]:
    everybody = str(ip_interface(f"{site.address}/24").network.broadcast_address)
    spoken = command(everybody, site.address, **site.options)
    script = SCRIPT.format(everybody=everybody, command=shlex.join(spoken), every=EVERY_SECONDS)
    (site.folder / "persistent").mkdir(exist_ok=True)
    return [site.run("sh", "-c", script, SNMP_PERSISTENT_DIR=str(site.folder / "persistent"), MIBS="")]


def command(everybody: str, own: str, version: str, what: str, community: str = "") -> list[str]:
    """One message of net-snmp to everybody."""
    head = [f"-v{version}", *(SECURED.split() if version == "3" else ("-c", community))]
    if what == "search":
        return ["snmpget", *head, "-r", "0", "-t", "1", everybody, DESCRIPTION]
    if version == "1":  # generic trap 0 is a cold start (RFC 1157, section 4.1.6)
        return ["snmptrap", *head, everybody, ENTERPRISE, own, "0", "0", "17"]
    return ["snmptrap", *head, everybody, "17", COLD_START]
