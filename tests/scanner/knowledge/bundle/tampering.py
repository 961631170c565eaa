"""Takes bundles apart and puts them together again, as somebody with bad intent would."""

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from scanner.knowledge.bundle import BundleError, Manifest, take
from scanner.knowledge.bundle.keys import private_key
from scanner.knowledge.bundle.manifest import Member, signed
from scanner.knowledge.feeds import Settings
from tests.scanner.knowledge.feeds.conftest import quiet

Members = list[tuple[tarfile.TarInfo, bytes]]


def refused(away: Settings, bundle: Path, trust: list[Path]) -> str:
    """The sentence; and nothing of the bundle came in."""
    before = everything(away.folder)
    with pytest.raises(BundleError) as told:
        take(away, bundle, trust, quiet)
    assert everything(away.folder) == before
    return str(told.value)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*")
            if file.is_file() and file.name != ".lock"}  # fmt: skip


def members(bundle: Path) -> Members:
    with tarfile.open(bundle) as archive:
        return [(info, inner.read() if (inner := archive.extractfile(info)) else b"") for info in archive]


def pack(bundle: Path, members: Members) -> None:
    with tarfile.open(bundle, "w", format=tarfile.USTAR_FORMAT) as archive:
        for info, body in members:
            info.size = len(body) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(body))


def sign_again(bundle: Path, key: Path, change: Callable[[Manifest], Manifest]) -> None:
    """What somebody who holds the key could make."""
    parts = members(bundle)
    manifest = change(msgspec.json.decode(parts[0][1], type=Manifest))
    body, stamp = signed(manifest, private_key(key))
    pack(bundle, [(parts[0][0], body), (parts[1][0], stamp), *parts[2:]])


def with_first(manifest: Manifest, **changes: object) -> Manifest:
    first: Member = replace(manifest.members[0], **changes)
    return replace(manifest, members=[first, *manifest.members[1:]])
