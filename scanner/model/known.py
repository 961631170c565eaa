"""What the vulnerability knowledge says of one asset, as an audit keeps and shows it."""

from typing import Literal

from scanner.model.record import Record

Sure = Literal["confirmed", "likely", "no fix exists", "possible"]
"""How sure a known vulnerability is. `possible` is never counted: it asks for the version instead."""

COUNTED: tuple[Sure, ...] = ("confirmed", "likely", "no fix exists")


class KnownVulnerability(Record):
    """One weakness that a source knows in what an asset runs.

    `subject` is what it is in, with its version (`6ES7512-1CK01-0AB0 V2.6.1`), `product` the name that
    the source uses. `exploited` is the day since which it is known to be used by attackers (YYYY-MM-DD,
    empty: not known). `fix` is the version that mends it, `remedy` what else the maker offers.
    `disagree` names what another source says instead. `deadline_days` is by the rule of
    docs/decisions/0009-vulnerabilities.md; None: no deadline of its own.
    """

    id: str
    sure: Sure
    title: str = ""
    subject: str = ""
    product: str = ""
    installed: str = ""
    advisory: str = ""
    href: str = ""
    source: str = ""
    cvss: float | None = None
    epss: float | None = None
    exploited: str = ""
    ransomware: bool = False
    fix: str = ""
    remedy: str = ""
    condition: str = ""
    disagree: str = ""
    deadline_days: int | None = None


Life = Literal["supported", "extended only", "ended", "depends on the edition", "unknown"]


class SupportState(Record):
    """Whether the maker still mends a product. `until` is the day on which free fixes end or ended.

    `extended` is the end of paid fixes. `depends on the edition`: some editions of this build are still
    supported and others not, and from the network they look the same; `editions` says which until when.
    """

    product: str
    cycle: str = ""
    state: Life
    until: str = ""
    extended: str = ""
    editions: tuple[str, ...] = ()
    subject: str = ""
    href: str = ""
    source: str = ""


class KnowledgeSource(Record):
    """One source of knowledge: how old it is. `age_days` is -1 where its date is not known."""

    id: str
    name: str
    licence: str = ""
    newest: str = ""
    age_days: int = -1
    rows: int = 0
    stale: bool = False
    problem: str = ""


class AssetKnowledge(Record):
    """All that was looked up for one asset, the worst first. `asset` is its id.

    `unassessed` says why something was not looked up or could not be told; `looked_up` names what was.
    """

    asset: str
    looked_up: tuple[str, ...] = ()
    vulnerabilities: tuple[KnownVulnerability, ...] = ()
    support: tuple[SupportState, ...] = ()
    unassessed: tuple[str, ...] = ()
