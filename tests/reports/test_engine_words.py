"""What the sensor and the agent say has words in every language, and is found again with its holes filled."""

import ast
from pathlib import Path

import pytest

from reports.catalogue import ENGINE_FILE
from reports.i18n import OURS, named
from reports.phrases import Phrases, shapes
from reports.spoken import phrases, template
from scanner.model import Text
from scanner.sensor.guard.readonly import tables
from tests.languages import each_language, holes, messages
from tests.timing import assert_quick

SPOKEN = phrases()


def _words(code: str) -> dict[str, str]:
    return messages(OURS / code / "LC_MESSAGES" / "engine.po")


def test_the_template_of_the_engine_is_up_to_date() -> None:
    assert sorted(messages(ENGINE_FILE)) == sorted(SPOKEN)


@each_language
def test_every_phrase_of_the_engine_is_translated(code: str) -> None:
    known = _words(code)
    assert {text: place for text, place in SPOKEN.items() if not known.get(text)} == {}


@each_language
def test_no_phrase_is_translated_that_the_engine_does_not_say(code: str) -> None:
    assert sorted(_words(code).keys() - SPOKEN.keys()) == []


@each_language
def test_no_translation_of_a_phrase_loses_or_invents_a_hole(code: str) -> None:
    assert [text for text, translation in _words(code).items() if holes(text) != holes(translation)] == []


def test_every_ending_of_a_question_is_found_in_the_source() -> None:
    """Whatever is raised as Refused, Closed, Silence or Garbled with words of its own is among the phrases."""
    folder = Path(__file__).parents[2] / "scanner" / "sensor"
    raised = [
        node.args[0]
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("Refused", "Closed", "Silence", "Garbled")
        and node.args
    ]
    plain = [str(node.value) for node in raised if isinstance(node, ast.Constant)]
    assert len(plain) > 150
    assert sorted(set(plain) - SPOKEN.keys()) == []


def test_every_name_of_a_request_is_a_phrase() -> None:
    names = {rule.name for table in tables().values() for rule in table.allow}
    assert len(names) > 90
    assert sorted(names - SPOKEN.keys()) == []


@pytest.mark.parametrize(
    "said",
    [
        "no answer in time",  # scanner/sensor/wire/tcp.py
        "no end of line in {0} bytes",  # scanner/framing.py
        "{0} pieces of evidence come from a pack that is not installed here.",  # a constant in an f-string
        "{0} answers {1} times slower than before",  # scanner/sensor/guard/canary.py
        "the sensor ended before its time: {0}",  # scanner/agent/scan.py
        "PROFINET stations were not asked: the link layer is out of reach.",  # a note
        "no reason",  # an alternative of a reason
        "ICMP echo request",  # what was sent
        "Which Siemens controller it is",  # what a probe asks for
    ],
)
def test_a_known_phrase_is_found(said: str) -> None:
    assert said in SPOKEN


@pytest.mark.parametrize(
    "unsaid", ["check failed", "ifm electronic", "Windows build {0}", "done", "listening"]
)
def test_words_of_a_log_of_a_device_or_of_progress_are_no_phrases(unsaid: str) -> None:
    assert unsaid not in SPOKEN


def test_the_holes_of_an_f_string_are_numbered() -> None:
    node = ast.parse("f'{a} of {B}: {c!r}'", mode="eval").body
    assert template(node, {"B": "tea"}) == "{0} of tea: {1}"


def test_a_phrase_is_found_again_with_its_holes_filled() -> None:
    known = Phrases(frozenset(["stopped: {0}", "no end of line in {0} bytes"]), str.upper)
    assert known.of("stopped: no end of line in 8192 bytes") == "STOPPED: NO END OF LINE IN 8192 BYTES"
    assert known.of("something else") == "something else"


def test_a_sentence_is_taken_apart_as_one_before_its_words_are() -> None:
    known = Phrases(frozenset(["{0}: {1}.", "{0} answered {1}", "it answered late"]), str.upper)
    assert known.of("10.0.0.9: it answered late.") == "10.0.0.9: IT ANSWERED LATE."
    assert known.of("it answered late") == "IT ANSWERED LATE"


def test_one_known_word_among_unknown_ones_is_left_as_a_name() -> None:
    known = Phrases(frozenset(["{0} {1}", "hello", "cannot be reached"]), str.upper)
    assert known.of("hello sawmill") == "hello sawmill"
    assert known.of("example.com cannot be reached") == "example.com CANNOT BE REACHED"


def test_the_template_that_says_most_itself_is_tried_first() -> None:
    assert [text for text, _ in shapes(["{0}: {1}.", "{0} is excluded", "no holes"])] == [
        "{0} is excluded",
        "{0}: {1}.",
    ]


@pytest.mark.parametrize("text", ["", "a{0}b", "{", "x" * 5000, "stopped: \u202e{1}", "\n"])
def test_hostile_phrases_come_through_as_they_are(text: str) -> None:
    known = Phrases(frozenset(["stopped: {0}"]), str)
    assert known.of(text) == text


def test_a_long_phrase_full_of_separators_costs_no_time() -> None:
    russian = named("ru")
    assert_quick(lambda: russian.phrase(": " * 490), 0.5)


def test_a_reason_of_the_sensor_is_translated_and_a_name_from_the_wire_never() -> None:
    italian, russian = named("it"), named("ru")
    silent = Text.of("It was asked and gave no whole answer ({reason}).", reason="closed (ECONNRESET)")
    assert (
        italian.render(silent)
        == "Abbiamo chiesto, ma la risposta non è arrivata intera (chiusa (ECONNRESET))."
    )
    assert russian.render(silent) == "Мы спросили, но полного ответа не получили (закрыто (ECONNRESET))."
    assert italian.render(Text.of("{name}", name="Machine")) == "Machine"
    assert italian.render(Text.of("{name}", name="no answer in time")) == "no answer in time"


def test_a_note_about_a_machine_is_russian_to_its_last_word() -> None:
    note = "10.0.0.9: stopped: 10.0.0.7 answered before it was asked and is silent now."
    assert named("ru").phrase(note) == "10.0.0.9: остановлено: 10.0.0.7 отвечал до вопросов, а теперь молчит."
    assert named("en").phrase(note) == note
