"""Progress: short, honest about time, and deaf to what the wire says."""

import pytest

from scanner.cli.watch import Watcher, counted, duration
from scanner.model import Done, Note, Progress
from tests.scanner.agent.things import seen, small_order


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"), (0.4, "0 s"), (89.4, "89 s"), (90, "2 min"), (420, "7 min"), (5360, "89 min"),
        (5400, "1 h 30 min"), (7800, "2 h 10 min"),
    ],
)  # fmt: skip
def test_a_duration_is_said_as_a_person_says_it(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_one_is_not_many() -> None:
    assert [counted(0, "machine"), counted(1, "machine"), counted(2, "touch", "touches")] == [
        "0 machines", "1 machine", "2 touches",
    ]  # fmt: skip


def test_without_a_terminal_there_is_a_line_for_each_machine(capsys: pytest.CaptureFixture[str]) -> None:
    with Watcher(small_order()) as watch:
        watch(Progress(stage="listen", seconds_left=10))
        watch(seen())
        for what in ("TCP 21", "FTP greeting", "done"):
            watch(Progress(stage="ask", asset="10.0.0.7", what=what, done=1, total=1))
        watch(Done(complete=True))
    assert capsys.readouterr() == ("", "Listening for 10 s, then looking for machines.\n1/1 10.0.0.7\n")


def test_what_is_left_goes_by_the_pace_so_far(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([1.0, 61.0])
    monkeypatch.setattr("scanner.cli.watch.time.monotonic", lambda: next(times))
    with Watcher(small_order()) as watch:
        watch(Progress(stage="ask", asset="10.0.0.7", what="TCP 21", done=0, total=3))
        watch(Progress(stage="ask", asset="10.0.0.7", what="done", done=1, total=3))
    assert capsys.readouterr().err == "1/3 10.0.0.7 about 2 min left\n"


def test_why_it_stopped_and_what_a_person_should_know_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with Watcher(small_order()) as watch:
        watch(Note(text="10.0.0.7: evil \x1b[2J\u202e."))
        watch(Done(complete=False, reason="the segment fell silent"))
        watch(Done(complete=False, reason="It was stopped."))
    assert capsys.readouterr().err == (
        "10.0.0.7: evil ⟨U+001B⟩[2J⟨U+202E⟩.\nStopped: the segment fell silent.\nStopped: It was stopped.\n"
    )


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Watcher(small_order(), quiet=True) as watch:
        watch(Progress(stage="listen", seconds_left=10))
        watch(Note(text="something"))
        watch(Done(complete=False, reason="stopped"))
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_a_line_moves_and_hostile_text_stays_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with Watcher(small_order()) as watch:
        watch(Progress(stage="ask", asset="10.0.0.7", what="[red]\x1b]0;title\x07", done=0, total=0))
        watch(Note(text="[bold]\x1b]0;title\x07"))
    out, err = capsys.readouterr()
    assert out == ""
    assert "[bold]⟨U+001B⟩]0;title⟨U+0007⟩" in err
    assert "\x1b]0;" not in err
