"""The packages as a customer gets them: in clean trees, without a network, upgraded, purged."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

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


def built(folder: Path, *version: str, **more: str) -> Path:
    return Path(run("packaging/deb.sh", folder, *version, **more).splitlines()[-1])


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our wheel and everything that it asks for."""
    folder = tmp_path_factory.mktemp("wheel") / "wheels"
    run("packaging/wheels.sh", folder)
    return folder


@pytest.fixture(scope="module")
def package(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("dpkg-deb"):
        pytest.skip("the program dpkg-deb is not installed")
    return built(tmp_path_factory.mktemp("deb"), WHEELS=str(wheels))


@pytest.fixture
def cut_off() -> list[str]:
    """The words before a command that may reach nothing but its own loopback."""
    return ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "-"]


def test_the_package_is_the_same_bit_by_bit_when_it_is_built_again(package: Path, tmp_path: Path) -> None:
    again = built(tmp_path)
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(package.read_bytes()).digest()


def test_it_installs_examines_upgrades_and_purges_in_a_clean_tree(
    package: Path, wheels: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not shutil.which("debootstrap") or MINOR not in SUITES:
        pytest.skip("the program debootstrap is not installed, or no Debian has this Python")
    newer = built(tmp_path, "999", WHEELS=str(wheels))
    told = run("packaging/test_deb.sh", SUITES[MINOR], package, newer)
    with capsys.disabled():
        sys.stdout.write(f"\n{told}")
    assert "ok: purged" in told


def test_the_service_runs_in_its_sandbox_under_a_real_systemd(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not shutil.which("systemd-nspawn") or MINOR != "3.11":
        pytest.skip("the program systemd-nspawn is not installed, or this is not the Python of Debian 12")
    told = run("packaging/test_service.sh", package)
    with capsys.disabled():
        sys.stdout.write(f"\n{told}")
    assert "refused: outside" in told


def test_lintian_finds_no_error(package: Path) -> None:
    if not shutil.which("lintian"):
        pytest.skip("the program lintian is not installed")
    done = subprocess.run(["lintian", package], capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if line.startswith("E:")] == []


def test_the_archive_installs_and_examines_where_there_is_no_network(
    wheels: Path, tmp_path: Path, cut_off: list[str]
) -> None:
    archive = Path(run("packaging/offline.sh", tmp_path, WHEELS=str(wheels)).splitlines()[-1])
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


def test_the_wheel_alone_examines(wheels: Path, tmp_path: Path, cut_off: list[str]) -> None:
    (wheel,) = wheels.glob("vaglio-*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "tool")
    run(tmp_path / "tool/bin/pip", "install", "-q", "--no-index", "--find-links", wheels, wheel)
    assert "report.json" in audited(tmp_path / "tool/bin/vaglio", tmp_path / "home", cut_off)


@pytest.mark.parametrize("tool", ["pipx", "uv"])
def test_the_tools_of_consultants_install_it_and_take_it_away(
    wheels: Path, tmp_path: Path, cut_off: list[str], tool: str
) -> None:
    if not shutil.which(tool):
        pytest.skip(f"the program {tool} is not installed")
    (wheel,) = wheels.glob("vaglio-*.whl")
    there, programs = str(tmp_path / "there"), str(tmp_path / "bin")
    places = {"PIPX_HOME": there, "PIPX_BIN_DIR": programs, "UV_TOOL_DIR": there, "UV_TOOL_BIN_DIR": programs}
    offline = f"--no-index --find-links {wheels}"
    install, remove = {
        "pipx": (["pipx", "install", f"--pip-args={offline}"], ["pipx", "uninstall"]),
        "uv": (["uv", "tool", "install", "--offline", *offline.split()], ["uv", "tool", "uninstall"]),
    }[tool]
    run(*install, "--python", sys.executable, wheel, **places)
    assert "report.json" in audited(tmp_path / "bin/vaglio", tmp_path / "home", cut_off)
    run(*remove, "vaglio", **places)
    assert not (tmp_path / "bin/vaglio").exists()


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
