"""A login that the owner allows on named computers, and where its secret lies. Never the secret itself."""

from typing import Literal

from pydantic import Field

from scanner.model.record import Record


class SecretPlace(Record):
    """Where a password or a private key lies.

    `file`: the path of a file that only its owner can read; `environment`: the name of a variable;
    `credential`: a name in the folder that the service manager hands to the service (systemd, CREDENTIALS_DIRECTORY).
    """

    kind: Literal["file", "environment", "credential"]
    name: str = Field(min_length=1)


class Login(Record):
    """One account, and the assets (addresses or names) that it is for.

    `host_keys` are fingerprints (`SHA256:…`) of SSH host keys or, for WinRM over HTTPS, of certificates: the
    server must show one of them before the secret is used. `known_hosts` is a file of OpenSSH's form with
    more of them. `https` False: WinRM over HTTP, where each message is sealed by NTLM.
    """

    kind: Literal["ssh", "winrm"]
    assets: tuple[str, ...]
    user: str
    port: int = Field(ge=1, le=65535)
    secret: SecretPlace
    host_keys: tuple[str, ...] = ()
    known_hosts: str = ""
    https: bool = True

    @property
    def over(self) -> str:
        """The protocol's name, as people write it."""
        return {"ssh": "SSH", "winrm": "WinRM"}[self.kind]
