"""TFTP: one request for a file that can't exist, and any answer of the protocol is the finding."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import TftpServer
from scanner.model import Service
from scanner.plugin import Garbled, Silence, Udp
from scanner.sensor.probes.tftp import REQUEST, read_answer, tftp
from tests.scanner.sensor.probes.field_replies import DatagramLine

NOT_FOUND = b"\0\5\0\1File not found\0"
"""Of Debian's tftpd-hpa 5.2."""


def test_one_datagram_is_sent_and_an_error_is_an_answer() -> None:
    line = DatagramLine("tftp", [NOT_FOUND], service=Service(transport="udp", port=69))
    assert tftp(line) == TftpServer(code=1, text="File not found")
    assert line.sent == [REQUEST]
    assert tftp.ports == (Udp(69, elsewhere=True),)
    assert tftp.office_only


def test_a_server_that_sends_data_gets_no_acknowledgement() -> None:
    line = DatagramLine("tftp", [b"\0\3\0\1hello"])
    assert tftp(line) == TftpServer()
    assert line.sent == [REQUEST]


@pytest.mark.parametrize(
    "reply",
    [b"", b"\0\5", NOT_FOUND[:-1], b"\0\3\0\2x", b"\0\4\0\1", b"\0\6blksize\x00512\0", b"\0\5\0\x09no\0",
     b"\0\3\0\1" + bytes(513), b"HTTP/1.1 400\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_answer_to_a_read_request_is_garbled(reply: bytes) -> None:
    with pytest.raises(Garbled):
        read_answer(reply)


@pytest.mark.parametrize("end", range(len(NOT_FOUND)))
def test_half_an_error_is_no_answer(end: int) -> None:
    with pytest.raises(Garbled):
        read_answer(NOT_FOUND[:end])


@given(st.binary(max_size=600))
def test_random_bytes_end_in_a_plain_outcome(reply: bytes) -> None:
    try:
        told = tftp(DatagramLine("tftp", [reply] if reply else []))
    except (Garbled, Silence):
        return
    assert struct.unpack_from(">H", reply)[0] in (3, 5)
    assert told.code is None or 0 <= told.code <= 8
