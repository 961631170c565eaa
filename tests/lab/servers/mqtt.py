"""An MQTT broker: Debian's mosquitto."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("mosquitto", "mosquitto_passwd", "openssl")

CONFIG = """\
user root
persistence false
log_dest stderr
log_type all
connection_messages true
listener {port} 0.0.0.0
{rest}
"""


def programs(site: servers.Site) -> list[Program]:
    rest = _logins(site) + (_encryption(site) if site.options.get("tls") else "")
    config = site.write("mosquitto.conf", CONFIG.format(port=site.port, rest=rest))
    return [site.run("mosquitto", "-c", config)]


def _logins(site: servers.Site) -> str:
    if site.options["anonymous"]:
        return "allow_anonymous true\n"
    passwords = site.write("passwords", "", mode=0o600)
    command = ["mosquitto_passwd", "-b", passwords, "line3", "conveyor"]
    subprocess.run(command, check=True, capture_output=True, timeout=20)
    return f"allow_anonymous false\npassword_file {passwords}\n"


def _encryption(site: servers.Site) -> str:
    pair = site.certificate()
    return f"certfile {pair.certificate}\nkeyfile {pair.key}\ntls_version tlsv1.2\n"
