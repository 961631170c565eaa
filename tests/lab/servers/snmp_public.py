"""A device that nobody looked after: Debian's snmpd, version 2c with the community public, or a word of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("snmpd",)

CONFIG = """\
agentAddress udp:0.0.0.0:161
sysDescr {description}
sysObjectID {object_id}
sysName {name}
rocommunity {community}
"""


def programs(site: servers.Site) -> list[Program]:
    (site.folder / "persistent").mkdir(exist_ok=True)
    told = {"community": "public", **site.options}
    config = site.write("snmpd.conf", CONFIG.format(name=site.device.name, **told))
    argv = [
        "snmpd",
        "-f",
        "-Lo",
        "-a",
        "-d",
        "-V",
        "-C",
        "-c",
        config,
        "-p",
        f"{site.folder}/snmpd.pid",
        "-I",
        "-smux",
    ]
    return [site.run(*argv, SNMP_PERSISTENT_DIR=str(site.folder / "persistent"), MIBS="")]
