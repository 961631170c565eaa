"""Ours: a SQL Server Browser with one instance. Made after MC-SQLR, sections 2.2.2 and 2.2.5, and its example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
TOLD = b"ServerName;ERP;InstanceName;ORDERS;IsClustered;No;Version;15.0.2000.5;tcp;1433;;"


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(**answering.ports(site))]


def answer(request: bytes) -> bytes:
    return b"\x05" + len(TOLD).to_bytes(2, "little") + TOLD if request == b"\x03" else b""


def serve(tcp: list[int], udp: list[int]) -> None:
    answering.run(answer, len, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
