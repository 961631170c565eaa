"""The lab keeps its word: its table is sound, coming up touches nothing, going down leaves nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests import conftest
from tests.lab import absent, factory, network, places, programs, runner
from tests.lab.asking import needs_lab


def test_names_addresses_and_macs_are_unique() -> None:
    for values in zip(*((one.name, one.address, one.mac) for one in factory.TABLE), strict=True):
        assert len(set(values)) == len(values)


def test_a_twin_is_a_device_of_the_table() -> None:
    assert {one.twin_of for one in factory.TABLE if one.twin_of} <= set(factory.names(factory.TABLE))


def test_every_weakness_has_a_device_without_it() -> None:
    weak = {fault for one in factory.TABLE for fault in one.weaknesses}
    for fault in weak:
        assert any(fault not in one.weaknesses and one.servers for one in factory.TABLE)


def test_every_kind_of_server_has_a_file() -> None:
    for server in (server for one in factory.TABLE for server in one.servers):
        assert import_module(f"tests.lab.servers.{server.kind}").programs


def test_the_bench_has_180_open_ports_on_50_addresses() -> None:
    assert len(factory.BENCH_OPEN) == 180
    assert len(factory.BENCH_LIVE) == 50
    assert len({port for _, port in factory.BENCH_OPEN}) == 40
    assert {address for address, _ in factory.BENCH_OPEN} <= set(factory.BENCH_LIVE)


def test_without_root_the_lab_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "needs root" in (factory.why_not() or "")


def test_a_directory_with_other_things_is_never_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    monkeypatch.setenv("VGL_LAB_DIR", str(tmp_path))
    with pytest.raises(PermissionError, match="isn't the lab's"):
        places.claim()
    places.remove()
    assert (tmp_path / "thesis.txt").exists()


def test_an_unknown_device_is_named_in_the_error() -> None:
    with pytest.raises(factory.LabError, match="no device named tardis"):
        factory.chosen(["tardis"])


def test_a_device_behind_the_router_brings_the_router() -> None:
    assert {one.name for one in factory.chosen(["office-far"])} == {"office-far", "router"}


def test_the_lab_is_left_without_a_device_whose_server_this_machine_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        runner, "find", lambda program: None if program == "vsftpd" else f"/usr/bin/{program}"
    )
    lacking = absent.left_out(factory.TABLE)
    assert lacking["cnc-telnet"] == ["vsftpd"]
    assert "hmi-web" not in lacking
    assert "without cnc-telnet: not installed here: vsftpd" in absent.told(lacking)


def test_a_library_that_this_python_lacks_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "find", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr(places, "has_module", lambda name: False)
    assert absent.left_out(factory.TABLE) == {"feeder-relay": ["pyiec61850"]}


def test_before_the_lab_is_set_up_nobody_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "find", lambda program: None)
    assert absent.left_out(factory.TABLE) == {}


def test_an_absent_device_says_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factory, "DEVICES", ())
    monkeypatch.setattr(factory, "ABSENT", {"cnc-telnet": ["vsftpd"]})
    with pytest.raises(factory.AbsentError, match="without cnc-telnet: not installed here: vsftpd"):
        factory.chosen(["cnc-telnet"])


def test_a_test_of_an_absent_device_is_skipped() -> None:
    around = conftest.pytest_pyfunc_call()
    next(around)
    with pytest.raises(pytest.skip.Exception, match="left without it"):
        around.throw(factory.AbsentError("The lab is left without it."))


def test_any_other_failure_stays_one() -> None:
    around = conftest.pytest_pyfunc_call()
    next(around)
    with pytest.raises(factory.LabError, match="no device named"):
        around.throw(factory.LabError("There is no device named tardis."))


class TestUpAndDown:
    """Each of these brings up what it needs itself."""

    pytestmark = needs_lab

    @pytest.fixture(autouse=True)
    def down_before_and_after(self) -> Iterator[None]:
        factory.down()
        yield
        factory.down()

    def test_bringing_up_touches_no_server(self) -> None:
        factory.up()
        scanner_address = re.compile(re.escape(factory.SCANNER_ADDRESS) + r"\b")
        assert not [one.name for one in factory.DEVICES if scanner_address.search(factory.log(one))]
        assert not any(factory.fragile_record().values())

    def test_down_leaves_nothing(self) -> None:
        factory.up()
        factory.bench_up()
        started, borrowed = runner.running(), runner.borrowed()
        factory.down()
        assert network.existing() == []
        assert not [one for one in started if programs.start_time(one.pid) == one.started]
        assert not [path for path in borrowed if path.exists()]
        assert not places.lab_dir().exists()
        assert not list(Path("/tmp").glob(".X83??-lock"))
        assert not factory.is_up()

    def test_down_twice_is_no_error(self) -> None:
        factory.down()
        factory.down()

    def test_only_brings_up_what_was_asked_for(self) -> None:
        factory.up(["hmi-web", "innocent"])
        assert network.existing() == ["vgl-hmi-web", "vgl-innocent", "vgl-scanner", "vgl-switch"]
        assert factory.is_up(["hmi-web"])
        assert not factory.is_up()

    def test_two_commands_at_a_time_take_turns(self) -> None:
        command = [sys.executable, "-m", "tests.lab"]
        orders = (["up", "--only", "innocent"], ["down"], ["up", "--only", "innocent"], ["down"]) * 3
        at_once = [subprocess.Popen([*command, *order], cwd=places.CHECKOUT) for order in orders]
        assert [one.wait(timeout=600) for one in at_once] == [0] * len(orders)
        factory.down()
        assert network.existing() == []
        assert not places.lab_dir().exists()

    def test_a_server_that_has_ended_is_started_again(self) -> None:
        factory.up(["broker-open"])
        (broker,) = runner.running()
        programs.end([broker.pid])
        assert not factory.is_up(["broker-open"])
        factory.up(["broker-open"])
        assert factory.is_up(["broker-open"])
