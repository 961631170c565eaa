"""What the maker of a MAC address makes likely is asked first, and then often nothing else."""

import pytest

from scanner.model import Answer
from scanner.packs import load_probes
from scanner.plugin import Udp
from scanner.sensor import profile
from tests.scanner.sensor import servers
from tests.scanner.sensor.test_survey import ECHO, ask, greets, identifies, made

PROBES = {probe.id: probe for probe in load_probes("scanner.sensor.probes")}


def test_every_hint_names_a_probe() -> None:
    assert [one for ids in profile._hints().values() for one in ids if one not in PROBES] == []


@pytest.mark.parametrize(
    ("maker", "first"),
    [("Siemens AG", "s7-identity"), ("OMRON Corporation", "fins-identity"), ("Dell Inc.", None), ("", None)],
)
def test_the_best_guess_stands_first(maker: str, first: str | None) -> None:
    found = profile.likely(list(PROBES.values()), maker)
    assert (found[0].id if found else None) == first


def test_after_the_right_first_question_nothing_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "_hints", lambda: {"acme": ["right"]})
    with servers.serving(ECHO) as plc, servers.serving(servers.saying(b"hello")) as other:
        right = made("right", identifies, plc.port, controller=True, order=90)
        told = ask([made("udp", identifies, Udp(9), controller=True), made("other", greets, other.port), right],
                   maker="ACME Controls")  # fmt: skip
    assert told.answers("right") == [Answer.HEARD]
    assert (told.answers("udp"), told.answers("other")) == ([Answer.NOT_ASKED], [Answer.NOT_ASKED])
    assert (plc.accepted, other.accepted) == (1, 0)


def test_after_a_wrong_guess_everything_else_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "_hints", lambda: {"acme": ["wrong"]})
    with servers.serving(ECHO) as plc:
        wrong = made("wrong", identifies, 9, controller=True)
        told = ask([wrong, made("right", identifies, plc.port, controller=True)], maker="ACME Controls")
    assert told.answers("wrong") == [Answer.CLOSED]
    assert told.answers("right") == [Answer.HEARD]
