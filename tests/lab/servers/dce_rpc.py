"""A computer with the door of Windows remote calls: the endpoint mapper of Debian's samba."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab import servers
from tests.lab.servers import smb

if TYPE_CHECKING:
    from tests.lab.programs import Program

# Off the search path; older releases had it among the libraries.
PLACES = ("/usr/libexec/samba", "/usr/lib/x86_64-linux-gnu/samba", "/usr/lib/aarch64-linux-gnu/samba")
FOUND = (f"{place}/samba-dcerpcd" for place in PLACES)
DCERPCD = next((path for path in FOUND if Path(path).exists()), f"{PLACES[0]}/samba-dcerpcd")
PROGRAMS = (DCERPCD,)


def programs(site: servers.Site) -> list[Program]:
    told = smb.configured(site.address, site.device.name.upper(), site.folder)
    return [site.run(DCERPCD, "--libexec-rpcds", *told)]
