"""Follow-up questions: only where the first was answered, and only where its answer asks for it."""

from scanner.evidence import TelnetGreeting
from scanner.framing import fixed
from scanner.model import Answer
from scanner.plugin import Line
from tests.scanner.sensor import servers
from tests.scanner.sensor.test_survey import ECHO, IDENTIFY, ask, identifies, made


def follows(line: Line) -> TelnetGreeting:
    return TelnetGreeting(banner=line.ask(IDENTIFY, fixed(11)).hex())


def test_a_follow_up_is_asked_where_the_first_was_heard_even_of_a_controller() -> None:
    with servers.serving(ECHO) as plc:
        told = ask(
            [made("first", identifies, plc.port, controller=True), made("second", follows, follows="first")]
        )
    assert told.answers("second") == [Answer.HEARD]
    assert plc.accepted == 2


def test_a_follow_up_waits_for_an_answer_that_asks_for_it() -> None:
    with servers.serving(ECHO) as plc:
        first = made("first", identifies, plc.port)
        wrong = made("wrong", follows, follows="first", when={"vendor": "schneider"})
        right = made("right", follows, follows="first", when={"vendor": "ac.e"})
        told = ask([first, wrong, right])
    assert told.answers("wrong") == []
    assert told.answers("right") == [Answer.HEARD]


def test_no_follow_up_where_the_first_was_not_answered() -> None:
    with servers.serving(servers.silent) as quiet:
        told = ask([made("first", identifies, quiet.port), made("second", follows, follows="first")])
    assert told.answers("first") == [Answer.SILENT]
    assert told.answers("second") == []
