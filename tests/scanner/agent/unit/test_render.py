"""The unit: what systemd says of it, and what of the configuration stands in it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scanner.agent.unit.render import UnitError, escaped, seen, stale, text_of, writable
from scanner.agent.unit.standing import exposure
from tests.scanner.agent.unit.wanted import LOGIN, config, segment, wanted

HIGHEST = 2.0
needs_analyze = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="the program systemd-analyze is not installed"
)


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("#")]


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """A unit with everything in it that a configuration can bring in."""
    login = LOGIN | {"credential": "vaglio-linux"}
    of = config(
        segment(logins=[login]), report={"folder": "/srv/reports"}, agent={"also_reach": ["10.8.0.0/24"]}
    )
    file = tmp_path / "vaglio.service"
    file.write_text(text_of(wanted(tmp_path, of)))
    return file


@needs_analyze
def test_systemd_finds_nothing_wrong_with_it(unit: Path) -> None:
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if "vaglio" in line]
    assert (done.returncode, told) == (0, [])


@needs_analyze
def test_its_exposure_is_at_most_two_of_ten(unit: Path) -> None:
    found = exposure(unit)
    if found is None:
        pytest.skip("this systemd-analyze is too old to judge a file (systemd 250)")
    assert 0 < found <= HIGHEST


@needs_analyze
def test_a_unit_that_is_open_is_told_from_ours(unit: Path) -> None:
    """The measure itself: the same unit without its sandbox is far above the limit."""
    found = exposure(unit)
    if found is None:
        pytest.skip("this systemd-analyze is too old to judge a file (systemd 250)")
    unit.write_text("[Service]\nExecStart=/usr/bin/true\n")
    assert (exposure(unit) or 0) > 9


def test_its_only_right_is_the_link_layer(tmp_path: Path) -> None:
    found = [line for line in lines(text_of(wanted(tmp_path))) if "Capabilit" in line]
    assert found == ["CapabilityBoundingSet=CAP_NET_RAW", "AmbientCapabilities=CAP_NET_RAW"]


def test_every_address_is_denied_but_the_scope_and_this_computer(tmp_path: Path) -> None:
    found = [line for line in lines(text_of(wanted(tmp_path))) if line.startswith("IPAddress")]
    assert found == ["IPAddressDeny=any", "IPAddressAllow=localhost", "IPAddressAllow=10.0.0.0/24"]


def test_it_starts_the_agent_with_its_configuration_and_reloads_by_hup(tmp_path: Path) -> None:
    found = lines(text_of(wanted(tmp_path)))
    assert "ExecStart=/usr/bin/true agent --config /etc/vaglio/config.toml" in found
    # By the shell: a small Debian has no /bin/kill.
    assert "ExecReload=/bin/sh -c 'kill -HUP ${MAINPID}'" in found


def test_only_folders_outside_the_usual_ones_are_opened(tmp_path: Path) -> None:
    assert writable(config()) == ()
    of = config(
        report={"folder": "/srv/r"}, store="sqlite:////srv/db/vaglio.db",
        delivery={"folder": [{"name": "a", "path": "/srv/archive"}]},
    )  # fmt: skip
    assert [str(one) for one in writable(of)] == ["/srv/archive", "/srv/db", "/srv/r"]
    assert "ReadWritePaths=-/srv/archive" in lines(text_of(wanted(tmp_path, of)))


def test_a_credential_is_handed_over_sealed_where_it_is_sealed(tmp_path: Path) -> None:
    of = config(segment(logins=[LOGIN | {"credential": "vaglio-linux"}]))
    plain = text_of(wanted(tmp_path, of))
    (tmp_path / "etc/credstore.encrypted").mkdir(parents=True)
    (tmp_path / "etc/credstore.encrypted/vaglio-linux").write_text("x")
    assert "LoadCredential=vaglio-linux:/etc/vaglio/secrets/vaglio-linux" in lines(plain)
    sealed = "LoadCredentialEncrypted=vaglio-linux:/etc/credstore.encrypted/vaglio-linux"
    assert sealed in lines(text_of(wanted(tmp_path, of)))


def test_without_secrets_none_is_loaded(tmp_path: Path) -> None:
    assert not any("Credential" in line for line in lines(text_of(wanted(tmp_path))))


def test_what_the_sandbox_hides_is_refused_with_the_cure() -> None:
    for path in ("/root/vaglio/bin/vaglio", "/home/anna/config.toml", "/tmp/x"):
        with pytest.raises(UnitError, match="sees nothing; put it below /opt"):
            seen(Path(path), "the program")


def test_a_link_into_a_home_is_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.agent.unit.render.HIDDEN", (str(tmp_path / "home"),))
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    assert seen(link, "the program") == link
    link.unlink()
    link.symlink_to(tmp_path / "home/anna")
    with pytest.raises(UnitError):
        seen(link, "the program")


@pytest.mark.parametrize(
    "path", ["/srv/a b", "/srv/a\nExecStart=x", "/srv/$HOME", '/srv/"', "/srv/\\x41", "/srv/;"]
)
def test_a_path_can_not_bring_another_setting_into_the_unit(path: str) -> None:
    with pytest.raises(UnitError, match="choose another path"):
        escaped(Path(path))


def test_a_percent_sign_is_a_percent_sign() -> None:
    assert escaped(Path("/srv/100%h")) == "/srv/100%%h"


def test_an_installed_unit_is_stale_only_when_the_scope_has_changed(tmp_path: Path) -> None:
    assert stale(config(), tmp_path) is None
    now = wanted(tmp_path)
    now.unit.parent.mkdir(parents=True)
    now.unit.write_text(text_of(now))
    assert stale(config(), tmp_path) is None
    assert stale(config(segment(networks=["10.0.1.0/24"])), tmp_path) == ("10.0.0.0/24",)
