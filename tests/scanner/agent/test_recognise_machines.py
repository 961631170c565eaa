"""The rules for machine tools, robots, 3D printers, cameras and printers, and for what is only heard."""

from datetime import UTC, datetime

import pytest

from scanner.agent.recognise import best, identifications, services
from scanner.evidence import (
    Announcement,
    Certificate,
    FanucCnc,
    HeidenhainDoor,
    HttpPage,
    IppPrinter,
    KukaRobot,
    MtConnectAgent,
    Printer3d,
    RtspServer,
    SnmpSystem,
    TlsServer,
    UrRobot,
)
from scanner.model import Evidence, Fact, Service

AT = datetime(2024, 3, 9, tzinfo=UTC)
BAMBU = Certificate(
    subject="CN=01S00A123456789",
    issuer="CN=BBL CA,O=BBL Technologies Co.\\, Ltd,C=CN",
    not_before=AT,
    not_after=AT,
)
OTHER = Certificate(subject="CN=BBL CA", issuer="CN=my own", not_before=AT, not_after=AT)

OCTOPRINT = "/login/?redirect=%2F%3F&permissions=STATUS%2CSETTINGS_READ"


def heard(fact: Fact) -> Evidence:
    service = Service(transport="tcp", port=1)
    return Evidence(asset="10.0.0.1", probe="a-probe", wanted=fact.kind, fact=fact, service=service)


def identity(fact: Fact, *fields: str) -> tuple[str, ...]:
    found = identifications([heard(fact)], "")
    return tuple(best(found, field) for field in fields)


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (FanucCnc(product="Series 0", series="D4F1", version="30.0"), ("cnc", "Fanuc", "Series 0", "30.0")),
        (FanucCnc(), ("cnc", "Fanuc", "", "")),
        (UrRobot(greeting="x", product="UR5", version="5.11"), ("robot", "Universal Robots", "UR5", "5.11")),
        (KukaRobot(product="KR6R900", serial="7"), ("robot", "KUKA", "KR6R900", "")),
        (HeidenhainDoor(), ("cnc", "Heidenhain", "", "")),
        (MtConnectAgent(vendor="Okuma", product="L300", version="1.7"), ("cnc", "Okuma", "L300", "")),
        (Printer3d(vendor="Ultimaker", product="S7", version="8.2.0"), ("3d-printer", "Ultimaker", "S7", "8.2.0")),
        (TlsServer(certificate=BAMBU), ("3d-printer", "Bambu Lab", "", "")),
        (TlsServer(certificate=OTHER), ("", "", "", "")),
        (HttpPage(status=302, redirect=OCTOPRINT), ("3d-printer", "", "", "")),
        (HttpPage(status=302, redirect="/login/?redirect=%2F"), ("", "", "", "")),
        (RtspServer(status=200), ("camera", "", "", "")),
        (IppPrinter(status=0, vendor="HP", product="M507", firmware="2.1"), ("printer", "HP", "M507", "2.1")),
        (SnmpSystem(description="EDS-408A switch", community="public"), ("switch", "", "EDS-408A switch", "")),
    ],
    ids=lambda value: value.kind if isinstance(value, Fact) else "",
)  # fmt: skip
def test_role_maker_product_and_version_are_recognised(fact: Fact, told: tuple[str, ...]) -> None:
    assert identity(fact, "role", "vendor", "product", "version") == told


def test_a_3d_printer_is_recognised_from_what_it_announces_alone() -> None:
    said = Announcement(
        protocol="mdns", names=("printer3d.local",),
        details={
            "services": "_octoprint._tcp.local", "model": "Prusa MK3S", "vendor": "Prusa Research", "version": "1.9.3",
        },
    )  # fmt: skip
    told = ("3d-printer", "Prusa Research", "Prusa MK3S", "1.9.3", "printer3d.local")
    assert identity(said, "role", "vendor", "product", "version", "name") == told


@pytest.mark.parametrize(
    ("protocol", "details", "role"),
    [
        ("profinet", {"role": "io-controller", "vendor": "Siemens"}, "plc"),
        ("profinet", {"role": "io-device"}, ""),
        ("powerlink", {"part": "managing node"}, "plc"),
        ("powerlink", {"part": "controlled node"}, ""),
        ("ethercat", {}, ""),
        ("bacnet", {"instance": "7"}, "building-controller"),
        ("ethernet-ip", {"device_type": "programmable logic controller"}, "plc"),
        ("ethernet-ip", {"asks": "ListIdentity"}, ""),
        ("ws-discovery", {"types": "dn:NetworkVideoTransmitter"}, "camera"),
        ("ws-discovery", {"types": "wsdp:Device pub:Computer"}, "workstation"),
        ("mdns", {"role": "io-controller"}, ""),
    ],
)
def test_what_is_heard_gives_a_role_only_where_it_says_one(
    protocol: str, details: dict[str, str], role: str
) -> None:
    said = Announcement.model_validate({"protocol": protocol, "details": details})
    assert identity(said, "role") == (role,)


def test_what_was_asked_weighs_more_than_what_was_heard() -> None:
    said = Announcement(protocol="mdns", details={"vendor": "somebody", "model": "something"})
    found = identifications([heard(said), heard(UrRobot(greeting="x", product="UR5"))], "")
    assert (best(found, "vendor"), best(found, "product")) == ("Universal Robots", "UR5")


def test_each_answer_names_its_service() -> None:
    names = {
        services([heard(fact)])[0].protocol
        for fact in (
            FanucCnc(),
            UrRobot(greeting="x"),
            HeidenhainDoor(),
            RtspServer(status=200),
            IppPrinter(status=0),
        )
    }
    assert names == {"focas", "ur-dashboard", "lsv2", "rtsp", "ipp"}


def _ssdp(software: str) -> Announcement:
    return Announcement(protocol="ssdp", details={"software": software, "software_version": "1.9.3"})


def test_the_software_that_a_upnp_device_names_is_its_product_with_the_version_that_belongs_to_it() -> None:
    machine = Announcement(protocol="mdns", details={"model": "Prusa MK3S"})
    found = identifications([heard(machine), heard(_ssdp("OctoPrint"))], "")
    told = [best(found, name) for name in ("product", "model", "version")]
    assert told == ["OctoPrint", "Prusa MK3S", "1.9.3"]
    assert best(identifications([heard(_ssdp("Cam"))], ""), "product") == "Cam"
    sure = identifications([heard(_ssdp("Cam")), heard(machine)], "")
    assert best(sure, "product") == "Prusa MK3S", (
        "what a device says of itself beats the name of some software"
    )


@pytest.mark.parametrize("kit", ["MiniUPnPd", "Portable SDK for UPnP devices", "IpBridge", "ReadyDLNA"])
def test_the_kit_that_a_upnp_device_was_built_with_is_not_its_product(kit: str) -> None:
    found = identifications([heard(_ssdp(kit))], "")
    assert [best(found, name) for name in ("product", "version")] == ["", ""]
