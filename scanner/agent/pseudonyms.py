"""An audit that names nobody: addresses, names and serials are replaced, each always by the same.

What a machine calls itself stands in many places of an audit, in sentences too. So every string of the
audit is gone through, and the longest name goes first.
"""

import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from secrets import token_bytes
from typing import Any

from scanner.agent.report_files import DeliveryError, write_file
from scanner.model import Audit

LEAST = 3
"""Shorter names are replaced only where they stand alone: "a" is found in every word."""
WORDS = frozenset(
    {
        "answer",
        "band",
        "kind",
        "news",
        "outcome",
        "severity",
        "state",
        "strength",
        "sure",
        "transport",
        "zone",
    }
)
"""Fields with a fixed list of words: a machine may be called `critical`, a severity is not."""
OWN = WORDS | {"scan", "product_version", "origin", "check", "checks", "catalogue", "template"}
"""Fields that Vaglio itself fills in: nobody's name is in them."""
_MAC = re.compile(r"(?<![0-9A-Fa-f:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])")
_ACCOUNT = re.compile(r"(?<=\blogin as ).{1,200}?(?= over (?:SSH|WinRM)\b)", re.IGNORECASE)
"""The account of a login in the ledger. Only there: `admin` and `root` are words of many sentences."""
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]|\.\d)")

Names = dict[str, str]


def own_key(file: Path) -> bytes:
    """The key of this installation, made at the first use (0600). Raises DeliveryError."""
    try:
        if not file.exists():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(file, token_bytes(32))
        return file.read_bytes()[:64]
    except OSError as error:
        raise DeliveryError(f"{file} can't be read or made ({error.strerror}): run as its owner") from error


def pseudonymised(audit: Audit, key: bytes) -> Audit:
    """The audit with pseudonyms. One key gives the same ones in every audit; without it nobody goes back.

    Addresses become ones of 2001:db8::/32 (RFC 3849, for documentation), MAC addresses locally
    administered ones. Makers, products and versions stay: they are what the reader is to judge.
    """
    speak = _Pseudonyms(audit, key)
    return Audit.model_validate(_replaced(audit.model_dump(mode="json"), speak.text))


def _replaced(value: Any, change: Callable[[str], str], field: str = "") -> Any:
    if field in OWN or (field == "requirements" and isinstance(value, dict)):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_replaced(each, change) for each in value]
    if isinstance(value, dict):
        return {name: _replaced(each, change, name) for name, each in value.items()}
    return value


class _Pseudonyms:
    def __init__(self, audit: Audit, key: bytes) -> None:
        self._key = key
        self._networks = [ip_network(one, strict=False) for one in audit.networks if _is_network(one)]
        self._names: Names = {text: self._of(kind, text) for kind, text in _said(audit) if text}
        long = sorted((name for name in self._names if len(name) >= LEAST), key=len, reverse=True)
        inside = "|".join(map(re.escape, long)) or r"(?!)"
        self._known = re.compile(rf"(?<!\w)(?:{inside})(?!\w)")

    def text(self, text: str) -> str:
        if text in self._names:
            return self._names[text]
        nobody = _ACCOUNT.sub(lambda found: self._of("account", found[0]), text)
        known = self._known.sub(lambda found: self._names[found[0]], nobody)
        without = _MAC.sub(lambda found: self._of("mac", found[0].lower()), known)
        return _IPV4.sub(self._address, without)

    def _address(self, found: re.Match[str]) -> str:
        """An address that was named by nobody before; a version with four numbers is left alone."""
        try:
            address = ip_address(found[0])
        except ValueError:
            return found[0]
        mine = address.is_private or any(address in network for network in self._networks)
        return self._of("address", found[0]) if mine else found[0]

    def _of(self, kind: str, text: str) -> str:
        digest = blake2b(f"{kind}:{text.lower()}".encode("utf-8", "replace"), key=self._key, digest_size=5)
        mark = digest.hexdigest()
        if kind == "mac":
            return ":".join(["02", *(mark[at : at + 2] for at in range(0, 10, 2))])
        if kind in ("address", "network"):
            return f"2001:db8::{mark[:4]}:{mark[4:8]}{'/128' if kind == 'network' else ''}"
        return f"{kind}-{mark}"


def _said(audit: Audit) -> Iterator[tuple[str, str]]:
    """Everything that names somebody or something of this factory, with its kind."""
    yield from (("segment", audit.segment), ("sensor", audit.sensor), ("person", audit.authorisation.who))
    yield from (("client", audit.client), ("engagement", audit.engagement), ("outside", audit.egress_test))
    yield from (("network", one) for one in audit.networks)
    yield from (("person", one.by) for one in audit.answers)
    yield from (("person", one.owner) for one in audit.accepted)
    yield from (("address", one.address) for one in audit.ledger.assets)
    for asset in audit.assets:
        yield from (("asset", asset.id), ("mac", asset.mac), ("serial", asset.serial))
        yield from (("address", one) for one in asset.addresses)
        yield from (("name", one) for one in asset.names)
        yield from (
            (one.field, one.value) for one in asset.identifications if one.field in ("serial", "name")
        )


def _is_network(text: str) -> bool:
    try:
        return isinstance(ip_network(text, strict=False), IPv4Network | IPv6Network)
    except ValueError:
        return False
