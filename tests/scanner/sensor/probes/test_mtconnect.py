"""MTConnect against the reference agent's samples, and documents that mean harm."""

import pytest

from scanner.evidence.machines import MtConnectAdapter, MtConnectAgent, MtConnectDevice
from scanner.model import Service
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.mtconnect import MOST_DEVICES, mtconnect, mtconnect_adapter, read_line, read_probe
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.machine_replies import MTCONNECT_HEAD, MTCONNECT_MAZAK, MTCONNECT_SAMPLE

EMPTY = b'<MTConnectDevices><Header sender="a" version="2.0"/><Devices>%s</Devices></MTConnectDevices>'


def asked(*replies: Reply) -> tuple[MtConnectAgent, ScriptedLine]:
    line = ScriptedLine("mtconnect", list(replies), service=Service(transport="tcp", port=5000))
    return mtconnect(line), line


def test_an_agent_tells_its_machine() -> None:
    agent, line = asked(MTCONNECT_HEAD % len(MTCONNECT_SAMPLE), MTCONNECT_SAMPLE)
    assert agent == MtConnectAgent(
        sender="localhost", version="1.0", vendor="NIST", name="LinuxCNC",
        devices=(MtConnectDevice(name="LinuxCNC", uuid="000", vendor="NIST"),),
    )  # fmt: skip
    assert len(line.sent) == 1
    assert line.sent[0].startswith(b"GET /probe HTTP/1.1\r\nHost: 127.0.0.1:5000\r\n")


def test_a_description_in_words_is_the_model_of_last_resort() -> None:
    agent = read_probe(MTCONNECT_MAZAK)
    assert (agent.product, agent.name) == ("Mazak VRX C600", "Mazak")


def test_of_several_machines_none_is_taken_for_the_one_that_answers() -> None:
    machine = b'<Device name="m%d"><Description manufacturer="Okuma" model="L" serialNumber="7"/></Device>'
    agent = read_probe(EMPTY % (machine % 1 + machine % 2))
    assert (agent.vendor, agent.product, agent.serial, agent.name) == ("", "", "", "")
    assert [device.serial for device in agent.devices] == ["7", "7"]


def test_the_agents_own_entry_is_no_machine() -> None:
    agent = read_probe(
        EMPTY % b'<Agent name="Agent"><Description manufacturer="X"/></Agent><Device name="m"/>'
    )
    assert [device.name for device in agent.devices] == ["m"]


def test_descriptions_inside_a_machine_do_not_overwrite_its_own() -> None:
    inner = b'<Components><Axes id="a"><Description manufacturer="Siemens">drive</Description></Axes></Components>'
    agent = read_probe(
        EMPTY % (b'<Device name="m"><Description manufacturer="Okuma"/>' + inner + b"</Device>")
    )
    assert (agent.vendor, agent.product) == ("Okuma", "")


def test_what_came_of_a_long_document_is_enough() -> None:
    endless = (
        MTCONNECT_SAMPLE[: MTCONNECT_SAMPLE.index(b"<DataItems>")] + b"<DataItems>" + b"<DataItem/>" * 9000
    )
    for end in (Silence("no more", endless), Closed("closed", endless)):
        assert asked(b"HTTP/1.0 200 OK\r\n\r\n", end)[0].vendor == "NIST"


BOMB = b'<!DOCTYPE a [<!ENTITY l "lol">' + b'<!ENTITY m "&l;&l;&l;&l;&l;&l;">' + b"]>" + EMPTY % b"&m;"
OUTSIDE = b'<!DOCTYPE a SYSTEM "http://192.0.2.1/x.dtd">' + EMPTY % b""


@pytest.mark.parametrize("document", [BOMB, OUTSIDE])
def test_a_document_type_is_refused(document: bytes) -> None:
    with pytest.raises(Garbled, match="document type"):
        read_probe(document)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"", "no list"),
        (b"<html><title>x</title></html>", "no list"),
        (b"<MTConnectError><Header/></MTConnectError>", "no list"),
        (b"<MTConnectDevices><Devices/></MTConnectDevices>", "no list"),
        (b"{}", "no XML"),
        (b"<MTConnectDevices><Header sender='&m;'/>", "no XML"),
        (b"<a>" * 5000, "deeper"),
    ],
)
def test_another_document_is_garbled(document: bytes, why: str) -> None:
    with pytest.raises(Garbled, match=why):
        read_probe(document)


def test_a_hundred_thousand_machines_are_not_kept() -> None:
    assert len(read_probe(EMPTY % (b"<Device/>" * 9000)).devices) == MOST_DEVICES


def test_a_text_without_end_is_cut() -> None:
    told = read_probe(EMPTY % (b"<Device><Description>" + b"x" * 60_000 + b"</Description></Device>"))
    assert len(told.product) == 256


def test_a_page_that_is_not_there_is_no_agent() -> None:
    with pytest.raises(Garbled, match="404"):
        asked(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


def test_values_are_never_asked_for() -> None:
    for path in (b"/current", b"/sample", b"/assets", b"/probe?x"):
        with pytest.raises(Exception, match="not among"):
            allowed_request(
                "mtconnect", asked(MTCONNECT_HEAD % 400, MTCONNECT_SAMPLE)[1].sent[0].replace(b"/probe", path)
            )


# The adapter's lines: examples of the user group's "Adapter Agent Protocol".


@pytest.mark.parametrize(
    ("line", "adapter"),
    [
        (b"2013-09-01T21:00:23.0123|name|value\n", MtConnectAdapter(stamped=True, item="name")),
        (b"|name|value\r\n", MtConnectAdapter(item="name")),
        (
            b"2009-06-15T00:00:00.000000|power|ON|execution|ACTIVE|line|412\n",
            MtConnectAdapter(stamped=True, item="power"),
        ),
        (
            b"2013-09-01T21:00:23Z|htemp|WARNING|HTEMP|1|HIGH|Oil hot\n",
            MtConnectAdapter(stamped=True, item="htemp"),
        ),
        (b"* PONG 10000\n", MtConnectAdapter()),
        (b"* adapterVersion: 1.2\n", MtConnectAdapter()),
    ],
)
def test_an_adapter_is_known_by_its_first_line(line: bytes, adapter: MtConnectAdapter) -> None:
    assert read_line(line) == adapter


@pytest.mark.parametrize(
    "line", [b"\n", b"|\n", b"||\n", b"hello\n", b"a|b\n", b"|1|2\n", b"* what\n", b"2013|a|b\n"]
)
def test_any_other_line_is_garbled(line: bytes) -> None:
    with pytest.raises(Garbled, match="no line"):
        read_line(line)


def test_nothing_is_said_to_an_adapter() -> None:
    line = ScriptedLine("mtconnect", [b"|avail|AVAILABLE\n"])
    mtconnect_adapter(line)
    assert line.sent == []
