"""Ours: a tank gauge, as far as its stock report.

Made after Veeder-Root's serial interface manual 576013-635: command and display format (SOH, the echo, date,
heading, table, ETX), and the answer 9999FF1B to a command that it does not know.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
REPORT = "I20100"
COLUMNS = "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP"
ROW = "{number:>3}  {product:<20}{volume:>8}{volume:>10}{ullage:>9}{height:>9}     0.00    15.00"


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def answer(request: bytes, *, station: list[str], products: list[str]) -> bytes:
    if request.strip(b"\x01\r\n") != REPORT.encode():
        return b"\x019999FF1B\x03"
    rows = [
        ROW.format(number=number, product=product, volume=2000 * number, ullage=5000, height="39.88")
        for number, product in enumerate(products, start=1)
    ]
    lines = [
        "",
        REPORT,
        "JAN 22, 2026  3:06 PM",
        "",
        *station,
        "",
        "",
        "IN-TANK INVENTORY",
        "",
        COLUMNS,
        *rows,
        "",
    ]
    return b"\x01" + "\r\n".join(lines).encode() + b"\x03"


def size(held: bytes) -> int:
    return held.find(b"\n") + 1


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
