"""Recognising buildings, field devices and remote stations by what they say."""

import pytest

from scanner.agent.recognise import best, identifications, services
from scanner.evidence import (
    AdsDevice,
    AmqpGreeting,
    BacnetDevice,
    CoapServer,
    FoxStation,
    GridPresence,
    HartDevice,
    KnxDevice,
    LantronixDevice,
    MmsIdentity,
    MoxaDevice,
    ProfinetStation,
    TankGauge,
)
from scanner.model import Fact
from tests.scanner.agent.things import heard

BACNET = BacnetDevice(instance=1, vendor="JCI", model="NAE4510", firmware="5.1", name="KBRNAE")
ADS = AdsDevice(net_id="5.1.2.3.1.1", name="CX-1", product="TwinCAT 3", version="3.1.4024")
FOX = FoxStation(name="Hall_2", product="Niagara Station", version="4.10", brand="vykon")
HART = HartDevice(
    manufacturer_id=38, device_type=1, universal_revision=7, device_revision=1, software_revision=1,
    device_id="0000d2",
)  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (BACNET, {"vendor": "JCI", "product": "NAE4510", "version": "5.1", "role": "building-controller"}),
        (ADS, {"vendor": "Beckhoff", "product": "TwinCAT 3", "version": "3.1.4024", "role": "plc"}),
        (KnxDevice(name="IP Router", serial="00c5"), {"product": "IP Router", "serial": "00c5"}),
        (FOX, {"vendor": "Tridium", "version": "4.10", "name": "Hall_2", "role": "building-controller"}),
        (MoxaDevice(mac="00:90:e8:1:2:3", model_id="511a"), {"vendor": "Moxa", "role": "serial-server"}),
        (LantronixDevice(firmware_type="X2"), {"vendor": "Lantronix", "role": "serial-server"}),
        (HART, {"serial": "0000d2", "role": "gateway"}),
        (
            MmsIdentity(vendor="Lab", model="LR", revision="2"),
            {"vendor": "Lab", "product": "LR", "role": "rtu"},
        ),
        (GridPresence(protocol="dnp3", address=1), {"role": "rtu"}),
        (ProfinetStation(name="press", roles=("controller",)), {"name": "press", "role": "plc"}),
        (ProfinetStation(name="valve", roles=("device",)), {"name": "valve", "role": "gateway"}),
        (TankGauge(station="DEPOT", tanks=2), {"name": "DEPOT", "role": ""}),
        (AmqpGreeting(version="0-9-1", product="RabbitMQ"), {"role": "server", "product": ""}),
        (CoapServer(), {"role": "", "product": ""}),
    ],
    ids=lambda value: value.kind if isinstance(value, Fact) else "",
)
def test_what_a_device_says_names_it(fact: Fact, told: dict[str, str]) -> None:
    found = identifications([heard(fact)], "")
    assert {field: best(found, field) for field in told} == told


def test_a_broker_is_named_where_it_answers() -> None:
    (row,) = services([heard(AmqpGreeting(version="0-9-1", product="RabbitMQ", product_version="3.12"))])
    assert (row.protocol, row.product, row.version) == ("amqp", "RabbitMQ", "3.12")
