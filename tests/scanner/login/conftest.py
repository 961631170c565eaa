"""A file with the secret of the test hosts."""

from pathlib import Path

import pytest

from tests.scanner.login.hosts import secret_file


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    return secret_file(tmp_path)
