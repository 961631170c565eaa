"""One CSAF document as rows: which versions of which products, what is said of them, and the fix."""

import re
from collections.abc import Iterator, Mapping

from scanner.knowledge.facts import Affected, Remedy, Row, Status
from scanner.knowledge.facts import Vulnerability as Weakness
from scanner.knowledge.feeds.csaf.products import Product, products_of
from scanner.knowledge.feeds.csaf.shapes import About, Document, Group, Remediation, Tree, Vulnerability
from scanner.knowledge.feeds.decoding import decode, tidy
from scanner.knowledge.feeds.faults import UnreadableError
from scanner.knowledge.feeds.identifiers import cve, identifier
from scanner.knowledge.feeds.scores import worst

MOST_ROWS = 200_000
"""Rows of one document; the largest real ones have some ten thousand."""
_STATUS = {
    "known_affected": Status.AFFECTED, "first_affected": Status.AFFECTED, "last_affected": Status.AFFECTED,
    "known_not_affected": Status.NOT_AFFECTED, "fixed": Status.FIXED, "first_fixed": Status.FIXED,
    "under_investigation": Status.UNDER_INVESTIGATION,
}  # fmt: skip
_REMEDY = {
    "vendor_fix": Remedy.FIX, "workaround": Remedy.WORKAROUND, "mitigation": Remedy.WORKAROUND,
    "no_fix_planned": Remedy.NONE_PLANNED, "none_available": Remedy.NOT_YET,
}  # fmt: skip
_BEST = (Remedy.FIX, Remedy.NONE_PLANNED, Remedy.NOT_YET, Remedy.WORKAROUND)
"""Which one counts where several are given: a workaround is often said beside the others."""
_FIXED_IN = re.compile(
    r"\b(?:update|upgrade)[sd]?\b[^.;\n]{0,80}?\bto\s+(?:firmware\s+|software\s+)?(?:version\s+|release\s+)?"
    r"([vV]?\d+(?:\.\w+)+(?:\s?(?:SP|HF|Update|Patch|Rev\.?)\s?\d+)*)", re.IGNORECASE,
)  # fmt: skip
_MENDS = re.compile(
    r"updat|upgrad|patch|hot ?fix|firmware|version|release|\bv\d|download|install|replac|migrat|\bfix|contact|http"
    r"|support|discontinu|new|service pack",
    re.IGNORECASE,
)
"""Words of a remedy that mends. Many advisories file "restrict access to port 80" under the maker's fixes."""
_NEVER = re.compile(
    r"\bwill not (?:be )?(?:develop|releas|provid|fix|address|patch|issu)"
    r"|\bno (?:fix|patch|update)(?:es|s)? (?:is|are|will be)(?: currently)? (?:planned|provided|released)",
    re.IGNORECASE,
)
_TOWARDS = re.compile(r"\b(?:updat|upgrad|migrat|switch)\w* .{0,80}\bto\b", re.IGNORECASE)
_OF_A_BOUND = re.compile(r"\bversions? (?:prior to|before|below|<)", re.IGNORECASE)
"""The words speak of the products with that bound, not of those of which all versions are affected."""


def rows_of(data: bytes, name: str) -> Iterator[Row]:
    """The rows of one document. Raises UnreadableError before the first row, when it is no such document."""
    document = decode(Document, data, name)
    about = document.document
    if not identifier(about.tracking.id):
        raise UnreadableError(f"{name} has no name of its own")
    if about.tracking.status == "draft" or document.product_tree is None:
        return
    tree = document.product_tree
    products = products_of(tree, name)
    rows: list[Row] = []
    for at, each in enumerate(document.vulnerabilities):
        rows += _vulnerability(about, each, at, products, tree)
        if len(rows) > MOST_ROWS:
            raise UnreadableError(f"{name} gives more than {MOST_ROWS:,} rows")
    yield from rows


def _vulnerability(
    about: About, each: Vulnerability, at: int, products: Mapping[str, Product], tree: Tree
) -> Iterator[Row]:
    advisory = identifier(about.tracking.id)
    identity = cve(each.cve) or (f"{advisory}#{at + 1}" if at else advisory)
    scores = [(version, cvss) for one in each.scores
              for version, cvss in (("3.1", one.cvss_v3), ("2.0", one.cvss_v2))]  # fmt: skip
    score = worst(scores)
    yield Weakness(id=identity, title=tidy(each.title or about.title), cvss=score.value, vector=score.vector,
                   cwe=tidy(each.cwe.id if each.cwe else "", 20))  # fmt: skip
    remedies = _remedies(each.remediations, tree.product_groups)
    fixed = _fixed_versions(each, products)
    href = _href(about)
    for status, product_id in _stated(each):
        product = products.get(product_id)
        if product is None or not product.name:
            continue
        remedy, details = remedies.get(product_id, (Remedy.UNKNOWN, ""))
        yield Affected(
            vulnerability=identity, advisory=advisory, vendor=product.vendor, product=product.name,
            versions=product.versions, status=status, family=product.family,
            order_numbers=product.order_numbers, condition=product.condition,
            fix=_fix(product, remedy, details, fixed), remedy=remedy, href=href,
        )  # fmt: skip


def _stated(each: Vulnerability) -> Iterator[tuple[Status, str]]:
    """What is said of which product id, each once."""
    seen: set[tuple[Status, str]] = set()
    for field, status in _STATUS.items():
        for product_id in getattr(each.product_status, field) if each.product_status else ():
            if (status, product_id) not in seen:
                seen.add((status, product_id))
                yield status, product_id


def _remedies(listed: list[Remediation], groups: list[Group]) -> dict[str, tuple[Remedy, str]]:
    """The remedy of each product id, and its words."""
    members = {group.group_id: group.product_ids for group in groups}
    found: dict[str, tuple[Remedy, str]] = {}
    for remediation in listed:
        remedy = _REMEDY.get(remediation.category)
        if remedy is None:
            continue
        if remedy is Remedy.FIX:
            remedy = _told(remediation.details)
        ids = [
            *remediation.product_ids,
            *(one for each in remediation.group_ids for one in members.get(each, ())),
        ]
        for product_id in ids:
            before = found.get(product_id)
            if before is None or _BEST.index(remedy) < _BEST.index(before[0]):
                found[product_id] = (remedy, remediation.details)
    return found


def _told(words: str) -> Remedy:
    """What a remedy comes to that is filed under the maker's fixes."""
    if _NEVER.search(words) and not _TOWARDS.search(words):
        return Remedy.NONE_PLANNED
    return Remedy.FIX if _MENDS.search(words) else Remedy.WORKAROUND


def _fixed_versions(each: Vulnerability, products: Mapping[str, Product]) -> dict[tuple[str, str], str]:
    """The exact versions that the document itself calls fixed, by vendor and name."""
    status = each.product_status
    listed = [*status.first_fixed, *status.fixed] if status else []
    exact = (products[one] for one in listed if one in products)
    found: dict[tuple[str, str], str] = {}
    for product in exact:
        if product.exact and product.versions:
            found.setdefault((product.vendor, product.name), product.versions)
    return found


def _fix(product: Product, remedy: Remedy, details: str, fixed: Mapping[tuple[str, str], str]) -> str:
    if remedy is not Remedy.FIX:
        return ""
    stated = fixed.get((product.vendor, product.name))
    words = details[:4000]
    boundless = not any(map(str.isdigit, product.versions))
    found = None if boundless and _OF_A_BOUND.search(words) else _FIXED_IN.search(words)
    return stated or (tidy(found[1], 60) if found else "")


def _href(about: About) -> str:
    """A page for people, else the document itself."""
    own = [
        each.url for each in about.references if each.category == "self" and each.url.startswith("https://")
    ]
    return tidy(next((url for url in own if not url.endswith(".json")), own[0] if own else ""), 300)
