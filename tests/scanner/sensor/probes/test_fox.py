"""The Fox probe against a real station, a hello of the documented keys, and rubbish."""

import pytest

from scanner.evidence.building import FoxStation
from scanner.model import Service
from scanner.plugin import Closed, Garbled, TlsHandshake
from scanner.sensor.probes.fox import MOST, fox_hello
from scanner.sensor.wire.tls import VERSIONS
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.captures import messages
from tests.scanner.sensor.probes.field_replies import FOX

TOLD = FoxStation(
    name="Hall_2", host_name="jace-1", host_address="10.0.0.9", product="Niagara Station", version="4.10.1",
    brand="vykon", host_id="Qnx-TITAN-1", system="QNX 6.5", runtime="J9 2.3", fox_version="1.0.1",
)  # fmt: skip


def asked(reply: Reply) -> FoxStation:
    return fox_hello(ScriptedLine("fox", [reply], service=Service(transport="tcp", port=1911)))


def test_a_station_says_who_it_is() -> None:
    assert asked(FOX) == TOLD


def test_a_real_station_says_who_it_is() -> None:
    hello = messages("niagara-fox-hello.pcap", 1911)[1]
    assert asked(hello) == FoxStation(
        name="Legion_HQ_V4", host_name="192.168.2.15", host_address="192.168.2.15", product="Niagara Station",
        version="3.5.41.1", brand="vykon", host_id="Qnx-NPM6-0000-1490-C30C", system="QNX 6.3.2",
        runtime="J9 2.3", fox_version="1.0",
    )  # fmt: skip


def test_the_secured_port_is_asked_inside_tls() -> None:
    line = ScriptedLine("fox", [FOX], service=Service(transport="tcp", port=4911))
    line.handshakes.append(TlsHandshake(version="TLSv1.2"))
    assert fox_hello(line) == TOLD.model_copy(update={"secured": True})


def test_the_wire_knows_the_versions_of_tls_that_are_offered() -> None:
    offered: list[str] = []

    class Listening(ScriptedLine):
        def secure(self, lowest: str, highest: str) -> TlsHandshake:
            offered.extend((lowest, highest))
            return TlsHandshake(version=highest)

    fox_hello(Listening("fox", [FOX], service=Service(transport="tcp", port=4911)))
    assert offered == ["TLSv1.0", "TLSv1.3"]
    assert set(offered) <= VERSIONS.keys()


def test_a_refused_handshake_ends_the_question() -> None:
    line = ScriptedLine("fox", [FOX], service=Service(transport="tcp", port=4911))
    line.handshakes.append(TlsHandshake(refusal="no protocol in common"))
    with pytest.raises(Garbled, match="no TLS connection"):
        fox_hello(line)
    assert not line.sent


def test_lines_inside_a_value_of_many_lines_are_no_fields() -> None:
    assert asked(FOX.replace(b"hostName=s:jace-1\n", b"")).host_name == ""


def test_of_two_fields_of_a_name_the_first_counts() -> None:
    assert asked(FOX.replace(b"lang=s:en", b"station.name=s:Other")).name == "Hall_2"


def test_the_challenge_behind_the_hello_is_left_unread() -> None:
    assert asked(FOX + b"fox a 1 -1 fox challenge\n{\nstation.name=s:Other\n};;\n") == TOLD


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n", "no Fox message"),
        (b"fox a 1 -1 fox challenge\n{\nmethod=s:digest\n};;\n", "another Fox message"),
        (b"fox a 0 -1 fox hello\n{\nhostName=s:x\n};;\n", "no version"),
        (b"fox a " + b"x" * (MOST + 10), "no end of the hello"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)


def test_a_hello_without_its_end_is_none() -> None:
    with pytest.raises(Closed):
        asked(FOX[: FOX.index(b"};;")])
