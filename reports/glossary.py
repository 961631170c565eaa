"""The words a reader may not know, and which of them a report uses."""

import re
from dataclasses import dataclass

from reports.i18n import Language
from reports.words import N_

TERMS: dict[str, str] = {
    N_("Broker"): N_("A program that passes messages from one machine to others."),
    N_("Certificate"): N_("A digital identity card of a machine. It runs out on a date."),
    N_("Controller"): N_("The small computer that runs a machine. Also called PLC."),
    N_("Encryption"): N_("Scrambles data on its way, so that nobody can read or change it unseen."),
    N_("Firewall"): N_("A gate between networks. It lets through only what you allow."),
    N_("Firmware"): N_("The program built into a device. Its maker issues new versions."),
    N_("FTP"): N_("An old way to send files. It sends passwords readable for all."),
    N_("MAC address"): N_("The number that a maker gives to each network card."),
    N_("Modbus"): N_("A language of controllers from 1979. It knows no password."),
    N_("MQTT"): N_("A way in which machines send each other short messages."),
    N_("OPC UA"): N_("A modern language of machines. It can protect its data when set up so."),
    N_("Port"): N_("A numbered door of a machine, behind which one program answers."),
    N_("Protocol"): N_("The language in which two programs talk."),
    N_("RDP"): N_("Shows the screen of a Windows computer to someone far away."),
    N_("S7"): N_("The language of Siemens controllers."),
    N_("Segment"): N_("A part of the network whose machines reach each other directly."),
    N_("SMB"): N_("The way in which Windows computers share folders."),
    N_("SNMP"): N_("A way to ask network devices how they are."),
    N_("SSH"): N_("An encrypted way to operate a machine from far away."),
    N_("Telnet"): N_("An old way to operate a machine. All it sends can be read by others."),
    N_("TLS"): N_("The protection behind the padlock in a browser."),
    N_("Touch"): N_("One thing that a machine can notice: a knock on a port, or one question."),
    N_("VNC"): N_("Shows the screen of a machine to someone far away."),
    N_("VPN"): N_("A protected tunnel into your network through the internet."),
    N_("Zone"): N_("Machines of the same kind of work that belong together: office, production."),
}

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Term:
    name: str
    meaning: str


def used_terms(page: str, language: Language) -> list[Term]:
    """The terms that occur in the text of a rendered page, in the alphabet of the language."""
    text = _TAG.sub(" ", page)
    folded = text.lower()
    found = [
        Term(name, language.t(meaning))
        for term, meaning in TERMS.items()
        if _stem(name := language.t(term)).lower() in folded and _occurs(name, text)
    ]
    return sorted(found, key=lambda term: term.name.casefold())


def _stem(term: str) -> str:
    return term[:-1] if len(term) > 5 and term.upper() != term else term


def _occurs(term: str, text: str) -> bool:
    # An acronym must stand as it is; a word may begin a sentence or carry an ending.
    stem = re.escape(_stem(term))
    if term.upper() == term:
        return re.search(rf"(?<!\w){stem}(?!\w)", text) is not None
    return re.search(rf"(?<!\w){stem}\w{{0,3}}(?!\w)", text, re.IGNORECASE) is not None
