"""Do no harm, judged by others: the wire as tshark reads it, and the devices' own diaries."""

from collections import Counter

import pytest

from tests.lab import factory
from tests.lab.segments import SCANNER_MAC
from tests.promises.lab_audit import LabAudit, frames

pytestmark = pytest.mark.lab

US = "10.83.0.2"
BUDGET = 120  # frames a second, in tests/lab/vaglio.toml
MINE = f"eth.src == {SCANNER_MAC} and ip"

# What tshark's dissectors must never see from us: writes, control, logins.
NEVER = {
    # UMAS is function 90; its READ_ID without a session (sub-function 2 of session 0) is the identity request that
    # docs/protocols.md lists as umas-identity, asked only of a Schneider Electric controller.
    "a Modbus function that is no identity": "modbus and not modbus.func_code in {43, 17, 90}",
    "UMAS other than READ_ID": "modbus.func_code == 90 and not tcp.payload[8:2] == 00:02",
    "S7 other than setup and status lists": (
        "(s7comm.header.rosctr == 1 and not s7comm.param.func == 0xf0)"
        " or (s7comm.header.rosctr and not s7comm.header.rosctr in {1, 7})"
    ),
    "an S7 question outside status lists": "s7comm.param.userdata.funcgroup in {0 .. 3, 5 .. 15}",
    # Our own end may have that number by chance: then any datagram of ours is taken for an answer of EtherNet/IP.
    "EtherNet/IP other than ListIdentity": "enip.command and not enip.command == 0x63"
    " and not (udp.srcport == 44818 or tcp.srcport == 44818)",
    "CIP": "cip",
    "an OPC UA session, read or call": "opcua.servicenodeid.numeric in {461, 467, 631, 527, 673, 712}",
    "MQTT other than connect and disconnect": "mqtt.msgtype and not mqtt.msgtype in {1, 14}",
    "an MQTT user or password": "mqtt.conflag.uname == 1 or mqtt.conflag.passwd == 1 or mqtt.conflag.willflag == 1",
    # A printer is asked for its identity in a POST: Get-Printer-Attributes, RFC 8011, section 4.2.5.
    "HTTP other than GET and a printer's identity": 'http.request.method and not http.request.method == "GET"'
    " and not (ipp.operation_id == 0x000b and tcp.dstport == 631)",
    "IPP other than Get-Printer-Attributes": "ipp.operation_id and not ipp.operation_id == 0x000b",
    "an FTP login or command": 'ftp.request.command and not ftp.request.command in {"FEAT", "QUIT"}',
    "a mail or a mail login": 'smtp.req.command and not smtp.req.command in {"EHLO", "QUIT"}',
    # Message 30 asks for the host key, which tells one machine from another: RFC 5656, section 4.
    "an SSH login": "ssh.message_code and not ssh.message_code in {1, 20, 30}",
    "an SMB login": "ntlmssp.messagetype == 3",
    "SMB beyond negotiation": "smb2.cmd and not smb2.cmd in {0, 1}",
    "Telnet input": "telnet.data",
    "a VNC login": "vnc.auth_response or vnc.client_security_type",
    "an SNMP change": "snmp.data in {3, 5}",
    # What a flood still has on its way when we leave, the kernel answers so; it is booked.
    "a reset": "tcp.flags.reset == 1 and not ip.dst == 10.83.0.61",
}


@pytest.mark.parametrize("what", NEVER)
def test_the_wire_never_carries(lab: LabAudit, what: str) -> None:
    assert frames(lab.capture, f"{MINE} and ({NEVER[what]})", "frame.number", "ip.dst") == []


def test_the_judge_can_see_what_we_do_send(lab: LabAudit) -> None:
    """A filter that finds nothing proves nothing: the same dissectors do read our identity requests."""
    for seen in ("modbus.func_code == 43", "s7comm.param.func == 0xf0", "enip.command == 0x63", "mqtt.msgtype == 1",
                 "opcua.servicenodeid.numeric == 428", 'http.request.method == "GET"', "smb2.cmd == 0",
                 'ssh.protocol contains "Vaglio"', 'ftp.request.command == "FEAT"'):  # fmt: skip
        assert frames(lab.capture, f"{MINE} and ({seen})", "frame.number"), seen


def _on_the_wire(lab: LabAudit) -> Counter[tuple[str, str]]:
    """Touches by address and kind, as a stranger counts them in the capture."""
    kinds = {
        "connect": "tcp.flags.syn == 1 and tcp.flags.ack == 0",
        "request": "tcp.len > 0",
        "datagram": "udp",
        "echo": "icmp.type == 8",
    }
    counted: Counter[tuple[str, str]] = Counter()
    for kind, display in kinds.items():
        mine = f"{MINE} and {display} and not icmp.type == 3 and not igmp"
        counted.update((row[0].split(",")[0], kind) for row in frames(lab.capture, mine, "ip.dst"))
    return counted


def test_the_ledger_counts_what_the_wire_counts(lab: LabAudit) -> None:
    told: Counter[tuple[str, str]] = Counter()
    for (address, kind), count in lab.touches().items():
        if kind in ("connect", "request", "handshake", "datagram", "echo"):
            told[address, "request" if kind == "handshake" else kind] += count
    seen = _on_the_wire(lab)
    assert {key: (told[key], seen[key]) for key in told | seen if told[key] != seen[key]} == {}


def test_the_frames_that_were_booked_are_enough(lab: LabAudit) -> None:
    booked = Counter[str]()
    for one in lab.ledger:
        booked[one["asset"]] += one["frames"] if one["kind"] != "frame" else 0
    sent = Counter(row[0].split(",")[0] for row in frames(lab.capture, f"{MINE} and not igmp", "ip.dst"))
    assert {one: (count, booked[one]) for one, count in sent.items() if count > booked[one]} == {}
    assert sum(booked.values()) <= 1.1 * sum(sent.values()), "and hardly more than what left"


def test_a_host_key_is_asked_for_once_on_a_connection(lab: LabAudit) -> None:
    asked = Counter(row[0] for row in frames(lab.capture, f"{MINE} and ssh.message_code == 30", "tcp.stream"))
    assert set(asked.values()) == {1}


def test_no_second_holds_more_than_the_budget(lab: LabAudit) -> None:
    mine = frames(lab.capture, f"eth.src == {SCANNER_MAC} and not igmp", "frame.time_epoch")
    moments = [float(row[0]) for row in mine]
    fullest = max(sum(start <= other < start + 1 for other in moments) for start in moments)
    assert fullest <= BUDGET


def test_the_fragile_controller_never_fell_silent(lab: LabAudit) -> None:
    assert lab.fragile["silent"] == []
    assert lab.fragile["request"], "it was asked, or this proves nothing"


def test_what_is_excluded_hears_nothing(lab: LabAudit) -> None:
    to_others = frames(lab.capture, f"{MINE} and not ip.dst == 10.83.0.0/23 and not igmp", "ip.dst")
    assert to_others == []


def test_the_factory_runs_on(lab: LabAudit) -> None:
    """After the audit every server of the lab still runs."""
    assert [row["name"] for row in factory.status() if not row["running"]] == []
