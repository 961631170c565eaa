"""What sources tell about products, in one shape for all of them: rows on their way into the database.

Millions of them pass through, so they are msgspec structs and not pydantic records. They hold texts and numbers only,
never each other, so the garbage collector needs not look at them.
"""

from enum import StrEnum

from msgspec import Struct


class Scheme(StrEnum):
    """In which order versions of a product stand."""

    OT = "ot"
    DPKG = "dpkg"
    RPM = "rpm"
    APK = "apk"
    SEMVER = "semver"
    WINDOWS = "windows"


class Status(StrEnum):
    """What a source says of a product and its versions."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not_affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"


class Remedy(StrEnum):
    """What the vendor offers. `UNKNOWN`: the source does not say."""

    UNKNOWN = ""
    FIX = "fix"
    WORKAROUND = "workaround"
    NONE_PLANNED = "none_planned"
    NOT_YET = "not_yet"


class Vulnerability(Struct, frozen=True, kw_only=True, gc=False):
    """One weakness. `id` is the CVE where there is one, else the advisory's own id. `cvss` is 0 to 10."""

    id: str
    title: str = ""
    cvss: float | None = None
    vector: str = ""
    cwe: str = ""


class Exploited(Struct, frozen=True, kw_only=True, gc=False):
    """It is used by attackers (CISA KEV). `added` is YYYY-MM-DD."""

    id: str
    added: str
    ransomware: bool = False


class Probability(Struct, frozen=True, kw_only=True, gc=False):
    """EPSS: the chance (0 to 1) that somebody tries it in the next 30 days."""

    id: str
    epss: float


class Affected(Struct, frozen=True, kw_only=True, gc=False):
    """One product of one advisory, and what is said of its versions.

    `versions` is the source's own text; which versions it means is read once, when the database is
    built. `order_numbers` are exact, `family` is a product line where the source names one. `condition`
    says when it holds (a module, a setting); a row with one never confirms. `fix` is the fixed version's
    text, where the source tells it. `href` leads a person to the advisory.
    """

    vulnerability: str
    advisory: str
    vendor: str
    product: str
    versions: str = ""
    status: Status = Status.AFFECTED
    scheme: Scheme = Scheme.OT
    family: str = ""
    order_numbers: tuple[str, ...] = ()
    condition: str = ""
    fix: str = ""
    remedy: Remedy = Remedy.UNKNOWN
    href: str = ""


class DistroFix(Struct, frozen=True, kw_only=True, gc=False):
    """In which package revision a distribution fixed it. `fixed` empty: not fixed yet.

    `release` is `debian/bookworm` or `ubuntu/22.04`; `state` is the tracker's own word.
    """

    release: str
    package: str  # the source package
    vulnerability: str
    fixed: str = ""
    state: str = ""
    urgency: str = ""


class WindowsFix(Struct, frozen=True, kw_only=True, gc=False):
    """Build 10.0.<build> is mended from revision `revision` on (10.0.<build>.<revision>)."""

    build: int
    vulnerability: str
    revision: int
    kb: str = ""
    product: str = ""


class Support(Struct, frozen=True, kw_only=True, gc=False):
    """Until when a product is supported. Dates are YYYY-MM-DD; empty: unknown or none announced.

    `cycle` is the release line (`7.4`, `11-24h2-e`), `build` the Windows build where there is one.
    `security` is the day on which free security fixes end; `extended` the end of paid ones. `ended`: the
    source says that free security fixes have ended, be it without a day.
    """

    product: str
    cycle: str
    vendor: str = ""
    label: str = ""
    edition: str = ""
    build: str = ""
    latest: str = ""
    released: str = ""
    active: str = ""
    security: str = ""
    extended: str = ""
    ended: bool = False
    href: str = ""


class Alias(Struct, frozen=True, kw_only=True, gc=False):
    """Another spelling of a vendor or product, with what shows that both are the same.

    `kind` is `vendor`, `product`, or `order_number` (`pattern` is then a beginning such as `6ES7 511-1`).
    """

    kind: str
    pattern: str
    vendor: str
    product: str = ""
    evidence: str = ""


Row = Vulnerability | Exploited | Probability | Affected | DistroFix | WindowsFix | Support | Alias
