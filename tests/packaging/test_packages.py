"""The packages as a customer gets them: in clean trees, without a network, upgraded, purged."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parents[2]
MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"
SUITES = {"3.11": "bookworm", "3.13": "trixie"}
pytestmark = [
    pytest.mark.deb,
    pytest.mark.skipif(os.geteuid() != 0, reason="clean trees and network namespaces need root"),
]


def run(*words: str | Path, **more: str) -> str:
    """What a script prints at its end; its whole output where it failed."""
    done = subprocess.run(
        words, cwd=ROOT, env=os.environ | {"PYTHON": sys.executable, "DEB_LEVEL": "1"} | more,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


def built(folder: Path, *version: str) -> Path:
    return Path(run("packaging/deb.sh", folder, *version).splitlines()[-1])


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("dpkg-deb"):
        pytest.skip("the program dpkg-deb is not installed")
    return built(tmp_path_factory.mktemp("deb"))


@pytest.fixture
def cut_off() -> Iterator[list[str]]:
    """The words before a command that may reach nothing but its own loopback."""
    name = f"vgl-{uuid4().hex[:8]}"
    run("ip", "netns", "add", name)
    run("ip", "netns", "exec", name, "ip", "link", "set", "lo", "up")
    yield ["ip", "netns", "exec", name]
    run("ip", "netns", "del", name)


def test_the_package_is_the_same_bit_by_bit_when_it_is_built_again(package: Path, tmp_path: Path) -> None:
    again = built(tmp_path)
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(package.read_bytes()).digest()


def test_it_installs_examines_upgrades_and_purges_in_a_clean_tree(package: Path, tmp_path: Path) -> None:
    if not shutil.which("debootstrap") or MINOR not in SUITES:
        pytest.skip("the program debootstrap is not installed, or no Debian has this Python")
    newer = built(tmp_path, "999")
    told = run("packaging/test_deb.sh", SUITES[MINOR], package, newer)
    assert "ok: purged" in told


def test_the_service_runs_in_its_sandbox_under_a_real_systemd(package: Path) -> None:
    if not shutil.which("systemd-nspawn") or MINOR != "3.11":
        pytest.skip("the program systemd-nspawn is not installed, or this is not the Python of Debian 12")
    told = run("packaging/test_service.sh", package)
    assert "refused: outside" in told


def test_lintian_finds_no_error(package: Path) -> None:
    if not shutil.which("lintian"):
        pytest.skip("the program lintian is not installed")
    done = subprocess.run(["lintian", package], capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if line.startswith("E:")] == []


def test_the_archive_installs_and_examines_where_there_is_no_network(
    tmp_path: Path, cut_off: list[str]
) -> None:
    archive = Path(run("packaging/offline.sh", tmp_path).splitlines()[-1])
    with tarfile.open(archive) as file:
        file.extractall(tmp_path, filter="data")
    folder = tmp_path / archive.name.removesuffix(".tar.gz")
    run(*cut_off, folder / "install.sh", tmp_path / "there")
    assert "report.json" in audited(tmp_path / "there/bin/vaglio", tmp_path / "home", cut_off)
    wheel = next((folder / "wheels").glob("rich-*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1])
    done = subprocess.run(
        [folder / "install.sh", tmp_path / "new"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, "damaged or altered" in done.stderr) == (2, True)


def test_the_wheel_alone_examines(tmp_path: Path, cut_off: list[str]) -> None:
    """As `uv tool install` and `pipx install` do it: an environment with the wheel and what it asks for."""
    run("packaging/wheels.sh", tmp_path / "wheels")
    (wheel,) = (tmp_path / "wheels").glob("vaglio-*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "tool")
    run(tmp_path / "tool/bin/pip", "install", "-q", "--no-index", "--find-links", tmp_path / "wheels", wheel)
    assert "report.json" in audited(tmp_path / "tool/bin/vaglio", tmp_path / "home", cut_off)


def audited(program: Path, home: Path, around: list[str]) -> str:
    """What an audit of the loopback prints, after the data files were looked at."""
    home.mkdir()
    places = {
        "HOME": str(home),
        "VAGLIO_STORE": f"sqlite:///{home}/vaglio.db",
        "VAGLIO_CONFIG": f"{home}/config.toml",
    }
    run(*around, program, "config", "init", **places)
    (home / "config.toml").unlink()
    assert "telnet-open" in run(*around, program, "checks", "list", **places)
    words = (
        "audit",
        "127.0.0.1",
        "--zone",
        "it",
        "--yes",
        "--listen",
        "0",
        "--lang",
        "it",
        "--output",
        home / "report",
    )
    return run(*around, program, *words, **places)
