"""Every kind of machine is recognised by something that such a machine really says."""

import pytest

from reports.words import ROLES, word
from scanner.agent.recognise import best, identifications, level
from scanner.agent.rules import rules
from scanner.evidence import (
    Announcement,
    BacnetDevice,
    EthernetIpIdentity,
    FanucCnc,
    GridPresence,
    HttpPage,
    IppPrinter,
    ModbusIdentity,
    MoxaDevice,
    OpcUaServer,
    Printer3d,
    S7Identity,
    SmbServer,
    SnmpSystem,
    UrRobot,
)
from scanner.model import Fact, Zone
from tests.scanner.agent.things import heard

DRIVE = EthernetIpIdentity(
    vendor_id=1, vendor="Rockwell Automation", device_type=150, device_type_name="AC Drive", product_code=9,
    revision="8.1", serial="0x01a2b3c4", product_name="PowerFlex 525 3P 400V",
)  # fmt: skip
PANEL = DRIVE.model_copy(update={"device_type_name": "Human-Machine Interface", "product_name": "2711P-T7C"})
METER = ModbusIdentity(
    vendor="Schneider Electric", product="METSEPM5560", version="V2.7", product_name="PM5560"
)
PAC = ModbusIdentity(vendor="SIEMENS AG", product="7KM2112-0BA00-3AA0", version="V2.4")


def said(protocol: str, **details: str) -> Announcement:
    return Announcement.model_validate({"protocol": protocol, "details": details})


# Texts: sysDescr and LLDP descriptions as these makers' devices send them; UPnP device types of the UPnP forum;
# DHCP vendor classes (option 60) as the telephones' makers document them.
EVIDENCE: list[tuple[str, Fact]] = [
    ("plc", S7Identity(order_number="6ES7 315-2EH14-0AB0", module_type="CPU 315-2 PN/DP")),
    ("rtu", GridPresence(protocol="iec-104")),
    ("drive", DRIVE),
    ("hmi", PANEL),
    ("cnc", FanucCnc(product="Series 0i-F", series="D4F1", version="30.0")),
    (
        "robot",
        UrRobot(greeting="Connected: Universal Robots Dashboard Server", product="UR10", version="5.11"),
    ),
    ("robot", HttpPage(status=401, asks_login="digest", realm="validusers@robapi.abb")),
    ("robot", OpcUaServer(application_name="KUKA.DeviceConnector", vendor="KUKA")),
    ("3d-printer", HttpPage(status=401, asks_login="digest", realm="Printer API")),
    ("3d-printer", HttpPage(status=200, title="Duet Web Control")),
    ("3d-printer", said("ssdp", nt="urn:bambulab-com:device:3dprinter:1", serial="01P00A123456789")),
    ("3d-printer", Printer3d(vendor="Ultimaker", product="Ultimaker S5", version="7.0.1")),
    ("gateway", OpcUaServer(application_name="KEPServerEX/UA", vendor="Kepware")),
    ("serial-server", MoxaDevice(mac="00:90:e8:11:22:33", model_id="511a")),
    ("switch", said("lldp", description="Siemens, SIMATIC NET, SCALANCE X208, 6GK5 208-0BA10-2AA3")),
    ("switch", SnmpSystem(community="public", description="Hirschmann RS20-0800T1T1SDAEHH switch")),
    ("router", SnmpSystem(community="public", description="RouterOS RB750Gr3")),
    (
        "router",
        said("ssdp", nt="urn:schemas-upnp-org:device:InternetGatewayDevice:1", server="FRITZ!Box 7590"),
    ),
    ("router", said("lldp", description="MikroTik RouterOS 6.49.10 (stable) RB750Gr3")),
    ("router", HttpPage(status=200, title="RouterOS router configuration page")),
    ("camera", said("ws-discovery", types="dn:NetworkVideoTransmitter tds:Device")),
    ("printer", IppPrinter(status=0, vendor="HP", product="LaserJet M507")),
    ("nas", HttpPage(status=200, title="NAS-OFFICE - Synology DiskStation")),
    ("server", SmbServer(dialect="3.1.1")),
    ("workstation", said("ws-discovery", types="wsdp:Device pub:Computer")),
    ("phone", said("dhcp", vendor_class_id="yealink")),
    ("phone", said("dhcp", vendor_class_id="Cisco Systems, Inc. IP Phone CP-7945G")),
    ("phone", said("lldp", description="snomD785-SIP 10.1.101.11")),
    ("building-controller", BacnetDevice(instance=7, vendor="Johnson Controls", model="NAE4510")),
    ("energy-meter", METER),
    ("energy-meter", PAC),
    ("energy-meter", BacnetDevice(instance=9, vendor="Schneider Electric", model="PM5563")),
    ("energy-meter", HttpPage(status=200, title="SENTRON PAC4200")),
    ("time-clock", HttpPage(status=200, title="ZKTeco", server="ZK Web Server")),
]
NAMED = (
    "plc", "rtu", "drive", "hmi", "cnc", "robot", "3d-printer", "gateway", "serial-server", "switch", "router",
    "camera", "printer", "nas", "server", "workstation", "phone", "building-controller", "energy-meter",
    "time-clock",
)  # fmt: skip


@pytest.mark.parametrize(("role", "fact"), EVIDENCE)
def test_a_machine_is_told_by_what_it_says(role: str, fact: Fact) -> None:
    assert best(identifications([heard(fact)], ""), "role") == role


def test_every_role_has_its_evidence_here_and_a_word_for_people() -> None:
    assert {role for role, _ in EVIDENCE} == set(NAMED)
    assert {rule.role for rule in rules().role} | {rule.role for rule in rules().maker} == set(NAMED)
    assert [role for role in (*NAMED, "unknown") if word(ROLES, role) == role] == []


@pytest.mark.parametrize(
    ("maker", "role"),
    [
        ("Synology Incorporated", "nas"), ("Dell Inc.", "workstation"), ("SOLARI DI UDINE SPA", "time-clock"),
        ("YEALINK(XIAMEN) NETWORK TECHNOLOGY CO.,LTD.", "phone"), ("Kuka Welding Systems & Robots", "robot"),
        ("Janitza electronics GmbH", "energy-meter"), ("Teltonika Networks UAB", "router"),
        ("Espressif Inc.", ""),
    ],
)  # fmt: skip
def test_the_maker_of_the_card_hints_at_the_role(maker: str, role: str) -> None:
    assert best(identifications([], maker), "role") == role


@pytest.mark.parametrize(
    "fact",
    [
        ModbusIdentity(vendor="Schneider Electric", product="TM241CE24R", product_name="M241"),
        BacnetDevice(instance=1, vendor="JCI", model="NAE4510"),
        HttpPage(status=200, title="Welcome"),
        said("ssdp", nt="upnp:rootdevice"),
        said("dhcp", vendor_class_id="MSFT 5.0"),
    ],
)
def test_what_another_machine_says_is_no_router_meter_phone_or_clock(fact: Fact) -> None:
    roles = {item.value for item in identifications([heard(fact)], "") if item.field == "role"}
    assert roles & {"router", "energy-meter", "phone", "time-clock"} == set()


@pytest.mark.parametrize(
    ("role", "zone", "expected"),
    [
        ("plc", Zone.OT, "1"), ("plc", Zone.IT, "1"), ("hmi", Zone.MIXED, "2"), ("server", Zone.OT, "3"),
        ("server", Zone.DMZ, "3.5"), ("server", Zone.IT, "4"), ("server", Zone.MIXED, ""),
        ("workstation", Zone.IT, "4"), ("switch", Zone.OT, ""), ("unknown", Zone.OT, ""),
    ],
)  # fmt: skip
def test_the_level_follows_role_and_zone_and_stays_open_where_they_do_not_tell(
    role: str, zone: Zone, expected: str
) -> None:
    assert level(role, zone) == expected
