"""A pack is used whole or told in one sentence; nothing of a bad one gets in."""

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from scanner import packs
from scanner.packs import PackError, load_checks, load_probes

GOOD = """
from scanner import Severity, check, met
from scanner.evidence import TelnetGreeting

@check(id="{id}", title="Title", why="Why.", what_to_do="Do.", who="owner", needs=TelnetGreeting,
       severity=Severity.LOW, requirements={{}})
def judge(fact):
    return met("Fine.")
"""

PROBE = """
from scanner.evidence import TelnetGreeting
from scanner.plugin import Tcp, probe

@probe(id="{id}", title="Title", protocol="telnet", ports=[Tcp(23)], gives=TelnetGreeting)
def ask(line):
    return TelnetGreeting()
"""


def folder(place: Path, **files: str) -> str:
    for name, text in files.items():
        (place / f"{name}.py").write_text(text)
    return str(place)


def refusal(*folders: str) -> str:
    """The sentence in which a pack is refused: one line, no traceback."""
    with pytest.raises(PackError) as caught:
        load_checks(folders)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_a_good_folder_adds_its_check_with_its_origin(tmp_path: Path) -> None:
    place = folder(tmp_path, own=GOOD.format(id="own-check"))
    catalogue = load_checks([place])
    assert catalogue.checks["own-check"].title == "Title"
    assert catalogue.origins["own-check"] == f"folder {tmp_path}"
    assert tmp_path in catalogue.folders


def test_our_own_checks_are_there_without_any_folder() -> None:
    catalogue = load_checks()
    assert len(catalogue.checks) >= 15
    assert set(catalogue.origins) == set(catalogue.checks)


def test_an_empty_pack_is_refused(tmp_path: Path) -> None:
    assert "holds no check" in refusal(str(tmp_path))


def test_a_pack_with_code_but_no_check_is_refused(tmp_path: Path) -> None:
    assert "holds no check" in refusal(folder(tmp_path, nothing="x = 1\n"))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert "is not there" in refusal(str(tmp_path / "gone"))


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack.py").write_text("")
    assert "is not there" in refusal(str(tmp_path / "pack.py"))


def test_a_check_that_takes_an_id_of_ours_is_refused(tmp_path: Path) -> None:
    taken = next(iter(load_checks().checks))
    sentence = refusal(folder(tmp_path, own=GOOD.format(id=taken)))
    assert taken in sentence
    assert str(tmp_path) in sentence


def test_two_folders_with_one_id_are_refused(tmp_path: Path) -> None:
    places = [tmp_path / "a", tmp_path / "b"]
    for place in places:
        place.mkdir()
        folder(place, own=GOOD.format(id="own-check"))
    assert "own-check" in refusal(*map(str, places))


IMPORTS = {
    "plain": "import socket",
    "renamed": "import socket as s",
    "among others": "import os, socket",
    "a part": "from socket import create_connection",
    "a submodule": "import urllib.request",
    "from a package": "from urllib import request",
    "inside a function": "def f():\n    import socket",
    "importlib": "import importlib\nx = importlib.import_module('socket')",
    "import_module": "from importlib import import_module\nx = import_module('ssl')",
    "__import__": "x = __import__('socket')",
    "a computed name": "x = __import__('sock' + 'et')",
    "a keyword": "x = __import__(name='socket')",
    "scapy": "from scapy.all import IP",
    "the sensor": "from scanner.sensor.wire import tcp",
    "the sensor, sideways": "from scanner import sensor",
    "a program": "import subprocess",
}


@pytest.mark.parametrize("code", IMPORTS.values(), ids=IMPORTS)
def test_a_check_that_could_reach_the_network_is_refused_before_it_runs(code: str, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    text = f"open({str(ran)!r}, 'w')\n{code}\n{GOOD.format(id='own-check')}"
    sentence = refusal(folder(tmp_path, own=text))
    assert "own.py, line " in sentence
    assert not ran.exists()


BROKEN = {
    "a syntax error": "def f(:\n",
    "no Python at all": "\x00\x01",
    "too deep": "x = " + "(" * 5000 + ")" * 5000,
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_not_python_is_refused(text: str, tmp_path: Path) -> None:
    assert "own.py is not Python" in refusal(folder(tmp_path, own=text))


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_bytes(b"x = '\xe8'")
    assert "own.py is not Python" in refusal(str(tmp_path))


def test_a_folder_that_is_called_like_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.py").mkdir()
    assert "own.py can't be read" in refusal(str(tmp_path))


FAILING = {
    "an error": "raise RuntimeError('oh')",
    "a missing module": "import no_such_module",
    "an end of the program": "raise SystemExit(0)",
    "a bad id": GOOD.format(id="Not An Id"),
}


@pytest.mark.parametrize("text", FAILING.values(), ids=FAILING)
def test_a_pack_that_fails_while_it_loads_is_refused(text: str, tmp_path: Path) -> None:
    assert "can't be loaded" in refusal(folder(tmp_path, own=text))


def test_a_packs_own_tests_are_not_loaded(tmp_path: Path) -> None:
    place = folder(tmp_path, own=GOOD.format(id="own-check"), test_own="import socket; raise RuntimeError")
    assert "own-check" in load_checks([place]).checks


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of a stranger that is installed with an entry point for checks."""
    place = tmp_path / "strange_pack"
    place.mkdir()
    (place / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    entry = EntryPoint("strange", "strange_pack", "vaglio.packs")
    monkeypatch.setattr(packs, "entry_points", lambda group: [entry] if group == entry.group else [])
    yield place
    for name in [name for name in sys.modules if name.startswith("strange_pack")]:
        del sys.modules[name]


def test_an_installed_pack_adds_the_checks_of_its_modules(package: Path) -> None:
    (package / "own.py").write_text(GOOD.format(id="strange-check"))
    catalogue = load_checks()
    assert catalogue.origins == {"strange-check": "strange_pack"}
    assert catalogue.folders == (package,)


@pytest.mark.parametrize(
    ("text", "why"),
    [("import socket", "imports socket"), ("raise RuntimeError", "can't be loaded"), ("x = 1", "holds no check"),
     ("def f(:", "is not Python"), ("import no_such_module", "can't be loaded")],
)  # fmt: skip
def test_a_bad_installed_pack_is_told_in_one_sentence(package: Path, text: str, why: str) -> None:
    (package / "own.py").write_text(text)
    sentence = refusal()
    assert why in sentence
    assert "strange" in sentence


def test_an_entry_point_to_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("gone", "no_such_pack_at_all", "vaglio.packs")
    monkeypatch.setattr(packs, "entry_points", lambda group: [entry] if group == entry.group else [])
    assert "install it again" in refusal()


def test_a_folder_adds_its_probe(tmp_path: Path) -> None:
    found = load_probes("scanner.sensor.probes", [folder(tmp_path, own=PROBE.format(id="own-probe"))])
    assert "own-probe" in {probe.id for probe in found}
    assert "modbus-identity" in {probe.id for probe in found}


def test_a_folder_with_a_probe_only_is_no_fault_of_its_checks(tmp_path: Path) -> None:
    assert load_checks([folder(tmp_path, own=PROBE.format(id="own-probe"))]).checks


def test_a_probe_that_takes_an_id_of_ours_is_refused(tmp_path: Path) -> None:
    place = folder(tmp_path, own=PROBE.format(id="modbus-identity"))
    with pytest.raises(PackError, match="modbus-identity"):
        load_probes("scanner.sensor.probes", [place])
