"""The lab's segments are closed in themselves, and every device listens on what it declares."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.lab import factory, network, places, runner
from tests.lab.asking import command, needs_lab, nmap, scanner

pytestmark = needs_lab


def test_bringing_up_twice_changes_nothing(lab: dict[str, str]) -> None:
    before = runner.running()
    factory.up()
    assert runner.running() == before


def test_status_shows_every_server_running(lab: dict[str, str]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.lab", "status", "--json"],
        capture_output=True, text=True, timeout=180, check=True, cwd=places.CHECKOUT,
    )  # fmt: skip
    lines = json.loads(told.stdout)
    assert [line["name"] for line in lines] == factory.names()
    assert all(line["running"] for line in lines)
    assert factory.is_up()


@pytest.mark.parametrize("name", factory.names())
def test_a_device_listens_on_what_it_declares(name: str, lab: dict[str, str]) -> None:
    device = factory.device(name)
    sockets = command(*factory.inside(device.namespace, "ss", "-Hltnu"))
    found = {f"{line.split()[4].rpartition(':')[2]}/{line.split()[0]}" for line in sockets.splitlines()}
    assert set(device.ports) <= found
    # Over TCP, nothing else; over UDP, senders hold ports of their own.
    assert {port for port in found if port.endswith("tcp")} <= set(device.ports)


@pytest.mark.parametrize("name", factory.names())
def test_no_device_has_a_way_out(name: str, lab: dict[str, str]) -> None:
    namespace = factory.device(name).namespace
    way_out = command("ip", "-n", namespace, "route", "show", "default")
    assert not way_out.strip() or way_out.startswith("blackhole")
    assert "inet6" not in command("ip", "-n", namespace, "address", "show", "dev", "eth0")


def test_the_machine_itself_sees_nothing_of_the_lab(lab: dict[str, str]) -> None:
    own = command("ip", "address") + command("ip", "route")
    assert "10.83." not in own
    assert "10.84." not in own


def test_every_device_on_the_segment_answers_arp_with_its_mac(lab: dict[str, str]) -> None:
    found = scanner("nmap", "-n", "-sn", "-PR", "10.83.0.0/24")
    near = [one for one in factory.DEVICES if one.address.startswith("10.83.0.")]
    assert not [one.name for one in near if one.mac.upper() not in found]


def test_the_quiet_device_answers_nothing_else(lab: dict[str, str]) -> None:
    assert "Host seems down" in scanner(
        "nmap", "-n", "-sn", "-PE", "--disable-arp-ping", factory.device("quiet").address
    )
    assert "filtered" in nmap("quiet", "-sT", "-p80", "--max-retries", "0")


def test_an_ordinary_device_answers_a_ping_and_refuses_connections(lab: dict[str, str]) -> None:
    reply = scanner("nmap", "-n", "-sn", "-PE", "--disable-arp-ping", factory.device("innocent").address)
    assert "Host is up" in reply
    assert "closed" in nmap("innocent", "-sT", "-p80")


def test_the_office_behind_the_router_is_reached_through_it(lab: dict[str, str]) -> None:
    assert "Canteen menu" in nmap("office-far", "-p80", "--script", "http-title")
    assert not scanner("ip", "neigh", "show", factory.device("office-far").address).strip()


def test_exactly_the_declared_ports_are_open_and_then_gone(lab: dict[str, str]) -> None:
    factory.bench_up()
    ports = ",".join(sorted({str(port) for _, port in factory.BENCH_OPEN}))
    scan = ["nmap", "-n", "-sT", "-oG", "-", "-p", ports, "10.84.0.0/24"]
    told = command(*factory.inside(factory.BENCH_SCANNER, *scan), timeout=120)
    found = {
        (line.split()[1], int(part.split("/")[0]))
        for line in told.splitlines()
        if "Ports: " in line
        for part in line.split("Ports: ")[1].split(", ")
        if "/open/" in part
    }
    assert found == factory.BENCH_OPEN
    factory.bench_down()
    assert network.existing("vgl-bench") == []
    assert factory.is_up()
