"""One CVE record as rows: what its own assigner says is affected.

Fields: CVE JSON 5.1 schema, `containers.cna.affected[]` (product: vendor, product, versions, defaultStatus).
"""

from collections.abc import Iterator

from msgspec import Struct

from scanner.knowledge.facts import Affected, Row, Scheme, Status, Vulnerability
from scanner.knowledge.feeds.decoding import decode, tidy
from scanner.knowledge.feeds.faults import UnreadableError
from scanner.knowledge.feeds.identifiers import cve
from scanner.knowledge.feeds.scores import Cvss, worst

MOST_ROWS = 20_000
"""Rows of one record; the kernel's have a few hundred."""
ALL = "vers:all/*"
_SCHEMES = {"semver": Scheme.SEMVER, "rpm": Scheme.RPM, "deb": Scheme.DPKG, "dpkg": Scheme.DPKG}
_STATUS = {"affected": Status.AFFECTED, "unaffected": Status.NOT_AFFECTED}
_EVERY = frozenset({"*", "all", "all versions", "any"})
_FROM_START = frozenset({"", "0", "unspecified", "*", "n/a", "-"})


VERSIONS = ("cvss_v4_0", "cvss_v3_1", "cvss_v3_0", "cvss_v2_0")


class _Version(Struct, gc=False, rename="camel"):
    version: str = ""
    status: str = ""
    less_than: str = ""
    less_than_or_equal: str = ""
    version_type: str = ""


class _Product(Struct, gc=False, rename="camel"):
    vendor: str = ""
    product: str = ""
    versions: list[_Version] = []
    default_status: str = "unknown"


class _Metric(Struct, gc=False, rename={name: name.replace("cvss_v", "cvssV") for name in VERSIONS}):
    cvss_v4_0: Cvss | None = None
    cvss_v3_1: Cvss | None = None
    cvss_v3_0: Cvss | None = None
    cvss_v2_0: Cvss | None = None


class _Weakness(Struct, gc=False, rename="camel"):
    cwe_id: str = ""
    description: str = ""


class _Problem(Struct, gc=False):
    descriptions: list[_Weakness] = []


class _Container(Struct, gc=False, rename="camel"):
    title: str = ""
    affected: list[_Product] = []
    metrics: list[_Metric] = []
    problem_types: list[_Problem] = []


class _Containers(Struct, gc=False):
    cna: _Container
    adp: list[_Container] = []


class _Metadata(Struct, gc=False, rename="camel"):
    cve_id: str
    state: str = ""
    date_updated: str = ""


class _Record(Struct, gc=False, rename="camel"):
    cve_metadata: _Metadata
    containers: _Containers


def rows_of(data: bytes, name: str) -> Iterator[Row]:
    """The rows of one record. Raises UnreadableError; a rejected record has none."""
    record = decode(_Record, data, name)
    identity = cve(record.cve_metadata.cve_id)
    if not identity:
        raise UnreadableError(f"{name} names no CVE")
    if record.cve_metadata.state != "PUBLISHED":
        return
    cna = record.containers.cna
    yield _vulnerability(identity, record.containers)
    count = 0
    for product in cna.affected:
        for row in _product(identity, product):
            count += 1
            if count > MOST_ROWS:
                raise UnreadableError(f"{name} names more than {MOST_ROWS:,} versions")
            yield row


def _vulnerability(identity: str, both: _Containers) -> Vulnerability:
    score = worst(_scores(both.cna))
    if score.value is None:  # others (CISA) add one where the assigner gives none
        score = worst([each for other in both.adp for each in _scores(other)])
    weaknesses = [one for problem in both.cna.problem_types for one in problem.descriptions if one.cwe_id]
    return Vulnerability(id=identity, title=tidy(both.cna.title), cvss=score.value, vector=score.vector,
                         cwe=tidy(weaknesses[0].cwe_id, 20) if weaknesses else "")  # fmt: skip


def _scores(container: _Container) -> list[tuple[str, Cvss | None]]:
    found: list[tuple[str, Cvss | None]] = []
    for metric in container.metrics:
        found += [("3.1", metric.cvss_v3_1), ("3.0", metric.cvss_v3_0), ("4.0", metric.cvss_v4_0),
                  ("2.0", metric.cvss_v2_0)]  # fmt: skip
    return found


def _product(identity: str, product: _Product) -> Iterator[Affected]:
    vendor, name = tidy(product.vendor, 120), tidy(product.product, 200)
    if not name or name.lower() == "n/a" or vendor.lower() in ("n/a", ""):
        return
    for version in product.versions:
        if version.status in _STATUS and (text := _range(version)):
            yield _affected(identity, vendor, name, text, version)
    if product.default_status == "affected" and all(each.status != "affected" for each in product.versions):
        # All but the ones that are listed: those rows win over this one.
        yield _affected(identity, vendor, name, ALL)


def _affected(identity: str, vendor: str, name: str, text: str, version: _Version | None = None) -> Affected:
    """`version` None: all versions are affected."""
    status = _STATUS[version.status] if version else Status.AFFECTED
    return Affected(
        vulnerability=identity, advisory=identity, vendor=vendor, product=name, versions=text, status=status,
        scheme=_SCHEMES.get(version.version_type, Scheme.OT) if version else Scheme.OT,
        fix=_fix(version) if version and status is Status.AFFECTED else "",
        href=f"https://www.cve.org/CVERecord?id={identity}",
    )  # fmt: skip


def _fix(version: _Version) -> str:
    """The first version that is not affected any more, where the entry ends before one."""
    end = tidy(version.less_than, 80)
    return end if end and " " not in end and "*" not in end else ""


def _range(version: _Version) -> str:
    """The versions as one range text; empty when they are commits, which no device tells."""
    if version.version_type == "git":
        return ""
    low = tidy(version.version, 200)
    upper = _upper(version)
    if upper is None:
        return ALL if low.lower() in _EVERY else low
    if low.lower() in _FROM_START:
        return upper or ALL
    return f">={low}|{upper}" if upper else f">={low}"


def _upper(version: _Version) -> str | None:
    """`<X` or `<=X`; empty for "no end", None when the entry is a single version."""
    for sign, text in (("<", tidy(version.less_than, 200)), ("<=", tidy(version.less_than_or_equal, 200))):
        if text:
            return "" if text == "*" else sign + text
    return None
