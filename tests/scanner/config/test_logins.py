"""The tables [[segments.logins]]: named computers of an IT segment, one secret's place, a host that is known."""

from pathlib import Path

import pytest

from scanner.config import to_order
from scanner.config.describe import as_toml, summary
from scanner.model import SecretPlace, now
from tests.scanner.config.texts import problems, read, segment

KEY = "SHA256:uNiVztksCsDhcc0u9e8BrbaBdHoHTsVCLeVTfcjEdwk"
SSH = {
    "assets": '["10.20.0.7"]',
    "kind": '"ssh"',
    "user": '"vaglio"',
    "file": '"secret"',
    "host_keys": f'["{KEY}"]',
}


def config(in_zone: str = "it", /, **changes: str | None) -> str:
    keys = {name: value for name, value in (SSH | changes).items() if value is not None}
    lines = "\n".join(f"{name} = {value}" for name, value in keys.items())
    return segment(f"[[segments.logins]]\n{lines}").replace('zone = "ot"', f'zone = "{in_zone}"')


def test_a_login_goes_into_the_order_as_the_place_of_its_secret() -> None:
    loaded = read(config())
    login = to_order(loaded, loaded.segments[0], "s1").logins[0]
    assert login.secret == SecretPlace(kind="file", name="/etc/vaglio/secret")
    assert (login.port, login.assets, login.host_keys) == (22, ("10.20.0.7",), (KEY,))


@pytest.mark.parametrize(
    ("changes", "port"),
    [
        ({}, 22),
        ({"port": "2222"}, 2222),
        ({"kind": '"winrm"'}, 5986),
        ({"kind": '"winrm"', "https": "false"}, 5985),
    ],
)
def test_each_kind_has_its_port(changes: dict[str, str | None], port: int) -> None:
    assert read(config(**changes)).segments[0].logins[0].order().port == port


@pytest.mark.parametrize("zone", ["ot", "mixed", "dmz"])
def test_no_other_zone_may_have_one(zone: str) -> None:
    (said,) = problems(config(zone))
    assert f'allowed in the zone "it" only; this segment\'s zone is "{zone}"' in said
    assert "line" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file": None}, "exactly one of"),
        ({"environment": '"SECRET"'}, "names file and environment"),
        ({"host_keys": None}, 'needs "host_keys" or "known_hosts"'),
        ({"kind": '"winrm"', "host_keys": None}, "the fingerprint of its certificate"),
        ({"kind": '"winrm"', "known_hosts": '"k"'}, "for SSH only"),
        ({"https": "false"}, "for WinRM only"),
        ({"host_keys": '["SHA256:short"]'}, "is no fingerprint"),
        ({"assets": '["10.99.0.7"]'}, "none of the segment's networks"),
        ({"assets": '["not a name"]'}, "neither an address nor a name"),
        ({"assets": '["10.20.0.0/24"]'}, "neither an address nor a name"),
        ({"assets": "[]"}, "at least one"),
        ({"kind": '"telnet"'}, "allowed: ssh, winrm"),
        ({"user": '"two words"'}, "user"),
        ({"file": None, "credential": '"../../etc/shadow"'}, "credential"),
        ({"password": '"hunter2hunter2"'}, '"password" is not known here'),
    ],
)
def test_a_mistake_is_one_sentence_with_its_line(changes: dict[str, str | None], said: str) -> None:
    (sentence,) = problems(config(**changes))
    assert said in sentence
    assert "line " in sentence
    assert "hunter2" not in sentence


@pytest.mark.parametrize(
    "written", ["b8d895ced92c0ac0e171cd2ef5ef01adb681747a074ec5422de5537dc8c47709",
                "SHA256:B8:D8:95:CE:D9:2C:0A:C0:E1:71:CD:2E:F5:EF:01:AD:B6:81:74:7A:07:4E:C5:42:2D:E5:53:7D:C8:C4:77:09",
                KEY],
)  # fmt: skip
def test_fingerprints_are_read_in_each_usual_spelling(written: str) -> None:
    assert read(config(host_keys=f'["{written}"]')).segments[0].logins[0].host_keys == (KEY,)


def test_the_check_tells_of_a_file_that_others_can_read_without_a_word_of_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2hunter2\n")
    secret.chmod(0o644)
    loaded = read(config(file=f'"{secret}"'))
    lines = "\n".join(summary(loaded, now().date()))
    assert "Warning: this login won't be made" in lines
    assert "chmod 600" in lines
    secret.chmod(0o600)
    lines = "\n".join(summary(loaded, now().date()))
    assert "Login: vaglio over SSH at 10.20.0.7" in lines
    assert "Warning" not in lines
    assert "hunter2" not in lines + as_toml(loaded)


def test_the_config_written_out_loads_again() -> None:
    loaded = read(config())
    assert read(as_toml(loaded)).segments[0].logins == loaded.segments[0].logins
