"""RDP: what each pair of answers tells about plain security, TLS and NLA."""

import pytest

from scanner.evidence.remote import RdpSecurity
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.rdp import offer, rdp, until_confirm
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes import it_replies as real

NO_DATA = bytes.fromhex("0300000b06d00000123400")  # a server older than the negotiation


def failure(code: int) -> bytes:
    return real.RDP_NLA_REQUIRED[:15] + bytes((code,)) + bytes(3)


def asked(*replies: Reply) -> RdpSecurity:
    line = ScriptedLine("rdp", list(replies))
    told = rdp(line)
    assert line.connections <= 2
    return told


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (
            real.RDP_STANDARD,
            real.RDP_STANDARD,
            RdpSecurity(standard=True, tls=False, nla=False, nla_required=False),
        ),
        (
            real.RDP_STANDARD,
            real.RDP_TLS,
            RdpSecurity(standard=True, tls=True, nla=False, nla_required=False),
        ),
        (NO_DATA, NO_DATA, RdpSecurity(standard=True, tls=False, nla=False, nla_required=False)),
        (NO_DATA, failure(2), RdpSecurity(standard=True, tls=False, nla=False, nla_required=False)),
        (real.RDP_TLS_REQUIRED, real.RDP_TLS, RdpSecurity(standard=False, tls=True, nla_required=False)),
        (
            real.RDP_TLS_REQUIRED,
            real.RDP_NLA_REQUIRED,
            RdpSecurity(standard=False, tls=False, nla_required=True),
        ),
        (
            real.RDP_NLA_REQUIRED,
            real.RDP_NLA,
            RdpSecurity(standard=False, tls=False, nla=True, nla_required=True),
        ),
        (failure(4), failure(4), RdpSecurity()),
        (real.RDP_STANDARD, Closed("closed"), RdpSecurity(standard=True, nla_required=False)),
        (real.RDP_STANDARD, Silence("no answer"), RdpSecurity(standard=True, nla_required=False)),
    ],
)
def test_two_answers_tell_the_security(first: bytes, second: Reply, told: RdpSecurity) -> None:
    assert asked(first, second) == told


def test_tls_alone_is_offered_where_only_that_tells_whether_nla_is_required() -> None:
    for first, second in ((real.RDP_TLS_REQUIRED, 1), (real.RDP_NLA_REQUIRED, 3), (real.RDP_STANDARD, 3)):
        line = ScriptedLine("rdp", [first, real.RDP_TLS])
        rdp(line)
        assert line.sent == [offer(0), offer(second)]


@pytest.mark.parametrize("selected", [1, 2, 8, 0xFF])
def test_a_choice_that_was_not_offered_is_garbled(selected: int) -> None:
    with pytest.raises(Garbled, match="not offered"):
        asked(real.RDP_STANDARD[:15] + bytes((selected,)) + bytes(3))


def test_two_choices_at_once_are_garbled() -> None:
    with pytest.raises(Garbled, match="not offered"):
        asked(real.RDP_STANDARD, real.RDP_TLS[:15] + b"\x03" + bytes(3))


@pytest.mark.parametrize(
    "broken",
    [
        bytes.fromhex("0300000b06e00000123400"),  # a request, not a confirm
        bytes.fromhex("0300000b07d00000123400"),  # its own length is wrong
        bytes.fromhex("0300000f0ad0000012340002000800"),  # half the negotiation data
        real.RDP_STANDARD[:13] + b"\x09" + real.RDP_STANDARD[14:],
        b"SSH-2.0-x\r\n",
    ],
)
def test_what_is_no_confirm_is_garbled(broken: bytes) -> None:
    with pytest.raises(Garbled):
        asked(broken)


@pytest.mark.parametrize("length", [b"\x00\x00", b"\x00\x03", b"\xff\xff"])
def test_an_impossible_length_is_garbled(length: bytes) -> None:
    with pytest.raises(Garbled):
        until_confirm(b"\x03\x00" + length)
