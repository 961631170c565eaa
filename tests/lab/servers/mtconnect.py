"""Ours: a machine's MTConnect agent on Python's own web server.

Origin: the reference agent's sample documents (mtconnect/cppagent, samples/test_probe.xml and
demo/agent/mazak.xml), with the attributes of Description as the standard's part 2 lists them, and its
error document for a path that it does not know. The one agent on PyPI (mtconnect 0.3.3) no longer starts
on today's Python; Debian and npm have none.
"""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()

DEVICES = """\
<?xml version="1.0" encoding="UTF-8"?>
<MTConnectDevices xmlns:m="urn:mtconnect.org:MTConnectDevices:1.7" xmlns="urn:mtconnect.org:MTConnectDevices:1.7">
  <Header assetBufferSize="1024" assetCount="0" bufferSize="130000" instanceId="1" sender="agent" version="1.7"/>
  <Devices>
    <Device id="d1" uuid="{uuid}" name="{name}">
      <Description manufacturer="{vendor}" model="{model}" serialNumber="{serial}">{vendor} {model}</Description>
      <DataItems><DataItem id="avail" type="AVAILABILITY" category="EVENT"/></DataItems>
      <Components><Axes id="a" name="base"><Components><Linear id="x" name="X">
        <DataItems>
          <DataItem id="Xabs" type="POSITION" subType="ACTUAL" category="SAMPLE" units="MILLIMETER"/>
        </DataItems>
      </Linear></Components></Axes></Components>
    </Device>
  </Devices>
</MTConnectDevices>
"""
ERROR = """\
<?xml version="1.0" encoding="UTF-8"?>
<MTConnectError xmlns="urn:mtconnect.org:MTConnectError:1.7">
  <Header bufferSize="130000" instanceId="1" sender="agent" version="1.7"/>
  <Errors><Error errorCode="INVALID_URI">0.0.0.0: Cannot find handler for: {path}</Error></Errors>
</MTConnectError>
"""


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(port=site.port, told=site.options)]


def answer(told: dict[str, str], path: str) -> tuple[int, bytes]:
    """Status and document of one GET."""
    if path.partition("?")[0] in ("/", "/probe"):
        return 200, DEVICES.format(**{key: escape(value) for key, value in told.items()}).encode()
    return 404, ERROR.format(path=escape(path)).encode()


def agent(port: int, told: dict[str, str], address: str = "0.0.0.0") -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, document = answer(told, self.path)
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(document)))
            self.end_headers()
            self.wfile.write(document)

    return ThreadingHTTPServer((address, port), Handler)


def serve(port: int, told: dict[str, str]) -> None:
    with agent(port, told) as server:
        server.serve_forever()


if __name__ == "__main__":
    serve(**servers.settings())
