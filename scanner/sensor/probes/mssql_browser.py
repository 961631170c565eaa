"""SQL Server Browser: which database instances a machine has. One datagram of one byte, to this machine only.

Source: MC-SQLR, sections 2.2.2 (CLNT_UCAST_EX, 0x03) and 2.2.5 (SVR_RESP, 0x05, size, then name and value pairs);
second source: nmap's library mssql.lua. The request to all (0x02) is never sent.
"""

import re

from scanner.evidence.stores import MssqlBrowser
from scanner.framing import anything
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.text import clean

QUESTION, ANSWER = b"\x03", 0x05
MOST_INSTANCES = 16
VERSION = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6}){1,3}")


@probe(
    id="mssql-browser", title="Which SQL Server instances it tells of", protocol="mssql-browser", ports=[Udp(1434)],
    gives=MssqlBrowser, questions=1, order=58, office_only=True,
)  # fmt: skip
def mssql_browser(line: Line) -> MssqlBrowser:
    """One question, one answer."""
    return read_instances(line.ask(QUESTION, until=anything))


def read_instances(reply: bytes) -> MssqlBrowser:
    """The instances; Garbled for anything else."""
    if len(reply) < 3 or reply[0] != ANSWER or int.from_bytes(reply[1:3], "little") != len(reply) - 3:
        raise Garbled("the answer is none of a SQL Server Browser")
    rows = [_pairs(row) for row in reply[3:].split(b";;") if row][:MOST_INSTANCES]
    if not rows or not all(row.get("ServerName") for row in rows):
        raise Garbled("an instance has no server name")
    version = rows[0].get("Version", "")
    return MssqlBrowser(
        server=rows[0]["ServerName"], instances=tuple(row.get("InstanceName", "") for row in rows),
        version=version if VERSION.fullmatch(version) else "",
    )  # fmt: skip


def _pairs(row: bytes) -> dict[str, str]:
    """Names and values, which stand one after another."""
    words = [clean(word, 128) for word in row.split(b";")]
    return dict(zip(words[::2], words[1::2], strict=False))
