"""The lab's responders, which were made from other sources than the probes, answer what the probes ask."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from ipaddress import IPv4Interface
from typing import Any

import pytest

from scanner.model import Fact
from scanner.plugin import Silence
from scanner.sensor.probes.modbus import modbus_identity
from tests.lab import controllers
from tests.lab.model import Device
from tests.lab.servers import codesys_v3 as runtime
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.plc_replies import CASES, OWN, PlacedLine

SPELLED = {
    "name": "controller_id", "system": "operating_system", "device": "device_name", "hardware_id": "hardware_id",
}  # fmt: skip
FIELDS = {"umas": {"hardware": "hardware_id"}}
DEVICES = [one for one in controllers.DEVICES if one.servers[0].kind != "codesys_v3"]


def responder(device: Device) -> Callable[[bytes], bytes]:
    server = device.servers[0]
    answer = import_module(f"tests.lab.servers.{server.kind}").answer
    return partial(answer, **server.options)


def answering(device: Device) -> Callable[[bytes], bytes]:
    """As a line hears it: no answer is silence."""
    answer = responder(device)

    def reply(asked: bytes) -> bytes:
        told = answer(asked)
        if not told:
            raise Silence("no answer")
        return told

    return reply


def agrees(fact: Fact, device: Device) -> bool:
    kind = device.servers[0].kind
    spelled = SPELLED | FIELDS.get(kind, {})
    values = fact.model_dump()
    return all(values[spelled.get(key, key)] == value for key, value in device.identity[kind].items())


def probe_of(device: Device) -> Any:
    server = device.servers[0]
    name = server.kind.replace("_", " ")
    return next(case.probe for key, case in CASES.items() if key == name)


@pytest.mark.parametrize("device", DEVICES, ids=lambda device: device.name)
def test_the_responder_tells_the_probe_what_the_labs_table_says(device: Device) -> None:
    probe = probe_of(device)
    assert agrees(probe(ScriptedLine(probe.protocol, [answering(device)] * 4)), device)


@pytest.mark.parametrize("device", controllers.DEVICES, ids=lambda device: device.name)
def test_each_device_declares_ports_that_its_probe_asks_and_an_address_of_this_table(device: Device) -> None:
    asked = {
        f"{port.port}/{type(port).__name__.lower()}" for case in CASES.values() for port in case.probe.ports
    }
    assert set(device.ports) <= asked
    assert 100 <= int(device.address.rpartition(".")[2]) <= 119


def test_a_schneider_controller_tells_its_modbus_identity_too() -> None:
    device = next(one for one in DEVICES if one.servers[0].kind == "umas")
    fact = modbus_identity(ScriptedLine("modbus", [answering(device)] * 4))
    told = device.identity["modbus"]
    assert (fact.vendor, fact.product, fact.version) == (
        told["vendor"],
        told["product_code"],
        told["version"],
    )


def test_the_runtime_answers_to_the_address_that_the_request_names() -> None:
    device = next(one for one in controllers.DEVICES if one.servers[0].kind == "codesys_v3")
    own, told = "192.168.190.175/24", dict(device.servers[0].options)
    places: list[tuple[str, int]] = []

    def reply(asked: bytes) -> bytes:
        found = runtime.answer(asked, own, told)
        assert found
        places.append(found[1:])
        return found[0]

    fact = CASES["codesys v3"].probe(PlacedLine("codesys-v3", [reply], own=OWN))
    assert places == [(str(OWN.ip), 1740)]
    assert agrees(fact, device)
    assert IPv4Interface(own).network == OWN.network
