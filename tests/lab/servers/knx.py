"""A KNX gateway: Debian's knxd with a bus that nobody is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("knxd",)

# The bus driver "dummy" swallows what it is given; the server needs one connection beside itself.
CONFIG = """\
[main]
name = {name}
addr = {address}
client-addrs = {clients}
connections = server,bus
[bus]
driver = dummy
[server]
server = ets_router
port = {port}
interface = {interface}
discover = true
tunnel = tunnel
[tunnel]
[debug-server]
name = mcast:{name}
"""


def programs(site: servers.Site) -> list[Program]:
    settings = {"interface": "eth0", "clients": "1.1.200:4", **site.options}
    return [site.run("knxd", site.write("knxd.ini", CONFIG.format(port=site.port, **settings)))]
