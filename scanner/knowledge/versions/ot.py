"""The order of OT firmware: V2.9.10 above V2.9.2, 4.5 is 04.05.00, candidates below, service packs above.

There is no standard. The order was taken from how makers number in their advisories: numbers compare as
numbers whatever their zeros (Rockwell 20.011 is 20.11); a letter comes after the number (4.2a above 4.2);
hotfix, patch, update, service pack and release stand above what they mend, in this order.
"""

import re

from scanner.knowledge.versions.packing import UnreadableVersionError, bounded, number

_WORDS = {
    0x10: "alpha",
    0x20: "beta",
    0x28: "preview|pre",
    0x30: "rc|release candidate",
    0x41: "build|bn|release",
    0x43: "hw",  # Honeywell's cameras: 1.000.HW02.3.20181109
    0x48: "hotfix|hf",
    0x4A: "security patch|patch|p",
    0x4C: "update|upd|up|u|cu|ru|uc|qu|ir",
    0x4E: "service pack|service release|feature pack|maintenance pack|sp|sr|fp|mp",
    0x50: "r",
}  # place in the order: words of that place
_END, _ATTACHED, _LETTER, _NUMBER = b"\x40", b"\x42", b"\x44", b"\x60"
_YEAR = _NUMBER + b"\x04"  # a number of four digits
_PLACES = {word: bytes([place]) for place, words in _WORDS.items() for word in words.split("|")}
_SPELT = "|".join(sorted((word.replace(" ", "[ _]") for word in _PLACES), key=len, reverse=True))
_ALONE = "alpha|beta|preview|pre|rc|sp|hotfix|patch"  # the others need a number: `1.05P` ends in a letter

PREFIX = (
    r"(?:(?:version|ver|v|firmware|fw|software|sw|sv|revision|rev|release|hios|ros|msys"
    r"|r(?=[0-9]+\.[0-9])|se(?=[0-9]{4}))[ ._]{0,2}){0,3}"
)
CORE = r"[0-9]{1,4}(?:\.[0-9]{1,20}){0,11}"
_DOTTED = r"[0-9]{1,20}(?:\.[0-9]{1,20}){0,4}"
_MORE = (
    rf"[ _.-]{{0,2}}(?:{_SPELT})[ _.]?{_DOTTED}"  # SP1, Update 4, _HF2, SE2020MP13, rc.1
    rf"|[ _.-]{{0,2}}(?:{_ALONE})(?![ _.]?[0-9A-Za-z])"  # 4.6.3SP, 1.0 beta
    r"|[ ]?\([0-9]{1,20}\)(?![A-Za-z])"  # 02.05.23(08); with letters behind it is a train of its own
    r"|(?<=[0-9])[ ][A-Za-z](?![A-Za-z0-9])"  # 1.05 F
    rf"|(?<=[0-9])[A-Za-z](?![A-Za-z])(?:{_DOTTED})?"  # 4.2a, 04A00.1
    r"|[-_][0-9]{1,20}(?![0-9.]*[A-Za-z.])"  # 1.4.18-5
    r"|(?<=[0-9])\.S[0-9]{1,2}(?![0-9A-Za-z.])"  # 1.1.6.S0 of Korenix' switches, sold by WAGO and others
)
VERSION = rf"{PREFIX}{CORE}(?:{_MORE}){{0,5}}"
_TEXT = re.compile(rf"{PREFIX}(?P<core>{CORE})(?P<rest>(?:{_MORE}){{0,5}})", re.IGNORECASE | re.ASCII)
_PIECE = re.compile(
    rf"[ _.(-]*(?:(?P<word>(?:{_SPELT})(?=[ _.]?[0-9])|{_ALONE})|(?P<letter>[a-z]))?[ _.(]*(?P<digits>[0-9.]*)\)?"
)
_NONE = re.compile(
    r"[0-9]x(?![A-Za-z0-9])|^[0-9a-f]{7,40}$"
)  # 7.2x (Mitsubishi's letters are large: 1.21X), a commit
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}\.(?:0[1-9]|1[0-2])\.(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|[12][0-9]|3[01])\.(?:0[1-9]|1[0-2])\.(?:19|20)[0-9]{2}"
)


def key(text: str) -> bytes:
    """A key for what a maker calls a version. Refuses dates, catalogue numbers and free words.

    A number of five digits or more at the front is a catalogue number, a serial number or a date; so is
    `1763-L16AWA`, and a hyphen after a whole number.
    """
    found = _TEXT.fullmatch(bounded(text).rstrip(".,"))
    if (
        not found
        or _DATE.fullmatch(found["core"])
        or _hyphen_after_a_whole_number(found)
        or _NONE.search(text)
    ):
        raise UnreadableVersionError(f"{text[:60]!r} is no version in a form that is known.")
    return _numbers(_without_zeros(found["core"])) + b"".join(_pieces(found["rest"].lower())) + _END


def numbered_by_year(key: bytes) -> bool:
    """Whether a key is of a version that begins with a year (2017 R2).

    Makers who went from 4.2 to 2017, or the other way, made a break in their numbering: where one of two
    keys begins with a year and the other does not, nobody can tell which is the newer.
    """
    return key[:2] == _YEAR and b"1990" <= key[2:6] <= b"2049"


def line(text: str) -> bytes:
    """The beginning of the keys of a whole release line: of 4.2.1 and 4.2a for `V4.2`. Raises as `key` does."""
    found = _TEXT.fullmatch(bounded(text))
    if not found or found["rest"]:
        raise UnreadableVersionError(f"{text[:60]!r} is no release line.")
    return _numbers(found["core"].split("."))


def _numbers(all_digits: list[str]) -> bytes:
    return b"".join(_NUMBER + number(digits) for digits in all_digits)


def _hyphen_after_a_whole_number(found: re.Match[str]) -> bool:
    return "." not in found["core"] and found["rest"][:1] in ("-", "_")


def _without_zeros(dotted: str) -> list[str]:
    """The numbers, without the zeros at the end: 4.5.0 is 4.5."""
    numbers = [digits.lstrip("0") for digits in dotted.split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return numbers


def _pieces(rest: str) -> list[bytes]:
    return [_piece(found) for found in _PIECE.finditer(rest) if found[0]]


def _piece(found: re.Match[str]) -> bytes:
    first, *more = _without_zeros(found["digits"].strip("."))
    return _place(found) + number(first) + _numbers(more)


def _place(found: re.Match[str]) -> bytes:
    if found["word"]:
        return _PLACES[found["word"].replace("_", " ")]
    return _LETTER + found["letter"].encode("ascii") if found["letter"] else _ATTACHED
