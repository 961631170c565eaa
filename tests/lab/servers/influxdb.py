"""A database of measured values: Debian's influxdb 1.x, open to anybody or with logins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("influxd",)

CONFIG = """\
reporting-disabled = true
bind-address = "127.0.0.1:8088"
[meta]
  dir = "{folder}/influx/meta"
[data]
  dir = "{folder}/influx/data"
  wal-dir = "{folder}/influx/wal"
[http]
  bind-address = "0.0.0.0:{port}"
  auth-enabled = {login}
"""


def programs(site: servers.Site) -> list[Program]:
    login = str(bool(site.options.get("login"))).lower()
    text = CONFIG.format(folder=site.folder, port=site.port, login=login)
    return [site.run("influxd", "-config", site.write("influxdb.conf", text), HOME=str(site.folder))]
