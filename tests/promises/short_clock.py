"""Runs `vaglio` with a shortened clock: what takes an hour at least may come every second here, and what is kept for
a day is kept for a minute."""

import os
import sys
from datetime import timedelta

from scanner.agent import retention
from scanner.agent.daemon import agent, choose, run, serve, worker
from scanner.cli import main
from scanner.config import schedule

MODULE = "tests.promises.short_clock"
SENSOR = "SHORT_CLOCK_SENSOR"
"""The variable that names a program which stands in for the sensor."""
FIRST_PAUSE = "SHORT_CLOCK_FIRST_PAUSE"
"""The variable that says after how many seconds something that failed is tried again; without it almost at once."""
SHORT_DAY = timedelta(minutes=1)
TIDY_SECONDS = 30.0
"""How often the agent looks for what is too old; with the real clock once a day."""


def shorten() -> None:
    """For this process and the workers that it starts."""
    schedule.SHORTEST = timedelta(seconds=1)
    serve.IDLE_SECONDS = serve.BUSY_SECONDS = 0.2
    serve.FAILING_SECONDS = 1.0
    agent.DAY_SECONDS, retention.DAY = TIDY_SECONDS, SHORT_DAY
    choose.FIRST_PAUSE = timedelta(seconds=int(os.environ.get(FIRST_PAUSE, "2")))
    run.MODULE = MODULE


def _work() -> int:
    """As a worker does it, with the sensor that was named."""
    sys.executable = os.environ.get(SENSOR, sys.executable)
    return worker.main()


if __name__ == "__main__":
    shorten()
    if sys.argv[1].isdigit():
        sys.exit(_work())
    main()
