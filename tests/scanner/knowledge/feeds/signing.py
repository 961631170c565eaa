"""Signs documents as a provider does, with gpg in a folder of its own."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Signer:
    """One person's key. `key_file` holds its public half, armoured."""

    def __init__(self, home: Path, name: str) -> None:
        self._home, self._name = home, name
        self._run("--passphrase", "", "--quick-generate-key", name, "ed25519", "sign", "never")
        self.key_file = home / f"{name}.asc"
        self.key_file.write_bytes(self._run("--armor", "--export", name))
        self.binary_file = home / f"{name}.gpg"
        self.binary_file.write_bytes(self._run("--export", name))

    def sign(self, body: bytes) -> bytes:
        return self._run("--local-user", self._name, "--armor", "--detach-sign", given=body)

    def _run(self, *arguments: str, given: bytes = b"") -> bytes:
        command = ["gpg", "--homedir", str(self._home), "--batch", "--pinentry-mode", "loopback", *arguments]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout


@contextmanager
def signers(home: Path, *names: str) -> Iterator[list[Signer]]:
    """Keys that live as long as the block; the agent that gpg starts ends with it."""
    home.mkdir(mode=0o700)
    try:
        yield [Signer(home, name) for name in names]
    finally:
        if shutil.which("gpgconf"):
            subprocess.run(
                ["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, capture_output=True
            )
