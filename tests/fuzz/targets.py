"""What is attacked: every probe, found as the sensor finds them, and the parsers that read without a line."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from scanner.packs import load_probes
from scanner.plugin import Garbled, Probe
from scanner.sensor.hearing import overheard
from scanner.sensor.probes import dcp, reply, szl
from scanner.sensor.probes.page import read_page
from scanner.sensor.probes.ua_binary import Reader
from scanner.sensor.probes.x509 import certificate_of
from tests.fuzz.hostile import MOST_SECONDS, MOST_TOLD, bounded_texts, examine
from tests.timing import assert_quick

Target = Callable[[bytes], object]
LONG = 0xF0


def pieces_of(raw: bytes) -> list[bytes]:
    """Cuts `raw`: a length byte (from 0xF0 on the high half of two), then so many bytes as are left of them."""
    pieces, at = [], 0
    while at < len(raw):
        length, at = raw[at], at + 1
        if length >= LONG:
            length, at = (length - LONG) << 8 | (raw[at] if at < len(raw) else 0), at + 1
        pieces.append(raw[at : at + length])
        at += length
    return pieces


def joined(pieces: list[bytes], flags: int = 0) -> bytes:
    """The input that makes a probe's target see these pieces; each of at most 4,095 bytes."""
    heads = [bytes((n,)) if n < LONG else bytes((LONG | n >> 8, n & 0xFF)) for n in map(len, pieces)]
    return bytes((flags,)) + b"".join(head + piece for head, piece in zip(heads, pieces, strict=True))


def _of(probe: Probe[Any]) -> Target:
    return lambda raw: examine(probe, pieces_of(raw[1:]), raw[0] if raw else 0)


def _hearing(raw: bytes) -> None:
    heard = overheard(raw)
    if heard is not None:
        told = heard.announcement.model_dump()
        bounded_texts([heard.address, told])
        assert len(str(told)) <= MOST_TOLD


def _certificate(raw: bytes) -> None:
    bounded_texts(certificate_of(raw).model_dump())


def _page(raw: bytes) -> None:
    page = read_page(raw)
    bounded_texts(page.title)
    assert page.password_field or not page.login_form


def _status_lists(raw: bytes) -> None:
    found = szl.records(int.from_bytes(raw[:2], "big"), raw)
    bounded_texts(szl.module_facts(found) | szl.component_facts(found))
    assert 0 <= szl.protection_level(found) <= szl.HIGHEST_PROTECTION


def _ua_binary(raw: bytes) -> None:
    reader = Reader(raw)
    reader.response_header()
    list(reader.array(reader.localized_text))
    assert reader.at <= len(raw)


def _profinet(raw: bytes) -> None:
    bounded_texts(dcp.station(raw, int.from_bytes(raw[4:8], "big")).model_dump())


def _three_digits(raw: bytes) -> None:
    end = reply.reply_end(raw)
    if end is not None:
        assert 0 < end <= len(raw)
        reply.parts(raw[:end])


PARSERS: dict[str, Target] = {
    "hearing": _hearing, "certificate": _certificate, "page": _page, "status-lists": _status_lists,
    "ua-binary": _ua_binary, "profinet-dcp": _profinet, "three-digit-reply": _three_digits,
}  # fmt: skip


def every_target() -> dict[str, Target]:
    """All targets by name; a probe's name is its id."""
    probes = load_probes("scanner.sensor.probes")
    return {probe.id: _of(probe) for probe in sorted(probes, key=lambda one: one.id)} | PARSERS


def attack(target: Target, raw: bytes) -> None:
    """Raises whatever a parser must not raise, and AssertionError where it takes too long."""

    def once() -> None:
        with suppress(Garbled):
            target(raw)

    assert_quick(once, MOST_SECONDS)
