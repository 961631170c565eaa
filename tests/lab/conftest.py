"""Brings the whole lab up once for its own tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab import factory

SILENCE_SECONDS = 2


@pytest.fixture(scope="package")
def lab() -> Iterator[dict[str, str]]:
    """The whole factory, freshly up; gives the logs as they were before any test touched a device."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VGL_FRAGILE_SILENCE", str(SILENCE_SECONDS))
        factory.down()
        factory.up()
        yield {one.name: factory.log(one) for one in factory.DEVICES}
        factory.down()
