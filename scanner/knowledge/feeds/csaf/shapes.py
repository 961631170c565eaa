"""The parts of a CSAF document that are read (CSAF 2.0, sections 3.2.1 to 3.2.3)."""

from msgspec import Struct

from scanner.knowledge.feeds.scores import Cvss


class Reference(Struct):
    url: str = ""
    category: str = "external"


class Tracking(Struct):
    id: str
    status: str = "final"
    current_release_date: str = ""


class About(Struct):
    tracking: Tracking
    title: str = ""
    references: list[Reference] = []


class Identification(Struct):
    model_numbers: list[str] = []
    skus: list[str] = []


class FullProduct(Struct):
    product_id: str
    name: str = ""
    product_identification_helper: Identification | None = None


class Branch(Struct):
    category: str
    name: str
    product: FullProduct | None = None
    branches: list["Branch"] = []


class Relationship(Struct):
    category: str
    product_reference: str
    relates_to_product_reference: str
    full_product_name: FullProduct


class Group(Struct):
    group_id: str
    product_ids: list[str] = []


class Tree(Struct):
    branches: list[Branch] = []
    full_product_names: list[FullProduct] = []
    relationships: list[Relationship] = []
    product_groups: list[Group] = []


class ProductStatus(Struct):
    known_affected: list[str] = []
    first_affected: list[str] = []
    last_affected: list[str] = []
    known_not_affected: list[str] = []
    fixed: list[str] = []
    first_fixed: list[str] = []
    recommended: list[str] = []
    under_investigation: list[str] = []


class Remediation(Struct):
    category: str
    details: str = ""
    product_ids: list[str] = []
    group_ids: list[str] = []


class Scored(Struct):
    products: list[str] = []
    cvss_v3: Cvss | None = None
    cvss_v2: Cvss | None = None


class Weakness(Struct):
    id: str = ""


class Vulnerability(Struct):
    cve: str = ""
    title: str = ""
    cwe: Weakness | None = None
    product_status: ProductStatus | None = None
    remediations: list[Remediation] = []
    scores: list[Scored] = []


class Document(Struct):
    document: About
    product_tree: Tree | None = None
    vulnerabilities: list[Vulnerability] = []
