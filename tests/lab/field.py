"""The lab's building services, field devices and remote stations, each with the protocol that names it."""

from __future__ import annotations

from typing import Any

from tests.lab.model import Device, Server


def _device(  # noqa: PLR0917 - one row of the table
    octet: int, name: str, mac: str, role: str, server: Server, told: dict[str, str], *weaknesses: str,
    twin_of: str | None = None,
) -> Device:  # fmt: skip
    address, identity = f"10.83.0.{octet}", {server.kind: told}
    return Device(name, address, mac, role, (server,), identity, frozenset(weaknesses), twin_of)


def _server(kind: str, *ports: str, **options: Any) -> Server:
    return Server(kind, ports, options)


AIR = {
    "instance": "4711", "vendor_id": "999", "vendor": "Lab Controls", "model": "LC-100 AHU",
    "firmware": "2.4.1", "software": "1.9", "name": "AHU-1",
}  # fmt: skip
FOX = {
    "fox.version": "1.0", "hostName": "jace-hall-2", "hostAddress": "10.83.0.123", "app.name": "Station",
    "app.version": "4.10.1.36", "vm.name": "Java HotSpot(TM) Embedded Client VM", "vm.version": "25.201-b08",
    "os.name": "QNX", "os.version": "6.5.0", "station.name": "Hall_2", "lang": "en",
    "hostId": "Qnx-TITAN-9C31-0001", "brandId": "vykon",
}  # fmt: skip
RELAY = {"vendor": "Lab Relays", "model": "LR-670", "revision": "2.2.1"}
BECKHOFF = "00:01:05:2d:db:79"
MOXA, LANTRONIX = "00:90:e8:5a:c0:7c", "00:20:4a:14:12:7d"

STATION = {"station": "press-io-1", "model": "ET 200SP", "vendor_id": "002a", "device_id": "0313"}

DEVICES: tuple[Device, ...] = (
    _device(
        120, "air-handler", "00:40:ae:03:11:78", "building controller", _server("bacnet", "47808/udp", **AIR),
        {key: AIR[key] for key in ("instance", "vendor", "model", "firmware", "software", "name")},
        "bacnet-reachable",
    ),
    _device(
        121, "packaging-pc", BECKHOFF, "controller",
        _server("ads", "48899/udp", net_id="5.45.219.121.1.1", name="CX-2DDB79", version=[3, 1, 4024],
                system=[10, 0, 19045, 2]),
        {"name": "CX-2DDB79", "product": "TwinCAT 3", "version": "3.1.4024", "system": "Windows 10.0.19045"},
        "ads-reachable",
    ),
    _device(
        122, "hall-lighting", "00:24:6d:01:2c:7a", "building controller",
        _server("knx", "3671/udp", name="KNX IP Router", address="1.1.4"),
        {"name": "KNX IP Router", "address": "1.1.4"}, "knx-without-secure",
    ),
    _device(
        123, "building-station", "00:01:f0:8e:44:7b", "building controller", _server("fox", "1911/tcp", **FOX),
        {"name": FOX["station.name"], "version": FOX["app.version"], "brand": FOX["brandId"]},
        "fox-cleartext",
    ),
    _device(
        134, "building-station-secured", "00:01:f0:8e:44:86", "building controller",
        _server("fox", "4911/tcp", tls=True, **{**FOX, "station.name": "Hall_3", "hostAddress": "10.83.0.134"}),
        {"name": "Hall_3", "version": FOX["app.version"], "brand": FOX["brandId"]}, twin_of="building-station",
    ),
    _device(
        124, "scale-port", MOXA, "serial server",
        _server("moxa", "4800/udp", mac=MOXA, model="511a", address="10.83.0.124"), {"model": "511a", "mac": MOXA},
        "moxa-setup-open",
    ),
    _device(
        125, "tester-port", LANTRONIX, "serial server",
        _server("lantronix", "30718/udp", firmware="X2", checksum="a5c3", mac=LANTRONIX),
        {"firmware": "X2", "mac": LANTRONIX}, "lantronix-setup-open",
    ),
    _device(
        126, "flow-gateway", "00:26:16:00:02:7e", "gateway",
        _server("hartip", "5094/udp", "5094/tcp", maker=38, device_type=0x264E, revisions=[7, 4, 1], device="0000d2"),
        {"manufacturer_id": "38", "device_type": "9806", "device_id": "0000d2"}, "hart-ip-unauthenticated",
    ),
    _device(
        127, "order-queue", "b8:27:eb:7c:10:7f", "broker", _server("amqp", "5672/tcp", "15672/tcp"),
        {"product": "garagemq", "version": "0.1"}, "amqp-cleartext",
    ),
    _device(
        135, "line-bus", "b8:27:eb:7c:10:87", "broker", _server("amqp_1_0", "5672/tcp"),
        {"protocol_version": "1-0-0"}, "amqp-anonymous",
    ),
    _device(
        128, "air-sensor", "24:0a:c4:5d:03:80", "sensor",
        _server("coap", "5683/udp", paths=["/sensors/temperature", "/actuators/fan"]),
        {"resource": "/sensors/temperature"}, "coap-readable",
    ),
    _device(
        129, "substation-rtu", "00:0e:8c:12:90:81", "remote terminal unit", _server("iec104", "2404/tcp"),
        {"protocol": "iec-104"}, "remote-station-exposed",
    ),
    _device(
        130, "feeder-relay", "00:30:a7:05:4b:82", "protection relay", _server("mms", "102/tcp", **RELAY), RELAY,
        "mms-unauthenticated",
    ),
    _device(
        131, "well-outstation", "00:30:a7:05:4b:83", "remote terminal unit",
        _server("dnp3", "20000/tcp", address=1), {"protocol": "dnp3", "address": "1"},
        "remote-station-exposed",
    ),
    _device(
        133, "press-io", "28:63:36:4b:10:85", "remote I/O", _server("profinet", **STATION), STATION,
    ),
    _device(
        132, "depot-gauge", "00:80:a3:6b:20:84", "tank gauge",
        _server("atg", "10001/tcp", station=["DEPOT NORTH", "VIA ROMA 1"], products=["DIESEL", "ADBLUE"]),
        {"station": "DEPOT NORTH, VIA ROMA 1", "tanks": "2"}, "tank-gauge-open",
    ),
)  # fmt: skip
