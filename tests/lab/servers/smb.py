"""A file server: Debian's samba, with the oldest dialect and the signing rule that a device asks for.

Here is also what all programs of samba are told of their machine: `configured`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.programs import Program

PROGRAMS = ("smbd",)

MACHINE = """\
[global]
workgroup = FACTORY
netbios name = {name}
server role = standalone server
interfaces = 127.0.0.1 {address}
bind interfaces only = no
log level = 3
rpc start on demand helpers = no
passdb backend = tdbsam:{folder}/private/passdb.tdb
private dir = {folder}/private
lock directory = {folder}/lock
state directory = {folder}/state
cache directory = {folder}/cache
pid directory = {folder}/pid
ncalrpc dir = {folder}/ncalrpc
binddns dir = {folder}/binddns
"""
FOLDERS = ("private", "lock", "state", "cache", "pid", "ncalrpc", "binddns", "share")

CONFIG = """\
server string = {string}
smb ports = {ports}
server min protocol = {oldest}
server signing = {signing}
map to guest = {guests}
ntlm auth = yes
usershare path =
load printers = no
printing = bsd
printcap name = /dev/null
disable spoolss = yes

[recipes]
path = {folder}/share
read only = yes
"""


def configured(address: str, name: str, folder: Path, more: str = "") -> tuple[str, ...]:
    """Writes smb.conf into the folder, for a machine of that NetBIOS name; what its programs are started with."""
    for one in FOLDERS:
        (folder / one).mkdir(parents=True, exist_ok=True)
    path = folder / "smb.conf"
    path.write_text(MACHINE.format(name=name, address=address, folder=folder) + more)
    return ("--foreground", "--no-process-group", "--debug-stdout", f"--configfile={path}")


def programs(site: servers.Site) -> list[Program]:
    config = CONFIG.format(
        folder=site.folder,
        ports=" ".join(port.partition("/")[0] for port in site.server.ports),
        **{"guests": "never", **site.options},
    )
    return [site.run("smbd", *configured(site.address, site.device.name.upper(), site.folder, config))]
