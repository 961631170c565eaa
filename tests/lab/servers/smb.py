"""A file server: Debian's samba, with the oldest dialect and the signing rule that a device asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("smbd",)

CONFIG = """\
[global]
workgroup = FACTORY
netbios name = {name}
server string = {string}
server role = standalone server
interfaces = 127.0.0.1 {address}
bind interfaces only = no
smb ports = {ports}
server min protocol = {oldest}
server signing = {signing}
map to guest = {guests}
ntlm auth = yes
log level = 3
passdb backend = tdbsam:{folder}/private/passdb.tdb
private dir = {folder}/private
lock directory = {folder}/lock
state directory = {folder}/state
cache directory = {folder}/cache
pid directory = {folder}/pid
ncalrpc dir = {folder}/ncalrpc
binddns dir = {folder}/binddns
usershare path =
load printers = no
printing = bsd
printcap name = /dev/null
disable spoolss = yes
rpc start on demand helpers = no

[recipes]
path = {folder}/share
read only = yes
"""


def programs(site: servers.Site) -> list[Program]:
    for name in ("private", "lock", "state", "cache", "pid", "ncalrpc", "binddns", "share"):
        (site.folder / name).mkdir(exist_ok=True)
    config = CONFIG.format(
        name=site.device.name.upper(),
        address=site.address,
        folder=site.folder,
        ports=" ".join(port.partition("/")[0] for port in site.server.ports),
        **{"guests": "never", **site.options},
    )
    path = site.write("smb.conf", config)
    return [site.run("smbd", "--foreground", "--no-process-group", "--debug-stdout", f"--configfile={path}")]
