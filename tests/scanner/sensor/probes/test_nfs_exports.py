"""NFS: the list of folders. Answers recorded from rpcbind 1.2.6 and rpc.mountd 2.6.2 of Debian on loopback."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import NfsExports
from scanner.plugin import Closed, Garbled, Impact, Silence
from scanner.sensor.probes.nfs_exports import LIST, WHERE, nfs_exports, read_exports, record_end
from tests.lines import Reply, ScriptedLine, truncations

PORT = bytes.fromhex("8000001c56474c31000000010000000000000000000000000000000000004e50")
FOLDERS = bytes.fromhex(
    "8000006856474c310000000100000000000000000000000000000000000000010000000c2f7372762f7265636970657300000001000000012a"
    "0000000000000000000001000000082f7372762f636164000000010000000931302e38332e302e350000000000000000000000"
)
HEAD = FOLDERS[4:28]


def listing(*words: bytes) -> bytes:
    body = HEAD + b"".join(words)
    return struct.pack(">I", 0x8000_0000 | len(body)) + body


def asked(*replies: Reply) -> tuple[NfsExports, ScriptedLine]:
    line = ScriptedLine("nfs-exports", list(replies), zone_is_ot=False)
    return nfs_exports(line), line


def test_the_list_is_read_where_the_portmapper_says() -> None:
    told, line = asked(PORT, FOLDERS)
    assert told == NfsExports(count=2, names=("/srv/recipes", "/srv/cad"), to_all=1)
    assert line.sent == [WHERE, LIST]
    assert (line.service.port, line.connections) == (20_048, nfs_exports.touches) == (20_048, 2)


def test_a_folder_without_machines_is_for_all() -> None:
    one, name, none = struct.pack(">I", 1), struct.pack(">I", 4) + b"/srv", bytes(4)
    assert read_exports(listing(one, name, none, none)).to_all == 1


def test_without_a_mount_service_nothing_more_is_asked() -> None:
    told, line = asked(PORT[:-4] + bytes(4))
    assert told == NfsExports()
    assert line.sent == [WHERE]


def test_it_is_a_guess_for_offices_and_needs_consent() -> None:
    assert (nfs_exports.impact, nfs_exports.opt_in, nfs_exports.office_only) == (Impact.GUESS, True, True)


@pytest.mark.parametrize(
    "reply", [*truncations(PORT), PORT[:-4] + b"\0\1\0\0", PORT.replace(b"VGL1", b"VGL2")]
)
def test_a_port_that_is_none_is_not_knocked_at(reply: bytes) -> None:
    with pytest.raises((Garbled, Closed)):
        asked(reply, FOLDERS)


@pytest.mark.parametrize(
    ("at", "value"), [(11, 0), (15, 1), (27, 1)], ids=["a call", "rejected", "no procedure"]
)
def test_a_refusal_is_no_list(at: int, value: int) -> None:
    reply = bytearray(FOLDERS)
    reply[at] = value
    with pytest.raises(Garbled):
        asked(PORT, bytes(reply))


@pytest.mark.parametrize("end", range(28, len(FOLDERS)))
def test_a_list_that_breaks_off_is_garbled(end: int) -> None:
    with pytest.raises(Garbled):
        read_exports(listing(FOLDERS[28:end])) if end < len(FOLDERS) else None


@pytest.mark.parametrize("mark", ["00000068", "80000000", "80010000", "ffffffff"])
def test_a_record_in_pieces_and_one_without_end_are_garbled(mark: str) -> None:
    with pytest.raises(Garbled):
        record_end(bytes.fromhex(mark))


def test_an_endless_list_is_garbled() -> None:
    row = struct.pack(">II", 1, 0) + bytes(4)
    with pytest.raises(Garbled):
        read_exports(listing(row * 600))


@given(st.lists(st.binary(max_size=80), max_size=3))
def test_random_bytes_end_in_a_plain_outcome(replies: list[bytes]) -> None:
    try:
        told, _ = asked(PORT, *(listing(one) for one in replies))
    except (Garbled, Silence, Closed):
        return
    assert told.count >= told.to_all >= 0
