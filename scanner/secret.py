"""Reads a password or a private key from the place that the owner named; nothing else in the program holds one."""

import os
import stat
from pathlib import Path

from scanner.model import SecretPlace

MOST_BYTES = 16_384
OTHERS = stat.S_IRWXG | stat.S_IRWXO
STORE = "CREDENTIALS_DIRECTORY"
"""Where systemd puts the credentials of a service (systemd.exec, LoadCredential=)."""


class SecretError(RuntimeError):
    """A secret that can't be used; the message is a sentence without the secret."""


def read_secret(place: SecretPlace) -> str:
    """The password (one line) or the private key (PEM or OpenSSH text). Raises SecretError."""
    if place.kind == "environment":
        found = os.environ.get(place.name, "")
    else:
        found = _text(_path(place), guarded=place.kind == "file")
    text = found if "PRIVATE KEY-----" in found else found.rstrip("\r\n")
    if not text.strip():
        raise SecretError(f"{told(place)} is empty or is not there")
    if "\0" in text or ("\n" in text and "PRIVATE KEY-----" not in text):
        raise SecretError(f"{told(place)} holds more than one line and is no private key")
    return text


def told(place: SecretPlace) -> str:
    """The place in words."""
    if place.kind == "environment":
        return f"the variable {place.name}"
    return f"the file {place.name}" if place.kind == "file" else f"the credential {place.name}"


def _path(place: SecretPlace) -> Path:
    if place.kind == "file":
        return Path(place.name)
    folder = os.environ.get(STORE, "")
    if not folder:
        raise SecretError(f"the service manager handed over no credentials ({STORE} is not set)")
    return Path(folder) / place.name


def _text(path: Path, *, guarded: bool) -> str:
    try:
        # Not blocking: a named pipe in its place must not stop the scan.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise SecretError(f"the file {path} can't be read ({error.strerror})") from None
    try:
        if problem := _unsafe(os.fstat(handle), guarded=guarded):
            raise SecretError(f"the file {path} {problem}")
        content = os.read(handle, MOST_BYTES + 1)
    finally:
        os.close(handle)
    if len(content) > MOST_BYTES:
        raise SecretError(f"the file {path} is larger than {MOST_BYTES:,} bytes")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise SecretError(f"the file {path} is no text") from None


def _unsafe(seen: os.stat_result, *, guarded: bool) -> str:
    """What is wrong with the file. The service manager guards its own: their mode shows an access list as a group."""
    if not stat.S_ISREG(seen.st_mode):
        return "is no plain file"
    if not guarded:
        return ""
    if seen.st_mode & OTHERS:
        return "can be read or changed by others; run: chmod 600"
    return "" if seen.st_uid in (os.geteuid(), 0) else "belongs to somebody else"


def problem_of(place: SecretPlace) -> str:
    """Why a secret can't be used, or an empty text. For a file only: the others exist at run time alone."""
    if place.kind != "file":
        return ""
    try:
        read_secret(place)
    except SecretError as error:
        return str(error)
    return ""
