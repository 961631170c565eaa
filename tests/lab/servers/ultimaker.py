"""A 3D printer's web server: Debian's nginx with a start page and the description that an Ultimaker gives of itself.

Origin of the description: the answer of an S7 in the tests of a public client; its names are the lab's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.lab import servers
from tests.lab.servers import web

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = web.PROGRAMS

SYSTEM = {
    "country": "", "display_message": {}, "hardware": {"revision": 2, "typeid": 5078167},
    "is_country_locked": False, "language": "en", "log": ["just a log line"],
    "memory": {"total": 1053614080, "used": 583208960},
    "platform": "Linux-4.14.32-ultimaker+-armv7l-with-debian-10.1", "time": {"utc": 1758851833.8},
    "type": "3D printer", "uptime": 1213056,
}  # fmt: skip


def programs(site: servers.Site) -> list[Program]:
    started = web.programs(site)
    (site.folder / "www" / "api" / "v1").mkdir(parents=True, exist_ok=True)
    told = {"variant": site.options["model"], "hostname": site.device.name}
    told |= {key: site.options[key] for key in ("firmware", "guid", "name")}
    site.write("www/api/v1/system", json.dumps(SYSTEM | told))
    return started
