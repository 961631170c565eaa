"""The lab's production floor: controllers, panels, brokers and more, with good twins beside the bad."""

from __future__ import annotations

from typing import Any

from tests.lab.model import Device, Server, Told


def _device(octet: int, name: str, mac: str, role: str, *servers: Server, **rest: Any) -> Device:
    rest["weaknesses"] = frozenset(rest.get("weaknesses", ()))
    return Device(name, f"10.83.0.{octet}", mac, role, servers, **rest)


MODICON = {
    "vendor": "Schneider Electric",
    "product_code": "BMX P34 2020",
    "version": "v2.80",
    "url": "https://www.se.com",
    "product": "Modicon M340",
    "model": "BMX P34 2020 Press 1",
}
S7_CPU = {
    "order_number": "6ES7 315-2EH14-0AB0",
    "version": "3.3.0",
    "serial": "S C-C2UR28922012",
    "module": "CPU 315-2 PN/DP",
    "name": "SNAP7-SERVER",
    "copyright": "Original Siemens Equipment",
}
LOGIX = {
    "vendor_id": "1",
    "device_type": "14",
    "product_code": "107",
    "version": "32.11",
    "serial": "60a1b2c3",
    "product": "1769-L33ER/A LOGIX5333ER",
}
LOGIX_OBJECT = {
    "vendor_id": 1,
    "device_type": 14,
    "product_code": 107,
    "revision": 32 | 11 << 8,
    "serial": 0x60A1B2C3,
    "product": LOGIX["product"],
}

ANONYMOUS = {
    "policies": ["NoSecurity", "Basic256Sha256_SignAndEncrypt"],
    "tokens": ["AnonymousIdentityToken", "UserNameIdentityToken"],
    "certificate": {"self_signed": True},
}
SECURED = {
    "policies": ["Basic256Sha256_SignAndEncrypt"],
    "tokens": ["UserNameIdentityToken"],
    "certificate": {"self_signed": True},
}
OUTDATED = {
    "policies": ["Basic128Rsa15_Sign", "Basic256_Sign"],
    "tokens": ["UserNameIdentityToken"],
    "certificate": {
        "self_signed": True,
        "bits": 1024,
        "digest": "sha1",
        "dates": ["-startdate", "20150101000000Z", "-enddate", "20200101000000Z"],
    },
}
ROBOT = {"product": "Cell Controller", "product_uri": "urn:lab-robotics:cell-controller"}
OLD_ROBOT = {"product": "Palletiser", "product_uri": "urn:lab-robotics:palletiser"}


def _opcua(told: dict[str, str], security: dict[str, Any]) -> Server:
    return Server("opcua", ("4840/tcp",), {**told, **security})


def _told(service: str, **values: str) -> Told:
    return {service: values}


CONTROLLERS = (
    _device(
        10, "press-plc", "00:80:f4:1a:22:10", "controller", Server("modbus", ("502/tcp",), MODICON),
        identity={"modbus": MODICON}, weaknesses=["modbus-unauthenticated"],
    ),
    _device(11, "press-plc-shielded", "00:80:f4:1a:22:11", "controller", twin_of="press-plc"),
    _device(
        12, "line-plc", "28:63:36:4b:10:12", "controller", Server("s7", ("102/tcp",)),
        identity={"s7": S7_CPU}, weaknesses=["s7-unauthenticated"],
    ),
    _device(13, "line-plc-shielded", "28:63:36:4b:10:13", "controller", twin_of="line-plc"),
    _device(
        14, "packer-plc", "00:1d:9c:c7:31:14", "controller",
        Server("enip", ("44818/tcp", "44818/udp"), LOGIX_OBJECT),
        identity={"enip": LOGIX}, weaknesses=["enip-unauthenticated"],
    ),
    _device(
        15, "robot-cell", "00:60:c8:2e:90:15", "controller", _opcua(ROBOT, ANONYMOUS),
        identity={"opcua": ROBOT}, weaknesses=["opcua-anonymous"],
    ),
    _device(
        16, "robot-cell-secured", "00:60:c8:2e:90:16", "controller", _opcua(ROBOT, SECURED),
        identity={"opcua": ROBOT}, twin_of="robot-cell",
    ),
    _device(
        17, "old-opcua", "00:a0:45:07:55:17", "controller", _opcua(OLD_ROBOT, OUTDATED),
        identity={"opcua": OLD_ROBOT}, weaknesses=["opcua-weak-policy", "opcua-weak-certificate"],
        twin_of="robot-cell-secured",
    ),
)  # fmt: skip

BROKERS = (
    _device(
        20, "broker-open", "b8:27:eb:5c:01:20", "broker", Server("mqtt", ("1883/tcp",), {"anonymous": True}),
        identity=_told("mqtt"), weaknesses=["mqtt-anonymous"],
    ),
    _device(
        21, "broker-secured", "b8:27:eb:5c:01:21", "broker",
        Server("mqtt", ("8883/tcp",), {"anonymous": False, "tls": True}),
        identity=_told("mqtt"), twin_of="broker-open",
    ),
    _device(
        22, "broker-password", "b8:27:eb:5c:01:22", "broker",
        Server("mqtt", ("1883/tcp",), {"anonymous": False}),
        identity=_told("mqtt"), weaknesses=["mqtt-cleartext"], twin_of="broker-secured",
    ),
)  # fmt: skip

PANEL_TITLE = "Line 3 operator panel"

PANELS = (
    _device(
        34, "cnc-telnet", "00:a0:cd:3f:08:34", "machine tool",
        Server("telnet", ("23/tcp",)), Server("ftp", ("21/tcp",)),
        identity={"telnet": {"banner": "cnc-telnet login:"}, "ftp": {"product": "vsFTPd"}},
        weaknesses=["telnet-open", "ftp-cleartext"],
    ),
    _device(
        35, "cnc-modern", "00:a0:cd:3f:08:35", "machine tool", Server("ssh", ("22/tcp",)),
        identity=_told("ssh", product="OpenSSH"), twin_of="cnc-telnet",
    ),
    _device(
        38, "hmi-vnc", "00:0c:26:9a:44:38", "panel",
        Server("vnc", ("5900/tcp",), {"title": "HMI", "password": False}),
        identity=_told("vnc", version="3.8"), weaknesses=["vnc-without-password", "vnc-unencrypted"],
    ),
    _device(
        39, "hmi-vnc-password", "00:0c:26:9a:44:39", "panel",
        Server("vnc", ("5900/tcp",), {"title": "HMI", "password": True}),
        identity=_told("vnc", version="3.8"), weaknesses=["vnc-unencrypted"], twin_of="hmi-vnc",
    ),
    _device(
        42, "hmi-web", "00:1b:1b:6d:30:42", "panel",
        Server("web", ("80/tcp",), {"title": PANEL_TITLE, "login": True}),
        identity=_told("http", product="nginx", title=PANEL_TITLE), weaknesses=["http-login-cleartext"],
    ),
)  # fmt: skip

SWITCH = {"description": "Moxa EDS-408A V3.8", "engine": "0x800021f3030090e85ac043"}
PRINTER = {
    "instance": "OctoPrint instance on printer3d",
    "product": "OctoPrint",
    "version": "1.9.3",
    "model": "Prusa MK3S",
    "vendor": "Prusa Research",
    "uuid": "5f1c83e0-10a8-4c46-9a6e-b827eb900046",
}
PRINTER_PAGE = {"title": "OctoPrint", "text": "Prusa MK3S: operational"}

OTHERS = (
    _device(
        43, "switch-core", "00:90:e8:5a:c0:43", "switch", Server("snmp", ("161/udp",), SWITCH),
        identity=_told("snmp", engine_id="800021f3030090e85ac043", vendor="Moxa"),
    ),
    _device(
        46, "printer3d", "b8:27:eb:90:00:46", "3D printer",
        Server("web", ("80/tcp",), PRINTER_PAGE), Server("announcer", ("5353/udp",), PRINTER),
        identity={
            "http": {"product": "nginx", "title": "OctoPrint"},
            "mdns": {key: PRINTER[key] for key in ("instance", "version", "model", "vendor")},
            "ssdp": {"product": PRINTER["product"], "version": PRINTER["version"]},
        },
        weaknesses=["upnp-announced"],
    ),
)  # fmt: skip

DEVICES = CONTROLLERS + BROKERS + PANELS + OTHERS
