"""Identities in captures of real devices: what our probes read of an answer is what tshark shows of it."""

import re
from collections.abc import Callable

import pytest

from scanner.evidence.building import AdsDevice, BacnetDevice, FoxStation, GridPresence, HartDevice
from scanner.evidence.controllers import EthernetIpIdentity, S7Identity
from scanner.evidence.plcs import FinsIdentity
from scanner.model import Service
from scanner.plugin import Garbled
from scanner.sensor.probes import melsec
from scanner.sensor.probes.ads import ads_discovery
from scanner.sensor.probes.bacnet import bacnet_device_direct
from scanner.sensor.probes.dnp3 import check_code
from scanner.sensor.probes.ethernetip import enip_identity, enip_identity_udp
from scanner.sensor.probes.fins import fins_identity
from scanner.sensor.probes.fox import fox_hello
from scanner.sensor.probes.hartip import hart_identity
from scanner.sensor.probes.iec104 import iec104_presence
from scanner.sensor.probes.s7comm import s7_identity
from tests.captures.dissected import Message, messages, shown
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.field_replies import DatagramLine

LISTS = ("s7comm.szl.xy11.0001.index", "s7comm.szl.xy11.0001.anz", "s7comm.szl.xy11.0001.ausbg",
         "s7comm.szl.xy11.0001.ausbe", "s7comm.szl.001c.0001.name", "s7comm.szl.001c.0002.name",
         "s7comm.szl.001c.0003.tag", "s7comm.szl.001c.0005.serialn", "s7comm.szl.001c.0007.cputypname")  # fmt: skip
S7 = ("s7comm.header.pduref", *LISTS)
# X.224, 13.4: the confirmation of our connection request; the captures begin after it, or name other access points.
CONFIRM = bytes.fromhex("0300001611d00001000100c0010ac1020100c2020102")
# "Not known here", as the CPU of the plc-status capture answers for a list that it does not have.
DECLINED = bytes.fromhex("0300002102f08032070000000c000c000400011208128401010000d4020a000000")


def talked(found: tuple[Message, ...]) -> Callable[[bytes], bytes]:
    """Answers a request as the device of the capture answered the same one, under our reference."""
    ours = {same(m.data): m.first("s7comm.header.pduref") for m in found if m.port == 102}
    theirs = {
        m.first("s7comm.header.pduref"): m.data for m in found if m.source == 102 and m.data[7:8] == b"\x32"
    }

    def answer(sent: bytes) -> bytes:
        reply = theirs.get(ours.get(same(sent), ""), DECLINED)
        return reply[:11] + sent[11:13] + reply[13:]

    return answer


def same(request: bytes) -> bytes:
    """A request without its reference, which every client counts in its own way."""
    return request[:11] + request[13:]


def two_bytes(value: str) -> str:
    """Two numbers of a byte each, which tshark shows as one."""
    return ".".join(str(number) for number in divmod(int(value), 256))


@pytest.mark.parametrize("file", ["s7-300-snap7-everything.pcapng", "s7-reading-plc-status.pcap"])
def test_a_cpu_is_what_tshark_shows_of_its_status_lists(file: str) -> None:
    found = messages(file, *S7)
    line = ScriptedLine("s7comm", [CONFIRM, *[talked(found)] * 12])
    module = next(m for m in found if "0x0007" in m.all(LISTS[0]))
    parts = next(m for m in found if m.all(LISTS[4]))
    told = {
        int(index, 0): values
        for index, *values in zip(*(module.all(field) for field in LISTS[:4]), strict=True)
    }
    # The firmware's four bytes, 'V' and three numbers, are two fields there.
    first, middle = two_bytes(told[7][1]).split("."), two_bytes(told[7][2]).split(".")
    assert first[0] == str(ord("V"))
    assert s7_identity(line) == S7Identity(
        order_number=told[1][0].strip(),
        hardware_version=told[6][1],
        firmware=".".join((first[1], *middle)),
        system_name=parts.first(LISTS[4]),
        module_name=parts.first(LISTS[5]),
        plant_id=parts.first(LISTS[6]),
        serial=parts.first(LISTS[7]),
        module_type=parts.first(LISTS[8]),
    )


def test_a_communication_module_is_what_tshark_shows_of_its_identity() -> None:
    fields = ("enip.lir.vendor", "enip.lir.devtype", "enip.lir.prodcode", "enip.lir.revision", "enip.lir.serial",
              "enip.lir.name", "enip.lir.state", "enip.sinaddr")  # fmt: skip
    (reply,) = (m for m in messages("ethernetip-listidentity.pcap", *fields) if m.source == 44818)
    vendor, kind, code, revision = (int(reply.first(field), 0) for field in fields[:4])
    for probe, line in ((enip_identity, ScriptedLine), (enip_identity_udp, DatagramLine)):
        identity: EthernetIpIdentity = probe(line("enip", [reply.data]))
        assert (identity.vendor_id, identity.device_type, identity.product_code) == (vendor, kind, code)
        assert identity.revision == ".".join(map(str, divmod(revision, 256)))
        assert identity.product_name == reply.first(fields[5])
        assert int(identity.serial, 16) == int(reply.first(fields[4]), 0)
        assert identity.state == int(reply.first(fields[6]), 0)
        assert identity.own_address == reply.first(fields[7])
        assert identity.vendor.startswith("Rockwell")


def test_a_building_controller_is_what_tshark_shows_of_its_properties() -> None:
    fields = ("bacapp.type", "bacapp.property_identifier", "bacapp.instance_number", "bacapp.object_name")
    found = messages("bacnet-readproperty.pcap", *fields)
    replies = {m.numbers("bacapp.property_identifier")[0]: m for m in found if m.first("bacapp.type") == "3"}

    def answer(sent: bytes) -> bytes:
        reply = replies[sent[-1]].data
        return reply[:7] + sent[8:9] + reply[8:]

    def text(number: int, name: str) -> str:
        told = re.search(
            rf"^    {name}: ISO 10646 UCS-2 '(.*)'$", shown("bacnet-readproperty.pcap", number), re.MULTILINE
        )
        return told[1] if told else ""

    device = bacnet_device_direct(DatagramLine("bacnet", [answer] * 6))
    assert device == BacnetDevice(
        instance=replies[75].numbers("bacapp.instance_number")[1],
        vendor=text(replies[121].number, "vendor-name"),
        model=text(replies[70].number, "model-name"),
        firmware=text(replies[44].number, "firmware-revision"),
        software=text(replies[12].number, "application-software-version"),
        name=replies[77].first("bacapp.object_name"),
    )
    assert device.vendor
    assert device.model
    assert device.firmware


def test_a_gateway_is_what_tshark_shows_of_its_identifier() -> None:
    names = (
        "manufacturer_Id",
        "expanded_device_type",
        "hart_univ_rev",
        "device_rev",
        "software_rev",
        "device_id",
    )
    fields = tuple(f"hart_ip.pt.rsp.{name}" for name in names)
    found = messages(
        "hart-ip.pcap", "hart_ip.message_id", "hart_ip.pt.command", *fields, only="tcp.srcport == 5094"
    )
    opened = next(m for m in found if m.first("hart_ip.message_id") == "0")
    told = next(m for m in found if m.first("hart_ip.pt.command") == "0")
    # Under our sequence numbers.
    replies: list[Reply] = [
        m.data[:4] + bytes((0, at)) + m.data[6:] for at, m in enumerate((opened, told), start=1)
    ]
    numbers = [int(told.first(field), 0) for field in fields[:5]]
    assert hart_identity(ScriptedLine("hart-ip", replies)) == HartDevice(
        manufacturer_id=numbers[0], device_type=numbers[1], universal_revision=numbers[2],
        device_revision=numbers[3], software_revision=numbers[4], device_id=told.first(fields[5]),
    )  # fmt: skip


def test_a_cp1l_is_what_tshark_shows_of_its_controller_data() -> None:
    fields = ("omron.controller.model", "omron.controller.version", "omron.sa1")
    (reply,) = messages("omron-fins.pcap", *fields, only="udp.srcport == 9600")
    ours = reply.data[:9] + b"\x56" + reply.data[10:]  # under our service id
    assert fins_identity(DatagramLine("fins", [ours])) == FinsIdentity(
        model=reply.first(fields[0]), version=reply.first(fields[1]), node=int(reply.first(fields[2]), 0)
    )


def test_a_cx_controller_has_the_net_id_and_the_version_that_its_session_shows() -> None:
    # No dissector reads the discovery itself; the session that follows it over TCP names the same runtime.
    fields = ("ams.targetnetid", "ams.ads_versionversion", "ams.ads_versionrevision")
    (reply,) = messages("beckhoff-ads.pcapng", only="udp and ip.src == 192.168.1.8")
    session = messages("beckhoff-ads.pcapng", *fields, only="ams")
    device: AdsDevice = ads_discovery(DatagramLine("ads", [reply.data]))
    assert {device.net_id} == {m.first(fields[0]) for m in session if m.port == 48898}
    servers = {(m.first(fields[1]), m.first(fields[2])) for m in session if m.all(fields[1])}
    assert {tuple(device.version.split(".")[:2])} == servers
    assert device.name.encode() in reply.data
    assert device.name


def test_a_station_is_what_its_lines_say() -> None:
    # No dissector reads Fox; its hello is text, one "key=type:value" a line.
    (hello, *_) = messages("niagara-fox-hello.pcap", only="tcp.srcport == 1911")
    told = dict(re.findall(r"^([A-Za-z.]+)=.:(.*)$", hello.data.decode(), re.MULTILINE))
    line = ScriptedLine("fox", [hello.data], service=Service(transport="tcp", port=1911))
    assert fox_hello(line) == FoxStation(
        name=told["station.name"], host_name=told["hostName"], host_address=told["hostAddress"],
        product=f"Niagara {told['app.name']}", version=told["app.version"], brand=told["brandId"],
        host_id=told["hostId"], system=f"{told['os.name']} {told['os.version']}",
        runtime=f"{told['vm.name']} {told['vm.version']}", fox_version=told["fox.version"],
    )  # fmt: skip


def test_a_terminal_unit_that_confirms_its_test_frame_is_there() -> None:
    confirmed = messages("iec104-mixed.pcap", only="iec60870_104.utype == 0x20")
    assert confirmed
    for frame in confirmed:
        assert iec104_presence(ScriptedLine("iec104", [frame.data])) == GridPresence(protocol="iec-104")
    for frame in messages("iec104-mixed.pcap", only="iec60870_104.type != 3 and tcp.srcport == 2404"):
        with pytest.raises(Exception, match=r"not confirmed|closed|script"):
            iec104_presence(ScriptedLine("iec104", [frame.data] * 4))


def test_the_check_codes_of_real_outstations_are_those_that_we_compute() -> None:
    for file in ("dnp3-link-only.pcap", "dnp3-read.pcap"):
        frames = messages(file, "dnp3.hdr.CRC", only="dnp3")
        assert frames
        for frame in frames:
            code = int.from_bytes(check_code(frame.data[:8]), "little")
            assert code == int(frame.first("dnp3.hdr.CRC"), 0)


def test_no_answer_of_a_programming_session_is_taken_for_a_model() -> None:
    replies = {m.data for m in messages("melsec.pcap") if m.source == 5562}
    assert len(replies) > 100
    for reply in replies:
        with pytest.raises(Garbled):
            melsec.read(reply)
