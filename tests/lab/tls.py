"""Makes the lab's certificates with the openssl command: a small authority, good leaves, and bad ones."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.lab import places

# `openssl ca` is the only command of all supported releases that takes dates in the past.
CONFIG = """\
[ca]
default_ca = lab
[lab]
new_certs_dir = {place}
database = {place}/index.txt
rand_serial = yes
policy = any
unique_subject = no
x509_extensions = leaf
[any]
commonName = supplied
organizationName = optional
[leaf]
basicConstraints = critical, CA:{authority}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {names}
{usage}
[req]
distinguished_name = subject
prompt = no
[subject]
organizationName = Lab factory
commonName = {name}
"""


# Strict verifiers (RFC 5280, section 4.2.1.3) allow an authority to sign and a server to serve, not both.
SIGNS = "keyUsage = critical, keyCertSign, cRLSign"
SERVES = """\
keyUsage = critical, digitalSignature, keyEncipherment, dataEncipherment, nonRepudiation
extendedKeyUsage = serverAuth, clientAuth"""


@dataclass(frozen=True)
class Wish:
    """What a certificate should look like; dates as openssl writes them (YYYYMMDDHHMMSSZ)."""

    name: str
    names: str
    bits: int = 2048
    digest: str = "sha256"
    dates: tuple[str, ...] = ("-days", "365")
    self_signed: bool = False
    authority: bool = False


EXPIRED = ("-startdate", "20190101000000Z", "-enddate", "20210101000000Z")


@dataclass(frozen=True)
class Pair:
    """A certificate and its private key, as PEM files."""

    certificate: Path
    key: Path


def authority() -> Pair:
    """The authority's files; `make_authority` has made them when the lab came up."""
    return pair(places.lab_dir() / "authority")


def pair(place: Path) -> Pair:
    """The files that `issue` makes in that folder."""
    return Pair(place / "certificate.pem", place / "key.pem")


def make_authority() -> None:
    """Makes the lab's own authority, once."""
    if not authority().certificate.exists():
        wish = Wish("Lab factory authority", "DNS:authority.lab", self_signed=True, authority=True)
        issue(wish, authority().certificate.parent)


def issue(wish: Wish, place: Path) -> Pair:
    """Makes a key and a certificate in the folder and returns their paths."""
    place.mkdir(parents=True, exist_ok=True)
    made = pair(place)
    config = place / "openssl.cnf"
    flag, usage = ("TRUE, pathlen:0", SIGNS) if wish.authority else ("FALSE", SERVES)
    text = CONFIG.format(place=place, authority=flag, usage=usage, names=wish.names, name=wish.name)
    config.write_text(text)
    (place / "index.txt").touch()
    _openssl(
        "req", "-new", "-config", str(config), "-newkey", f"rsa:{wish.bits}", "-nodes",
        f"-{wish.digest}", "-keyout", str(made.key), "-out", str(place / "request.pem"),
    )  # fmt: skip
    _openssl(
        "ca", "-batch", "-notext", "-config", str(config), "-md", wish.digest,
        *wish.dates, *_signer(wish, made),
        "-in", str(place / "request.pem"), "-out", str(made.certificate),
    )  # fmt: skip
    return made


def _signer(wish: Wish, made: Pair) -> list[str]:
    if wish.self_signed:
        return ["-selfsign", "-keyfile", str(made.key)]
    return ["-cert", str(authority().certificate), "-keyfile", str(authority().key)]


def _openssl(*arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr.strip()}")
