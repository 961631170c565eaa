"""Asks the sensor which questions there are; the agent must not load them into its own process."""

import subprocess
from collections.abc import Sequence

from pydantic import ValidationError

from scanner.agent.sensor_process import SensorError, run_sensor
from scanner.model import Question
from scanner.packs import PackError

SECONDS = 120
"""More than the slowest machine needs to load all probes."""


def questions(packs: Sequence[str] = ()) -> tuple[Question, ...]:
    """Every question that a sensor could put, packs included. Raises PackError and SensorError."""
    try:
        done = run_sensor("scanner.sensor.roster", *packs, seconds=SECONDS)
        if done.returncode == 2:
            raise PackError(done.stderr.strip())
        done.check_returncode()
        return tuple(Question.model_validate_json(line) for line in done.stdout.splitlines())
    except (OSError, subprocess.SubprocessError, ValidationError) as error:
        raise SensorError(f"the sensor did not tell its questions ({type(error).__name__})") from error
