"""OpenPGP signatures of documents, checked by the program gpgv against the keys of one file.

Why a program and not a library: docs/decisions/0008-feeds.md.
"""

import base64
import binascii
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scanner.doors import Pass, opened
from scanner.knowledge.feeds.faults import FeedError, UnreadableError

SECONDS = 20
MOST_KEYS = 1_000_000
"""Bytes of a key file."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys that may sign the documents of a provider."""

    program: str
    keys: bytes

    @classmethod
    def read(cls, file: Path) -> "Keyring":
        """The keys of a file, armoured or binary. Raises FeedError."""
        program = shutil.which("gpgv")
        if program is None:
            raise FeedError("signatures cannot be checked: the program gpgv is not installed")
        try:
            with file.open("rb") as opened_file:
                data = opened_file.read(MOST_KEYS)
        except OSError as error:
            raise FeedError(f"the key file {file} cannot be read: {error.strerror}") from error
        keys = _unarmoured(data)
        # The first packet of a key file is a public key (tag 6), in the old or the new header form
        # (RFC 9580, sections 4.2 and 5).
        if not keys or keys[0] not in (0x98, 0x99, 0x9A, 0xC6):
            raise FeedError(f"the key file {file} holds no OpenPGP public key")
        return cls(program, keys)

    def check(self, name: str, document: bytes, signature: bytes) -> None:
        """Raises UnreadableError unless one of the keys signed exactly this document."""
        with tempfile.TemporaryDirectory(prefix="vaglio-") as folder:
            place = Path(folder)
            for file, content in (("keys", self.keys), ("document", document), ("signature", signature)):
                (place / file).write_bytes(content)
            status = self._run(place)
        if "VALIDSIG" not in status or "BADSIG" in status:
            raise UnreadableError(f"{name}: {_why(status)}; it was skipped")

    def _run(self, place: Path) -> frozenset[str]:
        """The words of gpgv's status lines (GnuPG, doc/DETAILS, "Format of the --status-fd output")."""
        command = [self.program, "--status-fd", "1", "--homedir", str(place), "--keyring", str(place / "keys"),
                   str(place / "signature"), str(place / "document")]  # fmt: skip
        try:
            with opened(Pass(program=self.program)):
                done = subprocess.run(  # noqa: S603 - our own arguments only
                    command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
                )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise FeedError(f"signatures cannot be checked: gpgv failed ({type(error).__name__})") from error
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        words = {line.split()[1] for line in lines if line.startswith("[GNUPG:] ") and len(line.split()) > 1}
        # The exit code counts too: a valid signature beside a bad one is no success.
        return frozenset(words if done.returncode == 0 else words - {"VALIDSIG"})


def _why(status: frozenset[str]) -> str:
    if "BADSIG" in status:
        return "its signature does not fit its content"
    if "NO_PUBKEY" in status:
        return "its signature is by a key that is not in the key file"
    if status & {"EXPKEYSIG", "REVKEYSIG", "EXPSIG"}:
        return "its signature is by a key that has expired or was revoked"
    return "its signature cannot be read"


def _unarmoured(data: bytes) -> bytes:
    """The packets of a key file; several armoured blocks one after the other are joined."""
    if b"-----BEGIN PGP PUBLIC KEY BLOCK-----" not in data:
        return data
    packets = b""
    for block in data.split(b"-----BEGIN PGP PUBLIC KEY BLOCK-----")[1:]:
        inner = block.partition(b"-----END PGP")[0].replace(b"\r\n", b"\n")
        # Headers end at an empty line; the checksum line begins with "=" (RFC 9580, section 6.2).
        body = [
            line for line in inner.partition(b"\n\n")[2].split(b"\n") if line and not line.startswith(b"=")
        ]
        try:
            packets += base64.b64decode(b"".join(body), validate=True)
        except binascii.Error:
            return b""
    return packets
