"""What a bundle says of itself, and the signature under it."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from scanner.knowledge.bundle.keys import name_of
from scanner.knowledge.faults import BundleError

FORMAT = 1
PURPOSE = b"vaglio knowledge bundle\n"
"""Signed along with the manifest, so that no other thing signed with the key passes for one."""
CLOCK_APART = timedelta(days=1)
MOST_MANIFEST = 1_000_000

_Count = Annotated[int, Meta(ge=0, le=10**12)]
_Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,59}\Z")]
_Words = Annotated[str, Meta(max_length=300)]
_Time = Annotated[str, Meta(max_length=40)]


class Member(Struct, frozen=True, forbid_unknown_fields=True):
    """One source in a bundle. Sizes are bytes; `unpacked` bounds what is read from it."""

    source: _Name
    name: _Words
    licence: _Words
    fetched_at: _Time
    newest_at: _Time
    rows: _Count
    size: _Count
    unpacked: _Count
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]

    @property
    def file(self) -> str:
        """Its name in the archive."""
        return f"sources/{self.source}.rows.zst"


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """`version` only ever grows. Times are ISO 8601 in UTC."""

    format: int
    version: _Count
    created: _Time
    expires: _Time
    members: Annotated[list[Member], Meta(min_length=1, max_length=500)]


class Signature(Struct, frozen=True, forbid_unknown_fields=True):
    key: Annotated[str, Meta(max_length=64)]
    signature: Annotated[str, Meta(max_length=200)]


def signed(manifest: Manifest, key: Ed25519PrivateKey) -> tuple[bytes, bytes]:
    """The manifest's bytes and those of its signature."""
    body = msgspec.json.encode(manifest)
    stamp = base64.b64encode(key.sign(PURPOSE + body)).decode()
    return body, msgspec.json.encode(Signature(name_of(key.public_key()), stamp))


def trusted(body: bytes, stamp: bytes, keys: dict[str, Ed25519PublicKey], now: datetime) -> Manifest:
    """The manifest, if one of `keys` signed it and its time has not passed. Raises BundleError."""
    try:
        signature = msgspec.json.decode(stamp, type=Signature)
        raw = base64.b64decode(signature.signature, validate=True)
    except (msgspec.MsgspecError, ValueError, binascii.Error):
        raise BundleError("the bundle's signature cannot be read") from None
    key = keys.get(signature.key)
    if key is None:
        raise BundleError("the bundle is signed with a key that you did not name under --trust")
    try:
        key.verify(raw, PURPOSE + body)
    except InvalidSignature:
        raise BundleError("the bundle's signature does not fit: it was changed after it was signed") from None
    return _in_time(_read(body), now)


def _read(body: bytes) -> Manifest:
    try:
        manifest = msgspec.json.decode(body, type=Manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise BundleError("the bundle's manifest cannot be read; it may be of a newer Vaglio") from None
    if manifest.format != FORMAT:
        raise BundleError(
            f"the bundle has format {manifest.format}, which this Vaglio does not know; update Vaglio"
        )
    if len({each.source for each in manifest.members}) != len(manifest.members):
        raise BundleError("the bundle's manifest names a source twice")
    return manifest


def _in_time(manifest: Manifest, now: datetime) -> Manifest:
    created, expires = _moment(manifest.created), _moment(manifest.expires)
    if expires <= now:
        raise BundleError(f"the bundle expired on {expires:%Y-%m-%d}; ask for a newer one")
    if created > now + CLOCK_APART:
        raise BundleError(f"the bundle was made on {created:%Y-%m-%d}, which has not come yet; "
                          "check this computer's clock")  # fmt: skip
    return manifest


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BundleError("the bundle's manifest holds a time that cannot be read") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
