"""A machine's MTConnect agent: the PyPI package mtconnect (Apache 2.0) behind Python's own web server."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (places.lab_python(),)

# MTConnect part 2: a machine with one axis, as small as the standard lets it be.
DEVICES = """\
<?xml version="1.0" encoding="UTF-8"?>
<MTConnectDevices xmlns="urn:mtconnect.org:MTConnectDevices:1.6">
<Devices>
  <Device id="d1" uuid="{uuid}" name="{name}">
    <Description manufacturer="{vendor}" model="{model}" serialNumber="{serial}">{model}</Description>
    <DataItems><DataItem id="avail" type="AVAILABILITY" category="EVENT"/></DataItems>
    <Components><Axes id="ax" name="Axes"><Components><Linear id="x" name="X">
      <DataItems><DataItem id="xpos" type="POSITION" category="SAMPLE" units="MILLIMETER"/></DataItems>
    </Linear></Components></Axes></Components>
  </Device>
</Devices>
</MTConnectDevices>
"""


def programs(site: servers.Site) -> list[Program]:
    devices = site.write("Devices.xml", DEVICES.format(**site.options))
    return [site.third_party(devices=devices, port=site.port)]


def handler(agent: Any) -> type[BaseHTTPRequestHandler]:
    """Answers `/probe` with the agent's document, and anything else with an error, as an agent does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
            found = self.path.partition("?")[0] in ("/probe", "/")
            document = agent.probe().get_xml().encode() if found else b"<MTConnectError/>"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(document)))
            self.end_headers()
            self.wfile.write(document)

    return Handler


def serve(devices: str, port: int, address: str = "0.0.0.0") -> None:
    from mtconnect.agent import MTConnect  # type: ignore[import-not-found]

    agent = MTConnect(loc=devices, hostname="agent.lab")
    with ThreadingHTTPServer((address, port), handler(agent)) as server:
        server.serve_forever()


if __name__ == "__main__":
    serve(**servers.settings())
