"""The product tree of a CSAF document, flat: vendor, product and version text of each product id.

CSAF 2.0, section 3.1.2 (branches), 3.2.2 (product tree).
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from scanner.knowledge.feeds.csaf.shapes import Branch, FullProduct, Tree
from scanner.knowledge.feeds.decoding import tidy
from scanner.knowledge.feeds.faults import UnreadableError

MOST_PRODUCTS = 50_000
DEEPEST = 30
MOST_NUMBERS = 200
"""Order numbers of one product."""
VERSIONS = frozenset({"product_version", "product_version_range"})
CONDITIONS = frozenset(
    {"architecture", "host_name", "language", "patch_level", "service_pack", "specification"}
)
"""Branches that narrow a product down in a way that nobody sees from outside."""
_RELATIONS = {
    "default_component_of": "as a part of {}", "optional_component_of": "as an optional part of {}",
    "external_component_of": "together with {}", "installed_on": "installed on {}",
    "installed_with": "installed with {}",
}  # fmt: skip


class Product(Struct, frozen=True):
    """One product id with all that its branches say."""

    vendor: str = ""
    family: str = ""
    name: str = ""
    versions: str = ""
    order_numbers: tuple[str, ...] = ()
    condition: str = ""
    exact: bool = False
    """`versions` is one version, not a range."""


def products_of(tree: Tree, document: str) -> dict[str, Product]:
    """Every product of a tree by its id. Raises UnreadableError when there are too many."""
    found: dict[str, Product] = {}
    for name, product in _all(tree):
        if len(found) >= MOST_PRODUCTS:
            raise UnreadableError(f"{document} names more than {MOST_PRODUCTS:,} products")
        found.setdefault(name, product)
    for relation in tree.relationships:
        part, whole = found.get(relation.product_reference), found.get(relation.relates_to_product_reference)
        if part is not None and whole is not None and len(found) < MOST_PRODUCTS:
            found.setdefault(relation.full_product_name.product_id, _related(part, whole, relation.category))
    return found


def _all(tree: Tree) -> Iterator[tuple[str, Product]]:
    for branch in tree.branches:
        yield from _walk(branch, Product(), 0)
    for full in tree.full_product_names:
        yield full.product_id, Product(name=tidy(full.name, 200), order_numbers=_numbers(full))


def _walk(branch: Branch, above: Product, depth: int) -> Iterator[tuple[str, Product]]:
    if depth > DEEPEST:
        raise UnreadableError("the branches of its products stand too deep inside each other")
    here = _with(branch, above)
    if branch.product is not None:
        full = branch.product
        named = here if here.name else replace(here, name=here.family or tidy(full.name, 200))
        yield full.product_id, replace(named, order_numbers=_numbers(full))
    for below in branch.branches:
        yield from _walk(below, here, depth + 1)


def _with(branch: Branch, above: Product) -> Product:
    name = tidy(branch.name, 300)
    if branch.category in VERSIONS:
        return replace(above, versions=name, exact=branch.category == "product_version")
    if branch.category in CONDITIONS:
        return replace(above, condition=f"{above.condition}; {name}" if above.condition else name)
    field = {"vendor": "vendor", "product_family": "family", "product_name": "name"}.get(branch.category)
    return replace(above, **{field: name}) if field else above


def _numbers(full: FullProduct) -> tuple[str, ...]:
    helper = full.product_identification_helper
    listed = [*helper.model_numbers, *helper.skus] if helper else []
    numbers = (tidy(each, 60) for each in listed[:MOST_NUMBERS])
    return tuple(dict.fromkeys(each for each in numbers if each))


def _related(part: Product, whole: Product, category: str) -> Product:
    whole_name = f"{whole.name} {whole.versions}".strip()
    condition = _RELATIONS.get(category, "with {}").replace("{}", whole_name)
    return replace(part, condition=f"{part.condition}; {condition}" if part.condition else condition)
