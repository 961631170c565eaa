"""A Rockwell controller's EtherNet/IP server: cpppo, answering ListIdentity on UDP and TCP."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (places.lab_python(),)

# Numbers as the Identity object (class 0x01, CIP volume 1, 5A-2) holds them: revision is minor << 8 | major.
CONFIG = """\
[Identity]
Vendor Number = {vendor_id}
Device Type = {device_type}
Product Code Number = {product_code}
Product Revision = {revision}
Serial Number = {serial}
Product Name = {product}

[TCPIP]
Interface Configuration = {{ "ip_address": "{address}", "network_mask": "255.255.255.0" }}
Host Name = {host}
"""


def programs(site: servers.Site) -> list[Program]:
    config = CONFIG.format(address=site.address, host=site.device.name, **site.options)
    return [site.third_party(config=site.write("cpppo.cfg", config))]


def serve(config: str) -> None:
    from cpppo.server.enip.main import main  # type: ignore[import-not-found]

    sys.exit(main(["-v", "-c", config, "-a", "0.0.0.0:44818", "-u", "-t", "SpeedSetpoint=INT[4]"]))


if __name__ == "__main__":
    serve(**servers.settings())
