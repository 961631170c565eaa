"""Small evidence, checks and stand-in sensors for the tests of the agent."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from scanner.evidence import FtpGreeting, SegmentView
from scanner.model import (
    Answer,
    Asset,
    Done,
    Evidence,
    Fact,
    Heard,
    Message,
    Question,
    ScanOrder,
    Seen,
    Service,
    Severity,
    Touch,
    Verdict,
    Zone,
    not_met,
)
from scanner.packs import Catalogue
from scanner.plugin import Actor, Check, check
from tests.scanner.store.things import order

PYTHON = sys.executable
ONCE_A_DAY = Question(id="vnc", title="VNC security types", once_a_day=True)
"""The only question that a stand-in for a sensor knows."""
FTP = Service(transport="tcp", port=21)
ASSET = Asset(id="id-1", addresses=("10.0.0.7",))


def tcp(port: int) -> Service:
    return Service(transport="tcp", port=port)


def heard(fact: Fact, service: Service | None = FTP, asset: str = "10.0.0.7", probe: str = "ftp") -> Evidence:
    return Evidence(asset=asset, service=service, probe=probe, wanted=fact.kind, fact=fact)


def missed(
    answer: Answer,
    service: Service | None = FTP,
    reason: str = "",
    asset: str = "10.0.0.7",
    probe: str = "ftp",
) -> Evidence:
    return Evidence(
        asset=asset, service=service, probe=probe, wanted="ftp-greeting", answer=answer, reason=reason
    )


def a_check(judge: Callable[[Any], Any], needs: type[Fact] = FtpGreeting, id: str = "greets") -> Check[Any]:
    make = check(
        id=id, title="It greets", why="It may not.", what_to_do="Be still.", who=Actor.IT, needs=needs,
        severity=Severity.LOW, requirements={"R6": "evidence"},
    )  # fmt: skip
    return make(judge)


def greets(greeting: FtpGreeting) -> Verdict:
    return not_met("It says {banner}.", banner=greeting.banner)


def catalogue(*checks: Check[Any]) -> Catalogue:
    return Catalogue(
        (), {one.id: one for one in checks}, dict.fromkeys((one.id for one in checks), "acme 2.1")
    )


def segment(*evidence: Evidence, assets: Sequence[Asset] = (ASSET,)) -> SegmentView:
    return SegmentView(segment="hall", zone=Zone.OT, assets=tuple(assets), evidence=evidence)


def touch(service: Service | None, kind: Any = "request", why: str = "ftp", asset: str = "10.0.0.7") -> Touch:
    return Touch(asset=asset, kind=kind, service=service, what="FEAT", why=why, frames=2)


def seen(address: str = "10.0.0.7", mac: str = "", names: tuple[str, ...] = ()) -> Seen:
    return Seen(address=address, mac=mac, names=names, how="arp")


def said(*evidence: Evidence) -> list[Message]:
    """What a sensor says that met the assets of `evidence`."""
    met = dict.fromkeys(one.asset for one in evidence)
    return [*(seen(asset) for asset in met), *(Heard(evidence=one) for one in evidence)]


def stand_in(monkeypatch: Any, folder: Path, body: str) -> None:
    """Has the agent start a sensor of our own: Python text that has read its order into `order`."""
    script = folder / "sensor"
    script.write_text(
        f"#!{PYTHON}\nimport sys, time, os, json\n"
        f"if 'scanner.sensor.roster' in sys.argv: print({ONCE_A_DAY.model_dump_json()!r}); sys.exit()\n"
        f"order = json.loads(sys.stdin.readline())\n"
        f"def say(text): sys.stdout.write(text + chr(10)); sys.stdout.flush()\n{body}\n"
    )
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))


def says(*messages: Message) -> str:
    """The body of a stand-in that says these messages."""
    return "\n".join(f"say({message.model_dump_json()!r})" for message in messages)


DONE = Done(complete=True)


def small_order(scan: str = "s1", **more: Any) -> ScanOrder:
    return order(scan).model_copy(update=more)
