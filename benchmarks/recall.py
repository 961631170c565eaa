"""How much of what a device tells a tool wrote down."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as Xml
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Told = Mapping[str, Mapping[str, str]]

IDENTITY = ("vendor", "product", "product_code", "order_number", "model", "module", "version", "serial")
"""The told fields that say what a device is. Titles, names and settings are told, too; they identify nothing."""


@dataclass(frozen=True)
class Recall:
    """Fields of one device: those that it tells, and those that a tool wrote down."""

    told: frozenset[tuple[str, str]]
    found: frozenset[tuple[str, str]]

    @property
    def whole(self) -> bool:
        return bool(self.told) and self.told == self.found


def fields(identity: Told) -> dict[tuple[str, str], str]:
    """What a device tells about itself, by (protocol, field). Bare codes are left out: "1" is everywhere."""
    return {
        (protocol, name): value
        for protocol, values in identity.items()
        for name, value in values.items()
        if name in IDENTITY and not value.isdigit()
    }


def _plain(text: str) -> str:
    # "003.008" and "3.8" are one version; runs of blanks and the case of letters don't matter.
    without_zeros = re.sub(r"(?<![\d.])0+(?=\d+\.)|(?<=\.)0+(?=[1-9])", "", text)
    return " ".join(without_zeros.lower().split())


def holds(text: str, value: str) -> bool:
    """Whether `value` stands in `text` as a word of its own."""
    return re.search(rf"(?<![\w.])(?:0x)?{re.escape(_plain(value))}(?![\w]|\.\d)", _plain(text)) is not None


def recall(identity: Told, text: str) -> Recall:
    """What of `identity` is found in what a tool wrote about the device."""
    told = fields(identity)
    return Recall(frozenset(told), frozenset(key for key, value in told.items() if holds(text, value)))


def by_address_of_report(report: str) -> dict[str, str]:
    """What Vaglio's report.json says about each address: the asset and its findings, in one text."""
    document = json.loads(report)
    texts: dict[str, str] = {}
    for asset in document["assets"]:
        about = [asset, *(one for one in document["findings"] if one["asset"] == asset["id"])]
        for address in asset["addresses"]:
            texts[address] = " \n".join(_strings(about))
    return texts


def by_address_of_nmap(xml: str) -> dict[str, str]:
    """What nmap's XML says about each address, in one text. A file cut short tells nothing."""
    texts: dict[str, str] = {}
    for host in Xml.fromstring(xml).iter("host"):
        address = next(one.get("addr", "") for one in host.iter("address") if one.get("addrtype") != "mac")
        values = [
            value for element in host.iter() for value in (*element.attrib.values(), element.text or "")
        ]
        texts[address] = " \n".join(values)
    return texts


def _strings(thing: object) -> Iterable[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, list):
        for one in thing:
            yield from _strings(one)
    elif isinstance(thing, dict):
        yield from _strings(list(thing.values()))
