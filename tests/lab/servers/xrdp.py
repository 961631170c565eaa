"""A terminal server that knows only the oldest protection of RDP: Debian's xrdp with security_layer=rdp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("xrdp", "openssl")

CONFIG = """\
[Globals]
ini_version=1
fork=true
port=tcp://0.0.0.0:3389
security_layer={layer}
crypt_level=low
certificate={pair.certificate}
key_file={pair.key}
ssl_protocols=TLSv1.2, TLSv1.3
autorun=
[Logging]
LogFile={folder}/xrdp-own.log
LogLevel=DEBUG
EnableSyslog=false
EnableConsole=false
[Channels]
[Xorg]
name=Xorg
lib=libxup.so
username=ask
password=ask
port=-1
code=20
"""


def programs(site: servers.Site) -> list[Program]:
    config = CONFIG.format(layer=site.options["layer"], folder=site.folder, pair=site.certificate())
    return [site.run("xrdp", "--nodaemon", "--config", site.write("xrdp.ini", config))]
