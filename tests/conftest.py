"""What holds for all tests: one that asks for a device which this machine can't have is skipped.

And one browser for the tests of a file that look at a page: its event loop must not outlive them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.reports.chromium import ARGUMENTS, CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser


# The same examples in each run, and none fails for being slow: the machine may be busy (tests/timing.py).
settings.register_profile(
    "vaglio", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("vaglio")


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    """Skips with the lab's own sentence: which device is absent, and what is not installed."""
    try:
        return (yield)
    except Exception as error:
        if type(error).__name__ == "AbsentError":
            pytest.skip(str(error))
        raise


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS, timeout=180_000)
        yield found
        found.close()
