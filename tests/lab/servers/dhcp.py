"""A server that hands out addresses: Debian's dnsmasq, without its name service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("dnsmasq",)

CONFIG = """\
port=0
interface=eth0
bind-interfaces
no-ping
log-dhcp
user=root
dhcp-range={first},{last},255.255.255.0,10m
dhcp-leasefile={folder}/leases
pid-file={folder}/dnsmasq.pid
"""


def programs(site: servers.Site) -> list[Program]:
    """`first`: the last number of the first of four addresses that it hands out."""
    network, first = site.address.rpartition(".")[0], site.options["first"]
    text = CONFIG.format(first=f"{network}.{first}", last=f"{network}.{first + 3}", folder=site.folder)
    return [site.run("dnsmasq", "--no-daemon", f"--conf-file={site.write('dnsmasq.conf', text)}")]
