"""RDP: which kinds of security a server accepts. Only the X.224 negotiation is made, no TLS, no login.

Two offers on two connections: plain RDP security first; then TLS and NLA together, or TLS alone
where the first answer leaves open whether NLA is required. Scapy knows no RDP, so the bytes are here.
"""

from dataclasses import dataclass
from enum import IntEnum

from scanner.evidence.remote import RdpSecurity
from scanner.framing import length_field
from scanner.plugin import Closed, Garbled, Impact, Line, Silence, Tcp, probe

STANDARD, TLS, NLA = 0, 1, 2
CONFIRM, RESPONSE, FAILURE = 0xD0, 2, 3


class Failure(IntEnum):
    """Codes of RDP_NEG_FAILURE (MS-RDPBCGR 2.2.1.2.2)."""

    TLS_REQUIRED = 1
    TLS_NOT_ALLOWED = 2
    NO_CERTIFICATE = 3
    INCONSISTENT_FLAGS = 4
    NLA_REQUIRED = 5
    TLS_WITH_USER_REQUIRED = 6


@dataclass(frozen=True)
class Choice:
    """What the server chose, or why it refused. Without negotiation data it means standard security."""

    selected: int | None = None
    failure: int = 0


def offer(protocols: int) -> bytes:
    """X.224 Connection Request with RDP_NEG_REQ (MS-RDPBCGR 2.2.1.1), no cookie."""
    return bytes.fromhex("03 00 00 13 0E E0 00 00 00 00 00 01 00 08 00") + protocols.to_bytes(4, "little")


tpkt = length_field(at=2, size=2, plus=0, most=1024)


def until_confirm(so_far: bytes) -> int | None:
    """One TPKT (RFC 1006, section 6)."""
    if so_far[:2] != b"\x03\x00"[: len(so_far)]:
        raise Garbled("the answer is no TPKT")
    return tpkt(so_far)


def read_choice(answer: bytes, offered: int) -> Choice:
    """X.224 Connection Confirm (MS-RDPBCGR 2.2.1.2); Garbled for anything else, or a choice not offered."""
    if len(answer) < 11 or answer[5] & 0xF0 != CONFIRM or answer[4] != len(answer) - 5:
        raise Garbled("the answer is no X.224 Connection Confirm")
    data = answer[11:]
    if not data:
        return Choice(selected=STANDARD)
    if len(data) != 8 or data[2:4] != b"\x08\x00" or data[0] not in (RESPONSE, FAILURE):
        raise Garbled("the negotiation data of the Connection Confirm is malformed")
    told = int.from_bytes(data[4:], "little")
    if data[0] == FAILURE:
        return Choice(failure=told)
    if told and (told & (told - 1) or not told & offered):
        raise Garbled(f"chose the security protocol {told}, which was not offered")
    return Choice(selected=told)


def _ask(line: Line, protocols: int) -> Choice:
    return read_choice(line.ask(offer(protocols), until_confirm), protocols)


def standard_result(first: Choice) -> dict[str, bool]:
    """What the answer to plain RDP security tells."""
    if first.selected == STANDARD:
        return {"standard": True, "nla_required": False}
    if first.failure == Failure.NLA_REQUIRED:
        return {"standard": False, "tls": False, "nla_required": True}
    refused = (Failure.TLS_REQUIRED, Failure.TLS_WITH_USER_REQUIRED)
    return {"standard": False} if first.failure in refused else {}


def better_result(second: Choice, offered: int) -> dict[str, bool]:
    """What the answer to TLS alone, or to TLS and NLA, tells."""
    if second.selected == NLA:
        return {"nla": True}
    if second.selected == TLS:
        return {"tls": True, "nla_required": False} | ({"nla": False} if offered & NLA else {})
    if second.failure == Failure.NLA_REQUIRED:
        return {"tls": False, "nla_required": True}
    none = second.selected == STANDARD or second.failure in (Failure.TLS_NOT_ALLOWED, Failure.NO_CERTIFICATE)
    return ({"tls": False} | ({"nla": False} if offered & NLA else {})) if none else {}


@probe(
    id="rdp", title="RDP security", protocol="rdp", ports=[Tcp(3389)], impact=Impact.HANDSHAKE,
    touches=2, gives=RdpSecurity, questions=2, order=65,
)  # fmt: skip
def rdp(line: Line) -> RdpSecurity:
    """Offers plain RDP security, then what is better, and reads what the server chooses."""
    first = _ask(line, STANDARD)
    told = standard_result(first)
    offered = TLS if first.failure == Failure.TLS_REQUIRED else TLS | NLA
    try:
        line.again()
        told |= better_result(_ask(line, offered), offered)
    except (Closed, Silence):
        # The first answer stands; what was not told stays open.
        pass
    return RdpSecurity.model_validate(told)
