"""A terminal server that wants the login before all else (NLA): FreeRDP's shadow server on an Xvfb."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

# The command's name depends on FreeRDP's major version.
NAMES = ("freerdp-shadow-cli", "freerdp-shadow-cli3")
SHADOW = next((name for name in NAMES if shutil.which(name)), NAMES[0])
PROGRAMS = ("Xvfb", "openssl", SHADOW)


def programs(site: servers.Site) -> list[Program]:
    pair = site.certificate()
    # Where the shadow server looks for its certificate before it makes one of its own.
    place = site.folder / ".config" / "freerdp" / "shadow"
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(pair.certificate, place / "shadow.crt")
    shutil.copy(pair.key, place / "shadow.key")
    # NT hash of an unguessable nobody; the file has to exist, a login never happens.
    sam = site.write("sam", "operator:::8846f7eaee8fb117ad06bdd830b7586c:::\n", mode=0o600)
    ready = site.write("screen-ready", "")
    # The shadow server tries only once: -displayfd tells when Xvfb is ready, and without -noreset
    # Xvfb would begin anew between the shadow server's first and second connection.
    screen = [
        "Xvfb",
        site.display,
        "-screen",
        "0",
        "640x480x24",
        "-nolisten",
        "tcp",
        "-noreset",
        "-displayfd",
        "3",
    ]
    shadow = [SHADOW, "/port:3389", "/bind-address:0.0.0.0", "/sec:nla", f"/sam-file:{sam}", "+auth"]
    home = {"HOME": str(site.folder), "XDG_CONFIG_HOME": str(place.parent.parent), "DISPLAY": site.display}
    return [
        site.run("sh", "-c", f'exec "$@" 3>{ready}', "sh", *screen),
        site.run("sh", "-c", f'until [ -s {ready} ]; do sleep 0.05; done; exec "$@"', "sh", *shadow, **home),
    ]
