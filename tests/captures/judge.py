"""What tshark calls each request of a capture: one short name a request, made of the dissector's own fields.

`IDENTITY` holds the names of those that only ask who a device is (or open and close the session for it). What has
another name reads or writes the process, changes the device, or opens a session that the identity does not need.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.captures.dissected import Message

Namer = Callable[[Message], str]
UNREAD = "not dissected"


def bacnet(m: Message) -> str:
    service = f"confirmed {m.first('bacapp.confirmed_service')} of object type {m.first('bacapp.objectType')}"
    if m.first("bvlc.function") != "0x0a":
        return f"bvlc {m.first('bvlc.function')}"
    if m.all("bacapp.unconfirmed_service"):
        return f"unconfirmed {m.first('bacapp.unconfirmed_service')}"
    return f"{service}, property {m.first('bacapp.property_identifier')}"


def ads(m: Message) -> str:
    return (
        f"ads command {m.first('ams.cmdid')} at port {m.first('ams.targetport')}"
        if m.first("ams.cmdid")
        else UNREAD
    )


def dnp3(m: Message) -> str:
    if m.all("dnp3.al.func"):
        return f"application function {m.first('dnp3.al.func')}"
    if m.first("dnp3.ctl.prm") == "1":
        return f"link primary {m.first('dnp3.ctl.prifunc')}"
    return f"link secondary {m.first('dnp3.ctl.secfunc')}"


def enip(m: Message) -> str:
    inside = "+".join(m.all("cip.service"))
    return f"command {m.first('enip.command')}" + (f" with service {inside}" if inside else "")


def hart(m: Message) -> str:
    command = m.first("hart_ip.pt.command")
    return f"message {m.first('hart_ip.message_id')}" + (f", command {command}" if command else "")


def iec104(m: Message) -> str:
    if kind := m.first("iec60870_104.utype"):
        return f"U {kind}"
    return f"I, type {m.first('iec60870_asdu.typeid')}" if m.all("iec60870_asdu.typeid") else "S"


def modbus(m: Message) -> str:
    return "function " + "+".join(m.all("modbus.func_code"))


def fins(m: Message) -> str:
    if m.first("omron.tcp.command"):
        return f"tcp {m.first('omron.tcp.command')} {m.first('omron.command')}".strip()
    return f"command {m.first('omron.command')}"


def profinet(m: Message) -> str:
    return f"rpc operation {m.first('dcerpc.opnum')}"


def s7(m: Message) -> str:
    kind = "cotp connect" if m.first("cotp.type") == "0x0e" else "cotp data"
    if not m.all("s7comm.header.rosctr"):
        return kind
    if m.first("s7comm.header.rosctr") != "7":
        return f"job {m.first('s7comm.param.func')}"
    group, function = m.first("s7comm.param.userdata.funcgroup"), m.first("s7comm.param.userdata.subfunc")
    szl = f" {m.first('s7comm.data.userdata.szl_id')}" if m.all("s7comm.data.userdata.szl_id") else ""
    return f"userdata group {group} function {function}{szl}"


def unread(m: Message) -> str:
    return UNREAD


@dataclass(frozen=True)
class Judge:
    """How tshark's fields of one protocol become a name."""

    fields: tuple[str, ...]
    name: Namer
    identity: frozenset[str]


NAMES = (75, 121, 70, 44, 12, 77)  # object id, vendor, model, firmware, software, object name
NEXT_PART = "userdata group 4 function 1"
JUDGES = {
    "bacnet": Judge(
        (
            "bvlc.function",
            "bacapp.confirmed_service",
            "bacapp.unconfirmed_service",
            "bacapp.objectType",
            "bacapp.property_identifier",
        ),
        bacnet,
        frozenset({"unconfirmed 8", *(f"confirmed 12 of object type 8, property {n}" for n in NAMES)}),
    ),
    "ads": Judge(("ams.cmdid", "ams.targetport"), ads, frozenset()),
    "dnp3": Judge(
        ("dnp3.ctl.prm", "dnp3.ctl.prifunc", "dnp3.ctl.secfunc", "dnp3.al.func"),
        dnp3,
        frozenset({"link primary 9"}),
    ),
    "enip": Judge(("enip.command", "cip.service"), enip, frozenset({"command 0x0063"})),
    "hart-ip": Judge(
        ("hart_ip.message_id", "hart_ip.pt.command"),
        hart,
        frozenset({"message 0", "message 3, command 0", "message 1"}),
    ),
    "iec104": Judge(("iec60870_104.utype", "iec60870_asdu.typeid"), iec104, frozenset({"U 0x00000010"})),
    "modbus": Judge(("modbus.func_code",), modbus, frozenset({"function 17", "function 43"})),
    "fins": Judge(("omron.command", "omron.tcp.command"), fins, frozenset({"command 0x0501"})),
    "dcp": Judge(("dcerpc.opnum",), profinet, frozenset()),
    "s7comm": Judge(
        (
            "cotp.type",
            "s7comm.header.rosctr",
            "s7comm.param.func",
            "s7comm.param.userdata.funcgroup",
            "s7comm.param.userdata.subfunc",
            "s7comm.data.userdata.szl_id",
        ),
        s7,
        # A list's next part bears no number: it belongs to the list that was begun on the connection.
        frozenset(
            {
                "cotp connect",
                "job 0xf0",
                NEXT_PART,
                *(f"{NEXT_PART} {szl}" for szl in ("0x0011", "0x001c", "0x0232")),
            }
        ),
    ),
    "fox": Judge((), unread, frozenset()),
    "melsec": Judge((), unread, frozenset()),
}
