"""The lab's controllers with protocols of their makers: each answers who it is to whoever asks."""

from __future__ import annotations

from typing import Any

from tests.lab.model import Device, Server

UMAS = {
    "vendor": "Schneider Electric", "module": "BMX NOE 0100", "version": "V2.60",
    "model": "BMX P34 2000", "hardware": "06010101",
}  # fmt: skip
CODESYS_V3 = {
    "node": "MIXER-3", "device": "CODESYS Control for Raspberry Pi SL", "version": "3.5.14.20",
    "vendor": "3S - Smart Software Solutions GmbH", "serial": "7AA78BA7-83968B3A",
}  # fmt: skip
CODESYS_V2 = {
    "system": "Nucleus PLUS",
    "system_version": "Nucleus PLUS version unknown",
    "product": "WAGO 750-841",
}
PCWORX = {
    "model": "ILC 330 ETH",
    "version": "3.95T",
    "date": "Mar  2 2012",
    "time": "09:39:02",
    "order": "2737193",
}
PROCONOS = {
    "runtime": "ProConOS V3.0.1040 Oct 29 2002", "model": "ADAM5510KW 1.24 Build 005", "project": "boiler-2",
}  # fmt: skip


def _device(octet: int, name: str, mac: str, server: Server, told: dict[str, str], **rest: Any) -> Device:
    role, identity = rest.pop("role", "controller"), {server.kind: told, **rest.pop("more", {})}
    return Device(name, f"10.83.0.{octet}", mac, role, (server,), identity, **rest)


def _server(kind: str, *ports: str, **options: Any) -> Server:
    return Server(kind, ports, options)


DEVICES = (
    _device(
        100, "filler-plc", "00:00:0a:5e:01:64",
        _server("fins", "9600/udp", model="CP1L-EL20DR-D", version="01.00"),
        {"model": "CP1L-EL20DR-D", "version": "01.00"},
        weaknesses=frozenset({"fins-unauthenticated"}),
    ),
    _device(
        101, "moulding-plc", "28:e9:8e:1c:40:65", _server("melsec", "5006/udp", "5007/tcp", model="Q03UDECPU"),
        {"model": "Q03UDECPU"},
        weaknesses=frozenset({"melsec-unauthenticated"}),
    ),
    _device(
        102, "loom-plc", "58:52:8a:77:21:66", _server("slmp", "5000/udp", model="FX5U-32MT/ES", code="4a29"),
        {"model": "FX5U-32MT/ES", "code": "4a29"},
        weaknesses=frozenset({"melsec-unauthenticated"}),
    ),
    _device(
        103, "mixer-plc", "b8:27:eb:3d:51:67", _server("codesys_v3", "1740/udp", **CODESYS_V3),
        {key: CODESYS_V3[key] for key in ("device", "vendor", "version", "serial")},
        weaknesses=frozenset({"codesys-v3-reachable"}),
    ),
    _device(
        104, "oven-plc", "00:30:de:41:aa:68", _server("codesys_v2", "2455/tcp", **CODESYS_V2),
        {key: CODESYS_V2[key] for key in ("product", "system")},
        weaknesses=frozenset({"codesys-v2-unauthenticated"}),
    ),
    _device(
        105, "dryer-plc", "00:30:de:41:aa:69", _server("codesys_v2", "1200/tcp", order="big", **CODESYS_V2),
        {key: CODESYS_V2[key] for key in ("product", "system")},
        weaknesses=frozenset({"codesys-v2-unauthenticated"}),
    ),
    _device(
        106, "labeller-plc", "00:0d:22:08:13:6a",
        _server("pcom", "20256/tcp", code="13T38", hardware="A", version=[3, 9], build=41),
        {"model": "V130-33-T38", "hardware": "A", "version": "3.9 (41)"},
        weaknesses=frozenset({"pcom-unauthenticated"}),
    ),
    _device(
        107, "crane-plc", "00:80:f4:2b:90:6b", _server("umas", "502/tcp", **UMAS),
        {"model": UMAS["model"], "hardware": UMAS["hardware"]},
        more={"modbus": {"vendor": UMAS["vendor"], "product_code": UMAS["module"], "version": UMAS["version"]}},
        weaknesses=frozenset({"modbus-unauthenticated", "umas-unauthenticated"}),
    ),
    _device(
        108, "line-panel", "00:05:e4:03:7e:6c",
        _server("crimson", "789/tcp", maker="Red Lion Controls", model="G310C2"),
        {"vendor": "Red Lion Controls", "model": "G310C2"}, role="panel",
        weaknesses=frozenset({"crimson-reachable"}),
    ),
    _device(
        109, "pump-plc", "00:09:91:2c:05:6d", _server("ge_srtp", "18245/tcp", controller="PUMP2", program="COOLING"),
        {"family": "Series 90-30", "name": "PUMP2", "program": "COOLING"},
        weaknesses=frozenset({"srtp-unauthenticated"}),
    ),
    _device(
        110, "boiler-plc", "00:d0:c9:51:0f:6e", _server("proconos", "20547/tcp", **PROCONOS),
        {"model": PROCONOS["model"], "version": "3.0.1040", "project": PROCONOS["project"]},
        weaknesses=frozenset({"proconos-unauthenticated"}),
    ),
    _device(
        111, "conveyor-plc", "00:a0:45:62:18:6f", _server("pcworx", "1962/tcp", **PCWORX),
        {"model": PCWORX["model"], "order_number": PCWORX["order"], "version": PCWORX["version"]},
        weaknesses=frozenset({"pcworx-unauthenticated"}),
    ),
)  # fmt: skip
