"""The sensor's process: whatever it says or does, the agent stays bounded and tells the truth."""

import resource
import time
from pathlib import Path

import pytest

from scanner.agent.sensor_process import LINE_LIMIT, NOT_A_MESSAGE, Sensor, SensorError
from scanner.model import Done, Message, Note
from tests.scanner.agent.things import DONE, says, seen, small_order, stand_in


def _heard(body: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Message], Sensor]:
    stand_in(monkeypatch, folder, body)
    with Sensor(small_order()) as sensor:
        found = list(sensor.messages())
        sensor.words = sensor.last_words()  # type: ignore[attr-defined]
    return found, sensor


def test_messages_come_as_they_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    met = seen()
    found, sensor = _heard(says(met, DONE), tmp_path, monkeypatch)
    assert found == [met, DONE]
    assert (sensor.ended, sensor.misunderstood) == (DONE, 0)


def test_the_order_arrives_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "say(json.dumps({'say': 'note', 'text': order['scan'] + ' ' + order['segment']}))"
    found, _ = _heard(body, tmp_path, monkeypatch)
    assert [one.text for one in found if isinstance(one, Note)] == ["s1 hall"]


def test_garbage_is_told_once_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "for _ in range(500): say('garbage')\nsys.stdout.buffer.write(b'\\xff\\xfe\\n')\n" + says(DONE)
    found, sensor = _heard(body, tmp_path, monkeypatch)
    assert found == [Note(level="error", text=NOT_A_MESSAGE), DONE]
    assert sensor.misunderstood == 501


@pytest.mark.parametrize("length", [LINE_LIMIT, LINE_LIMIT + 1, 3 * LINE_LIMIT - 1])
def test_a_line_that_is_too_long_is_skipped_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    # Its end would be a message if the line were cut into pieces.
    met, fake = seen(), seen("10.6.6.6").model_dump_json()
    body = f"say('x' * ({length} - len({fake!r})) + {fake!r})\n" + says(met, DONE)
    found, sensor = _heard(body, tmp_path, monkeypatch)
    assert found == [Note(level="error", text=NOT_A_MESSAGE), met, DONE]
    assert sensor.misunderstood == 1


def test_a_line_of_a_hundred_megabytes_is_never_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    body = "for _ in range(100): sys.stdout.write('x' * 1_000_000)\nsay('')\n" + says(DONE)
    found, sensor = _heard(body, tmp_path, monkeypatch)
    assert (len(found), sensor.misunderstood, sensor.ended) == (2, 1, DONE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # kilobytes


def test_a_sensor_that_dies_leaves_its_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "sys.stderr.write('a' * 100_000 + '\\nit broke\\n')\nsys.exit(4)"
    found, sensor = _heard(body, tmp_path, monkeypatch)
    assert (found, sensor.ended) == ([], None)
    assert sensor.words == "it broke"  # type: ignore[attr-defined]


def test_a_sensor_that_dies_without_a_word_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, sensor = _heard("os._exit(7)", tmp_path, monkeypatch)
    assert sensor.words == "it ended with code 7"  # type: ignore[attr-defined]


@pytest.mark.parametrize("networks", [1, 50_000])
def test_a_sensor_that_never_reads_its_order_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, networks: int
) -> None:
    script = tmp_path / "sensor"
    script.write_text("#!/bin/sh\nexit 9\n")
    script.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(script))
    with Sensor(small_order(networks=("10.0.0.0/24",) * networks)) as sensor:
        time.sleep(0.2)
        assert list(sensor.messages()) == []
        assert sensor.last_words() == "it ended with code 9"


def test_a_sensor_that_cannot_be_started_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "nothing"))
    with pytest.raises(SensorError, match=r"can't be started \(No such file"), Sensor(small_order()):
        pass


def test_a_sensor_is_asked_to_stop_and_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Done(complete=False, reason="it was asked to stop").model_dump_json()
    body = (
        "import signal\n"
        f"def end(*_): os.write(1, {done!r}.encode() + bytes([10])); os._exit(3)\n"
        "signal.signal(signal.SIGTERM, end)\n" + says(seen()) + "\ntime.sleep(60)"
    )
    stand_in(monkeypatch, tmp_path, body)
    with Sensor(small_order()) as sensor:
        next(sensor.messages())
        sensor.stop()
        assert [one.say for one in sensor.messages_left()] == ["done"]
    assert sensor.ended == Done.model_validate_json(done)
    assert not Path(f"/proc/{sensor.pid}").exists()
