"""The lab's machine tools, robots and what stands around them: CNCs, a robot, 3D printers, a camera, a printer."""

from __future__ import annotations

from typing import Any

from tests.lab.model import Device, Server


def _device(octet: int, name: str, mac: str, role: str, *servers: Server, **rest: Any) -> Device:
    rest["weaknesses"] = frozenset(rest.get("weaknesses", ()))
    return Device(name, f"10.83.0.{octet}", mac, role, servers, **rest)


# What the recorded control told; the responder can't tell anything else.
FANUC = {"product": "Series 0", "machine_type": "M", "series": "D5F3", "version": "11.0", "axes": "02"}
UR = {"product": "UR10", "version": "5.11.9.1010452", "serial": "20195501234"}
KUKA = {"model": "KR210 R2700 EXTRA C4 FLR", "serial": "865413"}
LATHE = {
    "vendor": "Okuma",
    "model": "GENOS L300",
    "serial": "188403",
    "name": "Lathe-2",
    "uuid": "OKUMA.188403",
}
S7_PRINTER = {
    "title": "Ultimaker Digital Factory", "model": "Ultimaker S7", "firmware": "8.2.0", "name": "Jig printer",
    "guid": "ad5c572f-8f40-4170-9b6b-273c0b5616bc",
}  # fmt: skip
CAMERA = {"server": "Rtsp Server/3.0"}
PAPER = {"vendor": "Lab Works", "model": "LaserWriter 9", "name": "Dispatch printer"}
OLD_SWITCH = {"description": "EDS-408A switch V3.8 build 17030715", "object_id": ".1.3.6.1.4.1.8691.7.7"}

MACHINES = (
    _device(
        150, "mill-fanuc", "00:e0:e4:41:07:50", "machine tool", Server("focas", ("8193/tcp",)),
        identity={"focas": FANUC}, weaknesses=["focas-unauthenticated"],
    ),
    _device(
        151, "robot-ur", "00:30:d6:2a:11:51", "robot", Server("ur_dashboard", ("29999/tcp",), UR),
        identity={"ur-dashboard": UR}, weaknesses=["ur-dashboard-open"],
    ),
    _device(
        152, "lathe-agent", "00:0b:ab:6c:30:52", "machine tool", Server("mtconnect", ("5000/tcp",), LATHE),
        identity={"mtconnect": {key: LATHE[key] for key in ("vendor", "model", "serial", "name")}},
        weaknesses=["mtconnect-cleartext"],
    ),
    _device(
        153, "mill-heidenhain", "00:a0:cd:05:2c:53", "machine tool", Server("open_port", ("19000/tcp",)),
        identity={"lsv2": {}}, weaknesses=["lsv2-open"],
    ),
    _device(
        158, "robot-kuka", "00:60:c8:3b:71:58", "robot", Server("kuka", ("7000/udp",), KUKA), identity={"kuka": KUKA},
        weaknesses=["kuka-bridge-open"],
    ),
)  # fmt: skip

AROUND = (
    _device(
        154, "printer-jigs", "cc:bd:d3:10:4e:54", "3D printer", Server("ultimaker", ("80/tcp",), S7_PRINTER),
        identity={
            "http": {"product": "nginx", "title": S7_PRINTER["title"]},
            "printer3d": {"product": "Ultimaker S7", "version": "8.2.0", "name": "Jig printer"},
        },
    ),
    _device(
        155, "camera-gate", "3c:ef:8c:77:20:55", "camera", Server("rtsp", ("554/tcp",), CAMERA),
        identity={"rtsp": CAMERA},
    ),
    _device(
        156, "printer-dispatch", "3c:2a:f4:5d:61:56", "printer", Server("ipp", ("631/tcp",), PAPER),
        identity={"ipp": {"vendor": "Lab Works", "product": "Lab Works LaserWriter 9", "name": "Dispatch printer"}},
        weaknesses=["printer-open"],
    ),
    _device(
        157, "switch-public", "00:90:e8:31:0a:57", "switch", Server("snmp_public", ("161/udp",), OLD_SWITCH),
        identity={"snmp-system": OLD_SWITCH},
    ),
)  # fmt: skip

DEVICES = MACHINES + AROUND
