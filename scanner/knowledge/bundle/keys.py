"""Keys that sign bundles: Ed25519 in PEM files."""

import hashlib
import os
import re
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from scanner.knowledge.faults import BundleError

MOST_BYTES = 100_000
OTHERS = 0o077
_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


def keygen(file: Path) -> Path:
    """Writes a new key to `file`, for its owner only, and its public half beside it; gives that path."""
    key = Ed25519PrivateKey.generate()
    public = file.with_name(file.name + ".pub")
    private_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public_pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    _create(file, private_pem, 0o600)
    _create(public, public_pem, 0o644)
    return public


def _create(file: Path, content: bytes, mode: int) -> None:
    try:
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, mode)
    except FileExistsError:
        raise BundleError(f"{file} is there already and was left as it is") from None
    except OSError as error:
        raise BundleError(f"{file} cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "wb") as out:
        out.write(content)


def private_key(file: Path) -> Ed25519PrivateKey:
    """The key of a file. Raises BundleError when others may read it."""
    content = _content(file)
    if file.stat().st_mode & OTHERS:
        raise BundleError(f"others may read {file}; say: chmod 600 {file}")
    try:
        key = serialization.load_pem_private_key(content, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise BundleError(f"{file} holds no key for signing; `vaglio feeds keygen` makes one")
    return key


def public_keys(files: list[Path]) -> dict[str, Ed25519PublicKey]:
    """The trusted keys by their names. Raises BundleError for a file without any."""
    found: dict[str, Ed25519PublicKey] = {}
    for file in files:
        before = len(found)
        for block in _PEM.findall(_content(file)):
            try:
                key = serialization.load_pem_public_key(block)
            except (ValueError, UnsupportedAlgorithm):
                continue
            if isinstance(key, Ed25519PublicKey):
                found[name_of(key)] = key
        if len(found) == before:
            raise BundleError(f"{file} holds no public key of a bundle's maker")
    return found


def name_of(key: Ed25519PublicKey) -> str:
    """A short name of a key: the first 16 bytes of its SHA-256."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:32]


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES)
    except OSError as error:
        raise BundleError(f"{file} cannot be read: {error.strerror}") from error
