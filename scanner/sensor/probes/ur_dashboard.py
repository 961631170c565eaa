"""Universal Robots dashboard server: greeting, version of PolyScope, robot model, serial number.

Sources: Universal Robots, "Dashboard Server, port 29999" (15690): commands, each ended by a line feed;
UniversalRobots/Universal_Robots_Client_Library, the dashboard client's table of commands (both `get`
from 3.12 or 5.6 on, answers that begin with "UR" and "20"), and its log of the greeting; "URSoftware
5.11.9.1010452 (Jan 24 2022)" and the plain "3.7.0.40195" as robots told them in public logs and scripts.
The server knows no login, and the same port starts and stops programs: nothing but these three lines
may be said here.
"""

import re

from scanner.evidence.machines import UrRobot
from scanner.framing import line_end
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.text import clean

VERSION, MODEL, SERIAL = b"PolyscopeVersion\n", b"get robot model\n", b"get serial number\n"
MOST_LINE = 512
GREETING = re.compile(rb"Connected: Universal Robots Dashboard Server\b[^\n]{0,200}\n")
SOFTWARE = re.compile(r"(?:URSoftware )?(\d{1,3}(?:\.\d{1,9}){1,3})(?: \(.{0,40}\))?")
ROBOT = re.compile(r"UR[0-9A-Za-z][0-9A-Za-z +\-]{0,19}")
NUMBER = re.compile(r"[0-9A-Z][0-9A-Z\-]{3,31}")


def greeting_end(so_far: bytes) -> int | None:
    """One line; Garbled as soon as it can't be the greeting."""
    if not b"Connected: ".startswith(so_far[:11]):
        raise Garbled("the greeting is not that of a dashboard server")
    return line_end(MOST_LINE)(so_far)


def _told(line: Line, question: bytes, pattern: re.Pattern[str]) -> str:
    """What is told, where it looks as it has to. Old versions answer "could not understand"."""
    answer = clean(line.ask(question, line_end(MOST_LINE)))
    found = pattern.fullmatch(answer)
    return found[found.re.groups] if found else ""


@probe(
    id="ur-dashboard", title="Which robot a Universal Robots controller moves", protocol="ur-dashboard",
    ports=[Tcp(29999)], gives=UrRobot, controller=True, questions=3, order=13,
)  # fmt: skip
def ur_dashboard(line: Line) -> UrRobot:
    """Waits for the greeting, then asks at most three questions; what was told stays told."""
    heard = line.hear(greeting_end)
    if not GREETING.fullmatch(heard):
        raise Garbled("the greeting is not that of a dashboard server")
    told: dict[str, str] = {}
    try:
        told["version"] = _told(line, VERSION, SOFTWARE)
        told["product"] = _told(line, MODEL, ROBOT)
        told["serial"] = _told(line, SERIAL, NUMBER)
    except (Closed, Silence, Garbled):
        pass  # the greeting alone names the maker
    return UrRobot(greeting=clean(heard), **told)
