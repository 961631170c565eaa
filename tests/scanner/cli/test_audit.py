"""`vaglio audit`: what may be typed, what is refused before anything is sent, and how it ends."""

import json
import stat
import sys
from pathlib import Path

import pytest

from scanner.evidence import FtpGreeting, VncSecurity
from scanner.model import Done, Message, Note
from scanner.store import Store
from tests.scanner.agent.things import DONE, heard, said, says, small_order, stand_in, tcp, touch
from tests.scanner.cli.running import Home, Person
from tests.scanner.store.things import NOBODY

FTP = said(heard(FtpGreeting(banner="220 hello", auth_tls=False)))
VNC = said(heard(VncSecurity(version="3.8", types=(1,)), tcp(5900), probe="vnc"))


class Sensed:
    """A home with a stand-in sensor that keeps the orders it was given."""

    def __init__(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.monkeypatch = home, monkeypatch
        self.saying(*FTP, DONE)

    def saying(self, *messages: Message, then: str = "") -> None:
        keep = f"open({str(self.home.path / 'orders')!r}, 'a').write(json.dumps(order) + chr(10))\n"
        stand_in(self.monkeypatch, self.home.path, f"{keep}{says(*messages)}\n{then}")

    @property
    def orders(self) -> list[dict[str, object]]:
        path = self.home.path / "orders"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def sensor(home: Home, monkeypatch: pytest.MonkeyPatch) -> Sensed:
    return Sensed(home, monkeypatch)


def test_an_audit_writes_its_report_and_says_what_was_found(home: Home, sensor: Sensed) -> None:
    sensor.saying(*FTP, touch(tcp(21)), DONE)
    ran = home("audit", "10.0.0.0/24", "--yes", "--output", str(home.path / "out"))
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("1 machine found. ")
    assert lines[1:] == [
        "We touched your machines 1 time in all. That was 2 packets.",
        f"{home.path}/out/report.html",
        f"{home.path}/out/report.json",
    ]
    assert stat.S_IMODE((home.path / "out").stat().st_mode) == 0o700
    (order,) = sensor.orders
    assert (order["networks"], order["zone"], order["dry_run"]) == (["10.0.0.0/24"], "mixed", False)


def test_the_summary_is_json_and_nothing_else_is_on_the_output(home: Home, sensor: Sensed) -> None:
    sensor.saying(Note(text="mind the gap"), *FTP, DONE)
    ran = home("audit", "10.0.0.0/24", "--yes", "--json")
    told = json.loads(ran.out)
    assert (told["complete"], told["assets"]) == (True, 1)
    assert told["gaps"] >= 1
    assert [Path(path).exists() for path in told["reports"]] == [True, True]
    assert ran.err == "mind the gap\n"


def test_the_summary_speaks_the_language_of_the_report(home: Home, sensor: Sensed) -> None:
    sensor.saying(
        *FTP, touch(tcp(21)), Done(complete=False, reason="the sensor ended before its time: killed")
    )
    ran = home("audit", "10.0.0.0/24", "--yes", "--lang", "it")
    stopped, found, sent, *_ = ran.out.splitlines()
    assert stopped.startswith("Questa verifica non è arrivata alla fine: ")
    assert "the sensor" not in stopped
    assert found.startswith("1 macchina trovata. ")
    assert "Dimostrato" in found
    assert "2 pacchetti" in sent


def test_quiet_says_only_the_summary(home: Home, sensor: Sensed) -> None:
    sensor.saying(Note(text="mind the gap"), *FTP, DONE)
    assert home("audit", "10.0.0.0/24", "--yes", "--quiet").err == ""


@pytest.mark.parametrize(
    ("limit", "code"), [(None, 0), ("info", 1), ("low", 1), ("high", 1), ("critical", 0)]
)
def test_a_finding_fails_only_at_the_severity_that_was_asked_for(
    home: Home, sensor: Sensed, limit: str | None, code: int
) -> None:
    words = ["--fail-on", limit] if limit else []
    assert home("audit", "10.0.0.0/24", "--yes", *words).code == code
    assert len(sensor.orders) == 1


def test_an_open_screen_fails_on_critical(home: Home, sensor: Sensed) -> None:
    sensor.saying(*VNC, DONE)
    assert home("audit", "10.0.0.0/24", "--yes", "--fail-on", "critical").code == 1


def test_an_incomplete_audit_has_its_own_exit_code_and_says_why(home: Home, sensor: Sensed) -> None:
    sensor.saying(*FTP, Done(complete=False, reason="the segment fell silent \x1b[2J."))
    ran = home("audit", "10.0.0.0/24", "--yes", "--fail-on", "low")
    assert ran.code == 3
    assert "This audit did not reach its end: the segment fell silent ⟨U+001B⟩[2J.\n" in ran.out
    assert "report.html" in ran.out


def test_the_worst_segment_decides_and_each_has_its_report(home: Home, sensor: Sensed) -> None:
    home.configured()
    ran = home(
        "audit", "hall", "10.1.0.0/24", "--yes", "--fail-on", "high", "--output", str(home.path / "out")
    )
    assert ran.code == 1
    assert [order["segment"] for order in sensor.orders] == ["hall", "10.1.0.0/24"]
    assert len(list((home.path / "out").glob("*/report.html"))) == 2


# --- before anything is sent ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["8.8.8.0/24"], "is not a private range"),
        (["2001:4860::/64"], "is not a private range"),
        (["fd00::/64"], "allowed: at most 65,536"),
        (["10.0.0.0/8"], "allowed: at most 65,536"),
        (["10.0.0.5/24"], 'Did you mean "10.0.0.0/24"?'),
        (["garbage"], "is not a network"),
        (["no-such-host.invalid"], "is not a network"),
        ([""], "is not a network"),
        (["10.0.0.0/30", "--exclude", "10.0.0.0/30"], "every address is excluded"),
        (["10.0.0.0/30", "--exclude", "10.9.0.0/30"], "--exclude: "),
        (["10.0.0.0/30", "--exclude", "x"], '--exclude: "x" is not an address'),
        (["10.0.0.0/30", "--never-touch", "x"], '--never-touch: "x" is not an address'),
        (["10.0.0.0/30", "--nmap", "--zone", "ot"], '--nmap: is allowed in the zone "it" only'),
        (["10.0.0.0/30", "--nmap"], 'this segment\'s zone is "mixed"'),
        (["10.0.0.0/30", "--ports", "9100"], "--ports: 9100 is never asked"),
        (["10.0.0.0/30", "--opt-in", "A b"], "--opt-in: "),
        (["10.0.0.0/30", "--interface", "a/b"], "--interface: "),
        (["10.0.0.0/30", "--lang", "xx"], "no report in the language 'xx'"),
        (["10.0.0.0/30", "--output", "/dev/null/x"], "choose another folder"),
        (["10.0.0.0/30", "--pack", "/nonexistent"], "is not there"),
        (["10.0.0.0/30", "--store", "nonsense"], "is not a database URL"),
        (["10.0.0.0/30", "--config", "/nonexistent.toml"], "does not exist"),
    ],
)
def test_what_cannot_be_examined_is_one_sentence_and_no_sensor_starts(
    home: Home, sensor: Sensed, words: list[str], told: str
) -> None:
    assert told in home("audit", *words, "--yes").sentence
    assert sensor.orders == []
    assert not (home.path / "ledgers").exists()


@pytest.mark.parametrize(
    "words", [["10.0.0.0/30", "--zone", "xx"], ["10.0.0.0/30", "--ports", "0"], ["10.0.0.0/30", "--listen", "-1"], []]
)  # fmt: skip
def test_an_option_that_is_none_is_told(home: Home, sensor: Sensed, words: list[str]) -> None:
    ran = home("audit", *words, "--yes")
    assert ran.code == 2
    assert "Error: " in ran.err
    assert sensor.orders == []


def test_without_anybody_to_confirm_nothing_is_sent(home: Home, sensor: Sensed) -> None:
    ran = home("audit", "10.0.0.0/30", "--zone", "ot")
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "10.0.0.0/30 (10.0.0.0/30), zone ot.",
        "Nobody is here to confirm the scope: add --yes if you are allowed to examine it.",
    ]
    assert sensor.orders == []


ANSWERS = [("y\n", 0, 1), ("n\n", 2, 0), ("\n", 2, 0), ("", 130, 0)]
"""What is typed, the exit code, and how many sensors are started."""


@pytest.mark.parametrize("case", ANSWERS)
def test_a_person_at_a_terminal_is_asked(
    home: Home, sensor: Sensed, monkeypatch: pytest.MonkeyPatch, case: tuple[str, int, int]
) -> None:
    answer, code, orders = case
    monkeypatch.setattr("sys.stdin", Person(answer))
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: _line())
    ran = home("audit", "10.0.0.0/30", "--quiet")
    assert (ran.code, len(sensor.orders)) == (code, orders)
    assert "10.0.0.0/30" in ran.err


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def test_a_scan_that_was_cut_short_is_told_first(home: Home, sensor: Sensed) -> None:
    with Store.open(home.store) as store:
        store.begin_scan(small_order("old"), NOBODY)
    err = home("audit", "10.0.0.0/30", "--yes").err
    assert "`vaglio scans resume old` goes on with it, `vaglio scans discard old` drops it." in err
    assert len(sensor.orders) == 1


@pytest.mark.parametrize("command", ["audit", "plan"])
def test_a_question_that_does_not_exist_is_one_sentence_and_nothing_is_asked(
    home: Home, command: str
) -> None:
    more = ["--yes"] if command == "audit" else []
    sentence = home(command, "127.0.0.1", "--opt-in", "slmp-identiti", *more).sentence
    wanted = '--opt-in names "slmp-identiti", and there is no such question. Did you mean "slmp-identity"?'
    assert sentence == wanted
    assert not list(home.path.glob("*.db"))


def test_a_question_of_the_configuration_that_does_not_exist_is_told_with_its_line(home: Home) -> None:
    home.configured()
    file = home.path / "none.toml"
    text = file.read_text().replace('zone = "ot"', 'zone = "ot"\nopt_in = ["nosuch"]')
    file.write_text(text)
    line = text.splitlines().index('opt_in = ["nosuch"]') + 1
    assert home("audit", "hall", "--yes").sentence == (
        f'None.toml, line {line}: "opt_in" names "nosuch", and there is no such question.'
    )
