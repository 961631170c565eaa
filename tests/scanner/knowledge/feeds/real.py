"""Real documents of public sources, where they are present beside the checkout. They are never copied."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

FEEDS = Path(__file__).resolve().parents[4].parent / "shared" / "feeds"


def real(name: str) -> Path:
    """A file of real data; the test is skipped where it is not present."""
    if not (FEEDS / name).is_file():
        pytest.skip(f"the real data {name} is not present")
    return FEEDS / name


def unpacked(name: str, ending: str) -> Iterator[tuple[str, bytes]]:
    """The files of an archive of real data."""
    with tarfile.open(real(name), "r:xz") as archive:
        for member in archive:
            inner = archive.extractfile(member) if member.isreg() and member.name.endswith(ending) else None
            if inner is not None:
                yield member.name.removeprefix("./"), inner.read()
