"""A switch's SNMP service: Debian's snmpd, version 3 only; a stranger learns its engine id, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("snmpd",)

CONFIG = """\
agentAddress udp:0.0.0.0:161
sysDescr {description}
sysName {name}
exactEngineID {engine}
createUser maintenance SHA conveyor-belt AES conveyor-belt
rouser maintenance priv
"""


def programs(site: servers.Site) -> list[Program]:
    config = CONFIG.format(name=site.device.name, **site.options)
    (site.folder / "persistent").mkdir(exist_ok=True)
    argv = ["snmpd", "-f", "-Lo", "-a", "-V", "-C", "-c", site.write("snmpd.conf", config)]
    argv += ["-p", f"{site.folder}/snmpd.pid", "-I", "-smux"]
    return [site.run(*argv, SNMP_PERSISTENT_DIR=str(site.folder / "persistent"), MIBS="")]
