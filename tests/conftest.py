"""What holds for all tests: one that asks for a device which this machine can't have is skipped."""

from __future__ import annotations

from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    """Skips with the lab's own sentence: which device is absent, and what is not installed."""
    try:
        return (yield)
    except Exception as error:
        if type(error).__name__ == "AbsentError":
            pytest.skip(str(error))
        raise
