"""3D printers: the one resource that tells a stranger model and firmware. Asked only where the start page
has said that such a printer is there.

Ultimaker, `/api/v1/system`. Sources: the maker's Swagger description "Ultimaker API" (basePath /api/v1;
"any PUT/POST/DELETE api requires authentication", so a GET does not); "Inside the Ultimaker 3, day 3" by
its developers ("reading of data is always possible"); the fields as an S5 and an S7 told them, kept in
the tests of two public clients.

Left to the start page and to what is heard: OctoPrint (`/api/version` needs a key since 1.5; mDNS tells
the version), PrusaLink (digest login for everything), Duet (each request of a stranger opens a session,
`/machine/status` wants one), Bambu Lab (the TLS certificate of its port 8883 names the maker).
"""

import json
from typing import Any

from scanner.evidence.machines import Printer3d
from scanner.plugin import Garbled, Line, probe
from scanner.sensor.probes.resource import exchange, get_request, secured
from scanner.sensor.probes.text import clean

PATH, ACCEPT, OK = "/api/v1/system", "application/json", 200
VENDOR = "Ultimaker"


@probe(
    id="ultimaker", title="Which Ultimaker 3D printer it is", protocol="printer3d", ports=[], gives=Printer3d,
    questions=1, controller=True, order=56, follows="http", when={"title": "ultimaker"},
)  # fmt: skip
def ultimaker(line: Line) -> Printer3d:
    """One GET of the system's description; inside TLS where the start page was."""
    secured(line)
    head, body = exchange(line, get_request(line.address, line.service.port, PATH, ACCEPT))
    if head.status != OK:
        raise Garbled(f"no {PATH}: the answer is HTTP status {head.status}")
    return read_system(body)


def read_system(body: bytes) -> Printer3d:
    """Model, firmware and names of a system description; Garbled for anything else."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Garbled("the system's description is no JSON") from None
    if not isinstance(told, dict) or not _text(told, "variant").startswith(VENDOR):
        raise Garbled("the system is no Ultimaker")
    hardware = told.get("hardware")
    numbers = [hardware.get(key) for key in ("typeid", "revision")] if isinstance(hardware, dict) else []
    return Printer3d(
        vendor=VENDOR, product=_text(told, "variant"), version=_text(told, "firmware"),
        name=_text(told, "name"), uuid=_text(told, "guid"),
        hardware=".".join(str(number) for number in numbers if type(number) is int and 0 <= number < 2**32),
    )  # fmt: skip


def _text(told: dict[str, Any], key: str) -> str:
    value = told.get(key)
    return clean(value.encode("utf-8", errors="replace")) if isinstance(value, str) else ""
