"""The test of the way out, in a lab whose router leads to a piece of internet, or leads nobody out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.lab import factory, internet
from tests.promises import lab_audit, scene
from tests.promises.lab_audit import LabAudit, frames

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

NAMES = ("packer-plc", "router")
PLC = "10.83.0.14"
CHECK = "internet-reachable"
KEY = 'egress_test = "{}:{}"\n'
HERE = KEY.format(internet.ADDRESS, internet.PORT)


@dataclass(frozen=True)
class Tried:
    """One audit: its results, and what was said to the server outside (a line a connection)."""

    audit: LabAudit
    heard: list[str]

    @property
    def verdict(self) -> tuple[str, str, str]:
        (found,) = [one for one in self.audit.report["findings"] if one["check"] == CHECK]
        return found["outcome"], found["severity"], found["why"]

    def frames_outside(self) -> list[list[str]]:
        """Frames that left for anything outside the lab's own network: destination, port, flags, length."""
        leaving = (
            f"ip.src == {factory.SCANNER_ADDRESS} && !(ip.dst == 10.83.0.0/24) && !(ip.dst == 224.0.0.0/4)"
        )
        return frames(self.audit.capture, leaving, "ip.dst", "tcp.dstport", "tcp.flags", "tcp.len")


Try = Callable[[Path, str, str | None], Tried]


def tried(home: Path, key: str, shut: str | None) -> Tried:
    """An audit of one controller. `shut` None: no way leads outside at all."""
    home.mkdir()
    config = home / "vaglio.toml"
    config.write_text(scene.settings(("packer-plc",), "ot", listen=0, keys=key))
    factory.up(NAMES)
    try:
        if shut is not None:
            internet.build(shut)
        audit = lab_audit.run(home, config, "scene")
        return Tried(audit, internet.heard() if shut is not None else [])
    finally:
        factory.down()


SCENES = {
    "open": (HERE, ""),
    "dropped": (HERE, internet.SILENT),
    "forbidden": (HERE, internet.LOUD),
    "closed port": (KEY.format(internet.ADDRESS, internet.PORT + 1), ""),
    "no way": (HERE, None),
    "not allowed": ("", ""),
}


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tried]:
    scene.needs(set(NAMES))
    home = tmp_path_factory.mktemp("way-out")
    return {name: tried(home / name, *of) for name, of in SCENES.items()}


@pytest.mark.parametrize("name", SCENES)
def test_every_audit_gets_to_its_end(name: str, scenes: dict[str, Tried]) -> None:
    assert scenes[name].audit.code == 0, (scenes[name].audit.home / "output.txt").read_text()


def test_a_connection_that_comes_about_is_the_gap_and_nothing_is_said_over_it(
    scenes: dict[str, Tried],
) -> None:
    assert scenes["open"].verdict == (
        "not_met", "high", "A connection from this network to 203.0.113.10:443 came about."
    )  # fmt: skip
    assert [line.split() for line in scenes["open"].heard] == [["not", "a", "word"]]
    assert {row[3] for row in scenes["open"].frames_outside()} == {"0"}


@pytest.mark.parametrize("name", ["dropped", "forbidden"])
def test_the_good_twin_says_that_this_one_address_was_not_reached(
    name: str, scenes: dict[str, Tried]
) -> None:
    outcome, _, why = scenes[name].verdict
    assert (outcome, why) == (
        "met", "The address 203.0.113.10:443 was not reached from here. Others were not tried."
    )  # fmt: skip
    assert scenes[name].heard == []


@pytest.mark.parametrize(
    ("name", "word"), [("closed port", "refused"), ("no way", "knows no way"), ("not allowed", "egress_test")]
)
def test_where_nobody_can_tell_it_is_unknown_and_says_why(
    name: str, word: str, scenes: dict[str, Tried]
) -> None:
    outcome, _, why = scenes[name].verdict
    assert outcome == "unknown"
    assert word in why


@pytest.mark.parametrize("name", SCENES)
def test_one_attempt_leaves_for_the_named_address_and_nothing_for_any_other(
    name: str, scenes: dict[str, Tried]
) -> None:
    rows = scenes[name].frames_outside()
    wanted = name not in ("no way", "not allowed")
    port = internet.PORT + (name == "closed port")
    assert {(row[0], row[1]) for row in rows} == ({(internet.ADDRESS, str(port))} if wanted else set())
    assert sum(int(row[2], 16) == 0x02 for row in rows) == wanted  # SYN


@pytest.mark.parametrize("name", SCENES)
def test_the_ledger_holds_at_least_the_frames_that_left(name: str, scenes: dict[str, Tried]) -> None:
    made = [one for one in scenes[name].audit.ledger if one["asset"] == internet.ADDRESS]
    wanted = name not in ("no way", "not allowed")
    assert sum(one["kind"] == "egress" for one in made) == wanted
    assert sum(one["frames"] for one in made) >= len(scenes[name].frames_outside())


def test_the_report_says_what_was_allowed_and_what_left(scenes: dict[str, Tried]) -> None:
    told = scenes["open"].audit.report
    assert told["scan"]["egress_test"] == "203.0.113.10:443"
    assert (told["ledger"]["outside"], scenes["not allowed"].audit.report["ledger"]["outside"]) == (1, 0)
    page = (scenes["open"].audit.home / "out" / "report.html").read_text()
    assert "Outside, one connection was allowed to" in page
    assert "You allowed one connection to 203.0.113.10:443 outside your network." in page
