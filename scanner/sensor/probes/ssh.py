"""SSH: the banner and the offered algorithms, then goodbye. No login is tried.

Both messages we send never vary, so they are written as bytes; the name-lists of the answer are
read here because a dissector built for browsing traffic is too forgiving for a hostile peer.
"""

import re
import struct
from contextlib import suppress

from scanner.evidence.remote import SshServer
from scanner.framing import length_field
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.text import clean

IDENTIFICATION = b"SSH-2.0-Vaglio\r\n"
# SSH_MSG_DISCONNECT, reason 11 BY_APPLICATION, no text (RFC 4253, section 11.1).
DISCONNECT = struct.pack(">IBBIII", 20, 6, 1, 11, 0, 0) + bytes(6)
MOST_BANNER = 8192
MOST_NAMES = 100
KEXINIT, GONE = 20, 1
BANNER = re.compile(rb"^SSH-[^\n]*\n", re.MULTILINE)
PARTS = re.compile(r"SSH-(?P<protocol>[0-9.]+)-(?P<software>\S*)(?: (?P<comment>.*))?")
SOFTWARE = re.compile(r"(?P<name>[A-Za-z][^_]*?)[_-]v?(?P<version>[0-9]\S*)")

packet = length_field(at=0, size=4, plus=4, most=35_000)


def banner_end(so_far: bytes) -> int | None:
    """Up to and with the line that starts with "SSH-"; other lines may precede it (RFC 4253, section 4.2)."""
    line = BANNER.search(so_far, 0, MOST_BANNER)
    if line is None and len(so_far) >= MOST_BANNER:
        raise Garbled(f"no SSH banner in {MOST_BANNER} bytes")
    return line.end() if line else None


def name_lists(message: bytes) -> list[tuple[str, ...]]:
    """The ten name-lists of a KEXINIT packet (RFC 4253, sections 6 and 7.1); Garbled where it is none."""
    if len(message) < 22 or message[5] != KEXINIT:
        raise Garbled("the first packet is no KEXINIT")
    payload = message[6 : len(message) - message[4]]
    lists, at = [], 16
    for number in range(10):
        size = int.from_bytes(payload[at : at + 4], "big")
        names = payload[at + 4 : at + 4 + size]
        if len(payload) < at + 4 or len(names) != size:
            raise Garbled(f"name-list {number + 1} of KEXINIT is longer than its packet")
        lists.append(tuple(clean(name, 64) for name in names.split(b",")[:MOST_NAMES] if name))
        at += 4 + size
    return lists


def _identity(line: bytes) -> SshServer:
    banner = clean(line)
    found = PARTS.fullmatch(banner)
    if found is None:
        raise Garbled("the banner names no protocol version")
    software = SOFTWARE.fullmatch(found["software"])
    return SshServer(
        banner=banner, protocol=found["protocol"], comment=found["comment"] or "",
        software=software["name"] if software else found["software"],
        version=software["version"] if software else "",
    )  # fmt: skip


def _algorithms(message: bytes) -> dict[str, tuple[str, ...]]:
    kex, host_key, *both = name_lists(message)
    to_server, to_client, macs_to_server, macs_to_client = both[:4]
    return {
        "key_exchanges": kex,
        "host_key_algorithms": host_key,
        "ciphers": tuple(dict.fromkeys(to_server + to_client)),
        "macs": tuple(dict.fromkeys(macs_to_server + macs_to_client)),
    }


@probe(
    id="ssh", title="SSH banner and algorithms", protocol="ssh", ports=[Tcp(22)],
    gives=SshServer, questions=2, order=40,
)  # fmt: skip
def ssh(line: Line) -> SshServer:
    """Reads banner and KEXINIT. A server that breaks off after its banner is known by the banner alone."""
    heard = line.hear(banner_end)
    found = BANNER.search(heard)
    server = _identity(found[0] if found else b"")
    if server.protocol not in ("2.0", "1.99"):
        return server
    try:
        message = line.ask(IDENTIFICATION, packet)
    except (Closed, Silence):
        return server
    if message[5:6] == bytes([GONE]):
        return server
    algorithms = _algorithms(message)
    with suppress(Closed, Silence):
        line.say(DISCONNECT)
    return server.model_copy(update=algorithms)
