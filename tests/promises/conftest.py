"""One lab audit for all tests that look at it."""

from collections.abc import Iterator

import pytest

from tests.lab import factory
from tests.promises import lab_audit
from tests.promises.lab_audit import LabAudit


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabAudit]:
    """The lab, examined once with the default questions; the lab is taken down afterwards."""
    reason = lab_audit.why_not()
    if reason:
        pytest.skip(reason)
    was_up = factory.is_up()
    factory.up()
    factory.forget_fragile_record()
    try:
        yield lab_audit.run(tmp_path_factory.mktemp("lab"))
    finally:
        if not was_up:
            factory.down()
