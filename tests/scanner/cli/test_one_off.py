"""From what was typed to the order of a sensor; and plans, which send nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scanner.cli.faults import InputError
from scanner.cli.one_off import order_for, segments, settings
from scanner.config import Segment
from scanner.model import Note, Planned
from tests.promises.test_agent_stays_off_the_wire import WITNESS
from tests.scanner.agent.things import DONE, says, stand_in
from tests.scanner.cli.running import Home

NOTHING: dict[str, Any] = {
    "zone": None, "config_path": None, "exclude": (), "never_touch": (), "interface": None, "listen": None,
    "opt_in": (), "ports": (), "whole_port_list": False, "nmap": False, "authorised_by": None,
}  # fmt: skip


def _segments(home: Home, *typed: str, **given: Any) -> list[Segment]:
    assert home.path
    everything = NOTHING | given | {"segments": typed}
    return segments(settings(everything), everything)


# --- segments -------------------------------------------------------------------------------------


def test_networks_become_one_segment_with_what_was_typed(home: Home) -> None:
    (made,) = _segments(
        home, "10.0.0.0/30", "10.0.1.0/30", zone="it", exclude=("10.0.0.1",), never_touch=("00-1B-1B-00-00-01",),
        listen=0.0, ports=(8123,), nmap=True, whole_port_list=True, opt_in=("some-probe",), authorised_by="M. Rossi",
    )  # fmt: skip
    assert (made.name, made.networks, made.zone) == (
        "10.0.0.0/30, 10.0.1.0/30",
        ("10.0.0.0/30", "10.0.1.0/30"),
        "it",
    )
    assert (made.exclusions, made.never_touch) == (("10.0.0.1",), ("00:1b:1b:00:00:01",))
    assert (made.listen_seconds, made.extra_tcp_ports, made.nmap, made.whole_port_list) == (
        0,
        (8123,),
        True,
        True,
    )
    assert (made.opt_in, made.authorisation.who) == (("some-probe",), "M. Rossi")


def test_a_long_list_of_networks_still_has_a_name(home: Home) -> None:
    (made,) = _segments(home, *(f"10.0.{n}.0/30" for n in range(20)))
    assert (made.name, len(made.networks)) == ("10.0.0.0/30 and 19 more", 20)


def test_what_was_typed_twice_is_examined_once(home: Home) -> None:
    home.configured()
    assert [one.name for one in _segments(home, "hall", "hall")] == ["hall"]


def test_options_are_added_to_a_segment_of_the_configuration(home: Home) -> None:
    """An exclusion that was typed and silently forgotten would be a machine that is asked."""
    home.configured()
    (hall,) = _segments(
        home, "hall", exclude=("10.0.0.9",), never_touch=("10.0.0.10",), listen=5.0, ports=(8123,)
    )
    assert hall.exclusions == ("10.0.0.1", "10.0.0.9")
    assert (hall.never_touch, hall.listen_seconds, hall.extra_tcp_ports) == (("10.0.0.10",), 5, (8123,))
    assert (hall.zone, hall.authorisation.who) == ("ot", "M. Rossi")
    assert _segments(home, "hall", zone="ot")[0] == _segments(home, "hall")[0]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"zone": "it"}, "--zone: the configuration says that of hall"),
        ({"authorised_by": "me"}, "--authorised-by: the configuration says that of hall"),
        ({"exclude": ("10.0.0.0/24",)}, "every address is excluded"),
        ({"nmap": True}, "--nmap: is allowed in the zone"),
    ],
)
def test_what_was_signed_for_is_not_changed_by_typing(home: Home, given: dict[str, Any], told: str) -> None:
    home.configured()
    with pytest.raises(InputError, match=told):
        _segments(home, "hall", **given)


def test_a_mistyped_segment_is_told_with_the_nearest(home: Home) -> None:
    home.configured()
    with pytest.raises(InputError, match="Did you mean the segment 'hall'"):
        _segments(home, "hal")
    with pytest.raises(InputError, match=r"The configuration's segments are: hall\."):
        _segments(home, "8.8.8.8")


def test_the_pack_of_an_order_is_found_from_any_folder(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.path)
    (made,) = _segments(home, "10.0.0.0/30")
    order = order_for(settings(NOTHING), made, home.store, ["ours"])
    assert order.packs == (str(home.path / "ours"),)
    assert Path(order.ledger).parent == home.path / "ledgers"


# --- plan -----------------------------------------------------------------------------------------


def test_a_plan_says_who_would_be_asked_what_and_what_it_comes_to(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        Planned(asset="10.0.0.0/30", what="listen", frames=4, seconds=10.2),
        Planned(asset="each further asset", what="knock", frames=28, seconds=28),
        Planned(asset="each further asset", what="FTP", frames=1, seconds=0.1),
    ]
    stand_in(monkeypatch, home.path, says(*rows, DONE))
    ran = home("plan", "10.0.0.0/30", "--zone", "ot")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "10.0.0.0/30, zone ot\n\n10.0.0.0/30\n  listen: at most 4 frames, 10 s\n\neach further asset\n"
        "  knock: at most 28 frames, 28 s\n  FTP: at most 1 frame, under 1 s\n"
        "  In all, if every door is open: at most 29 frames, 28 s\n\nNothing was sent.\n"
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (says(Note(level="error", text="the authorisation has run out")), "The authorisation has run out."),
        ("sys.stderr.write('it broke'); sys.exit(1)", "The sensor ended before its time: it broke."),
    ],
)
def test_a_plan_that_cannot_be_made_is_one_sentence(
    home: Home, monkeypatch: pytest.MonkeyPatch, body: str, told: str
) -> None:
    stand_in(monkeypatch, home.path, body)
    ran = home("plan", "10.0.0.0/30")
    assert (ran.sentence, ran.out) == (told, "")


def test_a_real_plan_is_json_and_counts_up(home: Home) -> None:
    ran = home("plan", "127.0.43.0/30", "--zone", "ot", "--json")
    rows = [Planned.model_validate_json(line) for line in ran.out.splitlines()]
    assert rows[0].asset == "127.0.43.0/30"
    assert all(row.frames > 0 and row.seconds >= 0 for row in rows)
    assert all(isinstance(json.loads(line), dict) for line in ran.out.splitlines())


def test_a_plan_opens_no_socket_and_leaves_no_file(home: Home) -> None:
    site = home.path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(WITNESS)
    before = {path.name for path in home.path.iterdir()}
    environment = {"HOME": str(home.path), "PYTHONPATH": str(site), "VAGLIO_CONFIG": str(home.path / "none.toml"),
                   "VAGLIO_STORE": home.store, "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    done = subprocess.run(
        [Path(sys.executable).parent / "vaglio", "plan", "127.0.43.0/30", "--zone", "it"],
        env=environment, cwd=home.path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.endswith("\nNothing was sent.\n")
    sockets = home.path / "sockets.txt"
    used = sockets.read_text().splitlines() if sockets.exists() else []
    assert [line for line in used if "127." in line or "connect" in line] == []
    assert {path.name for path in home.path.iterdir()} - before - {
        "sockets.txt",
        ".cache",
        ".config",
    } == set()
