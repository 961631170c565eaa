"""A device that announces itself: mDNS by zeroconf, and SSDP NOTIFY messages every few seconds."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (places.lab_python(),)
EVERY_SECONDS = 4.0

# UPnP Device Architecture 1.1, section 1.2.2.
NOTIFY = """\
NOTIFY * HTTP/1.1\r
HOST: 239.255.255.250:1900\r
CACHE-CONTROL: max-age=1800\r
LOCATION: http://{address}/\r
NT: upnp:rootdevice\r
NTS: ssdp:alive\r
SERVER: Linux/6.1 UPnP/1.1 {product}/{version}\r
USN: uuid:{uuid}::upnp:rootdevice\r
\r
"""


def programs(site: servers.Site) -> list[Program]:
    return [site.third_party(name=site.device.name, address=site.address, **site.options)]


def serve(name: str, address: str, **told: str) -> None:
    from zeroconf import Zeroconf  # type: ignore[import-not-found]

    notify = NOTIFY.format(address=address, **told).encode()
    zeroconf = Zeroconf(interfaces=[address])
    services = [
        _service(kind, name, address, told) for kind in ("_octoprint._tcp.local.", "_http._tcp.local.")
    ]
    for service in services:
        zeroconf.register_service(service)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        while True:
            sender.sendto(notify, ("239.255.255.250", 1900))
            # mDNS proper announces on arrival only; a listener that comes later must not wait for an hour.
            for service in services:
                zeroconf.update_service(service)
            time.sleep(EVERY_SECONDS)


def _service(kind: str, name: str, address: str, told: dict[str, str]) -> Any:
    from zeroconf import ServiceInfo

    return ServiceInfo(
        kind,
        f"{told['instance']}.{kind}",
        addresses=[socket.inet_aton(address)],
        port=80,
        properties={key: told[key] for key in ("version", "model", "vendor")},
        server=f"{name}.local.",
    )


if __name__ == "__main__":
    serve(**servers.settings())
