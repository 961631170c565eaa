"""The evidence package of an audit: reports, ledger, authorisation and hashes in one signed archive.

A zip file: `manifest.json` names every other file with its size and SHA-256, `manifest.sig` is an Ed25519
signature over it, `public-key.pem` the key's public half, so that anybody can see what was altered. Who made
it shows only a key that came another way.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from scanner.agent.compose import locales_of
from scanner.agent.report_files import DeliveryError, rendered
from scanner.config import Config
from scanner.knowledge.bundle.keys import name_of
from scanner.model import Audit, Touch
from scanner.packs import load_checks
from scanner.store import Store

PURPOSE = b"vaglio evidence package\n"
"""Signed along with the manifest, so that no other thing signed with the key passes for one."""
FORMAT = 1
FORMATS = ("html", "json", "assets-csv", "findings-csv")
AUDIENCES = ("technician", "auditor")
"""Whose reports a package holds: the full one, and the one for whoever verifies it."""
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "public-key.pem"
MOST_FILES = 500
MOST_BYTES = 500_000_000


@dataclass(frozen=True)
class Verified:
    """What was found of a package. `signer` is the short name of the key; empty where none fits."""

    signer: str
    trusted: bool
    altered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        return bool(self.signer) and not (self.altered or self.missing or self.added)


def packed(
    audit: Audit, reports: Mapping[str, bytes], touches: Sequence[Touch], key: Ed25519PrivateKey
) -> bytes:
    """The archive. `reports` are whole files by their names."""
    files = dict(sorted(reports.items()))
    files["ledger.jsonl"] = "".join(f"{touch.model_dump_json()}\n" for touch in touches).encode()
    files["authorisation.json"] = _authorisation(audit)
    files[KEY] = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    manifest = _manifest(audit, files)
    signature = base64.b64encode(key.sign(PURPOSE + manifest))
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in {MANIFEST: manifest, SIGNATURE: signature, **files}.items():
            archive.writestr(_entry(name, audit), content)
    return out.getvalue()


def package_of(  # noqa: PLR0917 - one for each thing that goes in
    store: Store, config: Config, audit: Audit, key: Ed25519PrivateKey, language: str, formats: Sequence[str]
) -> bytes:
    """The archive of a stored audit, its reports rendered now. Raises DeliveryError, StoreError."""
    locales = locales_of(load_checks([str(folder) for folder in config.packs]))
    reports = rendered(audit, language, formats or FORMATS, locales, audiences=AUDIENCES)
    return packed(audit, reports, store.touches_of(audit.scan), key)


def _entry(name: str, audit: Audit) -> ZipInfo:
    """A file dated as the audit: the same audit gives the same archive. For the eyes of its owner only."""
    entry = ZipInfo(name, audit.ended.timetuple()[:6])
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
    return entry


def _authorisation(audit: Audit) -> bytes:
    told = {
        "client": audit.client, "engagement": audit.engagement,
        "scan": audit.scan, "segment": audit.segment, "networks": audit.networks, "zone": audit.zone.value,
        "started": audit.started.isoformat(), "ended": audit.ended.isoformat(),
        "authorisation": audit.authorisation.model_dump(mode="json"),
    }  # fmt: skip
    return json.dumps(told, indent=1).encode()


def _manifest(audit: Audit, files: Mapping[str, bytes]) -> bytes:
    listed = [{"name": name, "size": len(content), "sha256": sha256(content).hexdigest()}
              for name, content in files.items()]  # fmt: skip
    told = {
        "format": FORMAT,
        "scan": audit.scan,
        "product": f"vaglio {audit.product_version}",
        "files": listed,
    }
    return json.dumps(told, indent=1).encode()


def verified(path: Path, trust: Mapping[str, Ed25519PublicKey]) -> Verified:
    """What is whole and what was altered. `trust` are keys by their short names; none: the package's own.

    Raises DeliveryError where the file is no package at all.
    """
    files = _read(path)
    manifest = files.pop(MANIFEST, b"")
    listed = _listed(path, manifest)
    signer = _signer(manifest, files.pop(SIGNATURE, b""), files.get(KEY, b""), trust)
    there = {name: sha256(content).hexdigest() for name, content in files.items()}
    return Verified(
        signer=signer, trusted=signer in trust,
        altered=tuple(sorted(name for name in there.keys() & listed.keys() if there[name] != listed[name])),
        missing=tuple(sorted(listed.keys() - there.keys())), added=tuple(sorted(there.keys() - listed.keys())),
    )  # fmt: skip


def _read(path: Path) -> dict[str, bytes]:
    """The files of the archive in memory, bounded; nothing is unpacked onto the disk."""
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
                raise DeliveryError(f"{path} is too large to be an evidence package")
            if len({one.filename for one in entries}) != len(entries):
                raise DeliveryError(f"{path} holds two files of one name: it was altered")
            return {one.filename: _content(archive, one) for one in entries}
    except FileNotFoundError as error:
        raise DeliveryError(f"{path} does not exist") from error
    except DeliveryError:
        raise
    except (BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise DeliveryError(f"{path} is no evidence package, or was cut short ({error})") from error


def _content(archive: ZipFile, entry: ZipInfo) -> bytes:
    try:
        with archive.open(entry) as file:
            return file.read(entry.file_size + 1)
    except (BadZipFile, EOFError, ZlibError):
        return b""  # its checksum does not fit: altered, like any other content


def _listed(path: Path, manifest: bytes) -> dict[str, str]:
    try:
        told = json.loads(manifest)
        return {str(one["name"]): str(one["sha256"]) for one in told["files"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DeliveryError(f"{path} is no evidence package: its list of files can't be read") from error


def _signer(manifest: bytes, signature: bytes, own: bytes, trust: Mapping[str, Ed25519PublicKey]) -> str:
    """The short name of the key that signed the manifest; empty where none of them did."""
    for name, key in (trust or _own(own)).items():
        try:
            key.verify(base64.b64decode(signature), PURPOSE + manifest)
        except (InvalidSignature, ValueError):
            continue
        return name
    return ""


def _own(pem: bytes) -> dict[str, Ed25519PublicKey]:
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        return {}
    return {name_of(key): key} if isinstance(key, Ed25519PublicKey) else {}
