"""Root and the service's user mean the same files; the service may be given more to reach, by address."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from scanner.config import places
from scanner.config.agent import Agent


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(places, "STATE", tmp_path)
    return tmp_path


def test_the_owner_of_the_state_folder_has_the_files_of_the_service(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: state.stat().st_uid)
    assert (places.state_folder(), places.default_file()) == (state, Path("/etc/vaglio/config.toml"))


def test_root_has_them_too_even_before_the_folder_is_there(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "STATE", state / "later")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert places.state_folder() == state / "later"


def test_anybody_else_has_files_of_their_own(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: state.stat().st_uid + 1)
    assert places.state_folder() != state
    assert not places.default_file().is_relative_to("/etc")


@pytest.mark.parametrize("typed", ["mail.example.com", "192.168.20.0/33", "0.0.0.0/0", ""])
def test_what_the_service_may_also_reach_is_a_small_network_or_an_address(typed: str) -> None:
    with pytest.raises(ValidationError, match="allowed:"):
        Agent(also_reach=(typed,))


def test_an_address_is_a_network_of_one() -> None:
    assert Agent(also_reach=("192.168.20.5",)).also_reach == ("192.168.20.5/32",)
