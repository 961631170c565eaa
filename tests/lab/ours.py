"""Ours: the lab's misbehaving devices, written for tests: slow, loud, senseless, and fragile ones."""

from __future__ import annotations

from tests.lab.model import Device, Server

NONSENSE_PORTS = ("502", "102", "44818", "4840", "80", "22", "1883", "445", "3389", "5900")

DEVICES = (
    Device(
        "tarpit", "10.83.0.60", "00:30:de:60:00:60", "misbehaving",
        (Server("tarpit", ("502/tcp", "80/tcp", "102/tcp", "4840/tcp", "23/tcp")),),
    ),
    Device(
        "flood", "10.83.0.61", "00:30:de:60:00:61", "misbehaving",
        (Server("flood", ("80/tcp", "21/tcp", "502/tcp", "44818/udp")),),
    ),
    Device(
        "garbage", "10.83.0.62", "00:30:de:60:00:62", "misbehaving",
        (Server("garbage", (*(f"{port}/tcp" for port in NONSENSE_PORTS), "44818/udp")),),
    ),
    Device(
        "fragile-plc", "10.83.0.63", "00:30:de:60:00:63", "controller",
        (Server("fragile", ("502/tcp",)),),
        {"modbus": {
            "vendor": "Vecchia Automazione", "product_code": "VA-200", "version": "V1.07",
            "product": "Stacker controller", "model": "VA-200 S",
        }},
        frozenset({"modbus-unauthenticated"}),
    ),
)  # fmt: skip
