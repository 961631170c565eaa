"""Can anybody watch a camera? A description of its picture to a stranger proves it; an open port alone does not."""

import pytest

from checks.camera_stream_open import camera_stream_open
from scanner.agent.judge import judge
from scanner.evidence import RtspServer
from scanner.model import Answer, Evidence, Finding, Outcome, Service, Severity
from scanner.packs import Catalogue
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, segment

CAMERA, PORT = "10.0.0.7", Service(transport="tcp", port=554)
ABILITIES = RtspServer(status=200, server="Rtsp Server/3.0", methods=("OPTIONS", "DESCRIBE"))
CONSENT = 'needs your consent: opt_in = ["rtsp-stream"]'


def described(status: int, *media: str) -> RtspServer:
    return RtspServer(status=status, described=True, media=media)


@pytest.mark.parametrize(
    ("media", "word"), [(("video",), "picture"), (("audio", "video"), "picture"), (("audio",), "sound")]
)
def test_a_stream_that_is_described_to_a_stranger_is_a_gap(media: tuple[str, ...], word: str) -> None:
    verdict = camera_stream_open(described(200, *media))
    assert (verdict.outcome, word in str(verdict.why)) == (NOT_MET, True)
    assert camera_stream_open.severity is Severity.HIGH


@pytest.mark.parametrize("described", [False, True])
def test_a_camera_that_asks_for_a_login_is_in_order(described: bool) -> None:
    for told in ("digest", ""):
        asked = RtspServer(status=401, asks_login=told, described=described)
        assert camera_stream_open(asked).outcome is MET


def test_one_that_refuses_strangers_is_in_order() -> None:
    verdict = camera_stream_open(described(403))
    assert (verdict.outcome, str(verdict.why)) == (MET, "It refuses strangers.")


@pytest.mark.parametrize("status", [301, 400, 404, 454, 503])
def test_one_that_describes_nothing_proves_nothing(status: int) -> None:
    verdict = camera_stream_open(described(status))
    assert (verdict.outcome, f"({status})" in str(verdict.why)) == (UNKNOWN, True)


@pytest.mark.parametrize("media", [(), ("application",), ("text", "message")])
def test_a_recorder_that_names_no_picture_there_proves_nothing(media: tuple[str, ...]) -> None:
    assert camera_stream_open(described(200, *media)).outcome is UNKNOWN


def heard(fact: RtspServer, probe: str) -> Evidence:
    return Evidence(asset=CAMERA, service=PORT, probe=probe, wanted=RtspServer.kind, fact=fact)


def missed(answer: Answer, reason: str) -> Evidence:
    return Evidence(
        asset=CAMERA, service=PORT, probe="rtsp-stream", wanted=RtspServer.kind, answer=answer, reason=reason
    )


def found(*evidence: Evidence) -> list[Finding]:
    only = Catalogue((), {camera_stream_open.id: camera_stream_open}, {camera_stream_open.id: "test"})
    machine = asset(CAMERA)
    return judge(only, list(evidence), {CAMERA: machine}, segment(machine))


def test_without_consent_it_is_not_assessed_and_the_line_that_allows_it_is_named() -> None:
    (one,) = found(heard(ABILITIES, "rtsp"), missed(Answer.NOT_ASKED, CONSENT))
    assert (one.outcome, one.service) == (Outcome.UNKNOWN, PORT)
    assert str(one.why) == 'Not assessed: this needs your consent (opt_in = ["rtsp-stream"]).'


@pytest.mark.parametrize("answer", [Answer.SILENT, Answer.GARBLED, Answer.REFUSED])
def test_a_question_about_streams_that_got_no_answer_leaves_it_unknown(answer: Answer) -> None:
    (one,) = found(heard(ABILITIES, "rtsp"), missed(answer, "why"))
    assert (one.outcome, one.service) == (Outcome.UNKNOWN, PORT)


def test_who_wants_a_login_for_its_abilities_is_in_order_without_a_second_question() -> None:
    (one,) = found(heard(RtspServer(status=401, asks_login="digest"), "rtsp"))
    assert one.outcome is Outcome.MET


@pytest.mark.parametrize(
    ("told", "outcome"), [(described(401), Outcome.MET), (described(200, "video"), Outcome.NOT_MET)]
)
def test_the_answer_about_streams_decides_whatever_it_said_of_its_abilities(
    told: RtspServer, outcome: Outcome
) -> None:
    last = heard(told, "rtsp-stream")
    (one,) = found(heard(ABILITIES, "rtsp"), last)
    assert (one.outcome, one.evidence) == (outcome, (last.id,))


def test_a_scan_from_before_there_was_a_second_question_still_can_not_tell() -> None:
    (one,) = found(heard(ABILITIES, "rtsp"))
    assert (one.outcome, one.service) == (Outcome.UNKNOWN, PORT)
    assert str(one.why) == "Its port for pictures is open; we did not ask for a picture."
