"""From tokens to intervals. What could be read in two ways is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import ot
from scanner.knowledge.versions.interval import Interval
from scanner.knowledge.versions.keys import key
from scanner.knowledge.versions.tokens import Kind, NotUnderstoodError, Token, sign_of

_ABOVE_ALL_OF_IT = b"\xff"
_NUMBER_OF_A_PRODUCT = re.compile(
    r"(?:[A-Za-z]{1,2} ?)?(?!(?:19|20)[0-9]{2}$)[0-9]{3,}[A-Za-z]?"
)  # 2017 is a version


@dataclass(frozen=True, slots=True)
class Bound:
    """A sign and a version. `joined`: nothing stands between it and the bound before it, `to` aside."""

    sign: str
    version: Token
    joined: bool


def intervals(found: Iterable[Token], scheme: Scheme) -> tuple[Interval, ...]:
    """The intervals that the tokens mean, none for "all versions"; raises `NotUnderstoodError`."""
    given = list(found)
    everything = bool(given) and given[0].kind is Kind.ALL
    said = bounds(given[1:] if everything else given)
    if not said and everything:
        return ()
    if not said or (everything and _names_one_version(said)):
        raise NotUnderstoodError("no bound")
    return tuple(_folded(said, scheme))


def bounds(given: Sequence[Token]) -> list[Bound]:
    """Signs and versions put together, in their order."""
    reader = _Reader()
    for token in given:
        reader.take(token)
    return reader.done()


class _Reader:
    """What was read so far: bounds, and the sign that waits for its version."""

    def __init__(self) -> None:
        self.said: list[Bound] = []
        self.sign = ""
        self.separated = True

    def take(self, token: Token) -> None:
        """One token more."""
        match token.kind:
            case Kind.SIGN | Kind.TO:
                self._sign(token)
            case Kind.VERSION | Kind.WILD:
                self._version(token)
            case Kind.AFTER | Kind.EDGE:
                self._mend(token)
            case Kind.ALL:
                self._nothing_waits(self.separated)
            case _:
                self._separator(token)

    def done(self) -> list[Bound]:
        """All bounds. A sign or a separator at the end says that something was cut off."""
        self._nothing_waits(not self.said or not self.separated)
        return self.said

    def _sign(self, token: Token) -> None:
        self._nothing_waits(token.text != "-" or not self.separated)
        self.sign = "<=" if token.kind is Kind.TO else token.text

    def _version(self, token: Token) -> None:
        if not self.sign and not self.separated:
            raise NotUnderstoodError("two versions side by side")
        self.said.append(Bound(self.sign or "=", token, joined=not self.separated))
        self.sign, self.separated = "", False

    def _mend(self, token: Token) -> None:
        self._nothing_waits(bool(self.said) and not self.separated)
        last = self.said.pop()
        self.said.append(replace(last, sign=_mended(last, token, first=not self.said)))

    def _separator(self, token: Token) -> None:
        self._nothing_waits(bool(self.said) and not self.separated)
        self.separated = token.kind is Kind.SEPARATOR

    def _nothing_waits(self, fits: bool) -> None:
        if self.sign or not fits:
            raise NotUnderstoodError("a word in a place where it has no meaning")


def _mended(last: Bound, token: Token, *, first: bool) -> str:
    """The sign after "and earlier" or "(excluding)"."""
    if token.kind is Kind.AFTER:
        if last.sign != "=":
            raise NotUnderstoodError(token.text)
        return sign_of(token.text)
    inside = "=" if token.text.lower().startswith("(in") else ""
    return (">" if first else "<") + inside


def _names_one_version(said: list[Bound]) -> bool:
    return len(said) == 1 and said[0].sign == "=" and said[0].version.kind is Kind.VERSION


def _folded(said: list[Bound], scheme: Scheme) -> Iterator[Interval]:
    """Bounds in pairs or alone. Two upper bounds would be two release lines of which only one is ours: refused."""
    place = 0
    while place < len(said):
        this, *after = said[place : place + 3]
        if after and _are_a_pair(this, after[0]):
            yield _between(this, after[0], scheme)
            place += 2
            continue
        if not _may_stand_alone(this, after, first=place == 0):
            raise NotUnderstoodError("bounds that make no pairs")
        yield _alone(this, scheme)
        place += 1


def _are_a_pair(this: Bound, after: Bound) -> bool:
    return after.sign[0] == "<" and (this.sign[0] == ">" or (this.sign == "=" and after.joined))


def _may_stand_alone(this: Bound, after: list[Bound], *, first: bool) -> bool:
    """A lower bound as the last; an upper one as the first, alone or with a pair behind it (`<2.8|>=3.0|<3.2`)."""
    if this.sign == "=":
        return True
    if this.sign[0] == ">":
        return not after
    return first and (not after or (len(after) == 2 and after[0].sign[0] == ">" and after[1].sign[0] == "<"))


def _between(low: Bound, high: Bound, scheme: Scheme) -> Interval:
    lower, upper = _low(low, scheme), _high(high, scheme)
    if lower >= upper and not (lower == upper and low.sign != ">" and high.sign == "<="):
        raise NotUnderstoodError("the lower bound is above the upper one")
    if low.version.kind is Kind.WILD and low.sign == "=" and upper > _end(low.version):
        raise NotUnderstoodError("a bound outside its release line")
    return Interval(lower, upper, low.sign != ">", high.sign == "<=" and high.version.kind is Kind.VERSION)


def _alone(bound: Bound, scheme: Scheme) -> Interval:
    wild = bound.version.kind is Kind.WILD
    if bound.sign == "=" and not wild and _NUMBER_OF_A_PRODUCT.fullmatch(bound.version.text.strip()):
        raise NotUnderstoodError("a number of a product, not of a version")
    if bound.sign[0] == "<":
        return Interval(None, _high(bound, scheme), False, bound.sign == "<=" and not wild)
    if bound.sign[0] == ">":
        return Interval(_low(bound, scheme), None, bound.sign == ">=", False)
    return Interval(_low(bound, scheme), _high(bound, scheme), True, not wild)


def _low(bound: Bound, scheme: Scheme) -> bytes:
    if bound.version.kind is Kind.VERSION:
        return key(bound.version.text, scheme)
    if bound.sign == ">":
        raise NotUnderstoodError("above a whole release line")
    return key(_without_wildcard(bound.version), scheme)


def _high(bound: Bound, scheme: Scheme) -> bytes:
    if bound.version.kind is Kind.VERSION:
        return key(bound.version.text, scheme)
    if bound.sign == "<":
        raise NotUnderstoodError("below a whole release line")
    return _end(bound.version)


def _end(wild: Token) -> bytes:
    return ot.line(_without_wildcard(wild)) + _ABOVE_ALL_OF_IT


def _without_wildcard(wild: Token) -> str:
    return re.sub(r"(?:\.[xX*]{1,2})+$", "", wild.text)
