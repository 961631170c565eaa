"""`vaglio status`, `pause` and `resume` on a database that no agent serves; `vaglio agent` on bad input."""

import json

import pytest

from scanner.cli.agent import _length
from scanner.cli.faults import InputError
from tests.scanner.cli.running import Home


def test_status_tells_that_no_agent_runs_and_what_was_found_last(scanned: Home) -> None:
    scanned.configured()
    out = scanned("status").out
    assert "No agent runs" in out
    assert "`vaglio feeds update` fetches more" in out
    (row,) = (line for line in out.splitlines() if line.startswith("hall"))
    assert "no schedule" in row
    assert "weak point" in row


def test_status_as_json_is_one_object(home: Home) -> None:
    home.configured()
    told = json.loads(home("status", "--json").out)
    assert (told["agent"], [one["name"] for one in told["segments"]]) == (0, ["hall"])
    assert told["segments"][0]["last"] is None


def test_a_pause_is_shown_and_ended_by_name(home: Home) -> None:
    home.configured()
    assert home("pause", "hall").out == 'hall is left alone until `vaglio resume "hall"`.\n'
    assert "paused" in home("status").out
    assert home("resume", "hall").out == "hall is examined again as scheduled.\n"
    assert "paused" not in home("status").out


def test_everything_can_be_paused_for_a_time(home: Home) -> None:
    home.configured()
    assert home("pause", "--for", "2h").out.startswith("Every segment is left alone until 20")
    assert "paused until 20" in home("status").out
    assert home("resume").out == "Every segment is examined again as scheduled.\n"


def test_ending_a_pause_that_is_not_there_says_what_is_paused(home: Home) -> None:
    home.configured()
    home("pause")
    assert "all segments" in home("resume", "hall").sentence
    assert home("resume").code == 0


@pytest.mark.parametrize("words", [("pause", "hal"), ("resume", "hal")])
def test_a_segment_that_is_not_there_is_told_with_those_that_are(home: Home, words: tuple[str, ...]) -> None:
    home.configured()
    assert home(*words).sentence == "There is no segment 'hal'; the configuration has: hall."


@pytest.mark.parametrize("text", ["soon", "2", "-2h", "2 hours", "0h"])
def test_a_length_that_is_none_is_told_with_examples(home: Home, text: str) -> None:
    home.configured()
    assert '"30m", "12h" or "7d"' in home("pause", f"--for={text}").sentence
    with pytest.raises(InputError):
        _length(text)


def test_an_agent_without_a_valid_configuration_does_not_start(home: Home) -> None:
    assert "does not exist" in home("agent").sentence
