"""Small advisories of our own, and a provider that publishes them."""

import hashlib
import json
from typing import Any

from tests.scanner.knowledge.feeds.served import Served
from tests.scanner.knowledge.feeds.signing import Signer

BASE = "/csaf/white/"


def version(text: str, product_id: str, *, exact: bool = False, **helper: list[str]) -> dict[str, Any]:
    """A branch with one version or range."""
    product: dict[str, Any] = {"product_id": product_id, "name": f"Acme Drive {text}"}
    if helper:
        product["product_identification_helper"] = helper
    return {"category": "product_version" if exact else "product_version_range", "name": text,
            "product": product}  # fmt: skip


def advisory(name: str, *versions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An advisory of Acme about its drives; `changes` go into its vulnerability."""
    shown = list(versions) or [version("<V2.0", "P1", model_numbers=["AC-100"])]
    drive = {"category": "product_name", "name": "Acme Drive 100", "branches": shown}
    family = {"category": "product_family", "name": "Drives", "branches": [drive]}
    number = int(hashlib.sha256(name.encode()).hexdigest()[:4], 16) + 1000
    weakness = {
        "cve": f"CVE-2026-{number}", "cwe": {"id": "CWE-306", "name": "x"}, "title": "Missing login",
        "product_status": {"known_affected": ["P1"]},
        "scores": [{"products": ["P1"], "cvss_v3": {"baseScore": 9.8, "vectorString": "CVSS:3.1/AV:N"}}],
        "remediations": [{"category": "vendor_fix", "details": "Update to V2.0 or later.", "product_ids": ["P1"]}],
    } | changes  # fmt: skip
    return {
        "document": {
            "title": "Acme Drive", "tracking": {"id": name, "status": "final"},
            "references": [{"category": "self", "summary": "x", "url": f"https://acme.example/{name.lower()}"}],
        },
        "product_tree": {"branches": [{"category": "vendor", "name": "Acme", "branches": [family]}]},
        "vulnerabilities": [weakness],
    }  # fmt: skip


FIRST = [advisory(f"ACME-{number}") for number in range(1, 6)]
"""What a provider has published when a test begins."""


class Publisher:
    """A provider on `served`: its metadata, its list, its documents with checksums and signatures."""

    def __init__(self, served: Served, signer: Signer | None = None, *, rolie: bool = True) -> None:
        self.served, self.signer, self.rolie = served, signer, rolie
        self.dates: dict[str, str] = {}

    @property
    def url(self) -> str:
        return self.served.url("/csaf/provider-metadata.json")

    def publish(self, *documents: dict[str, Any], day: str = "2026-01-01") -> None:
        """Adds or replaces documents and writes the lists anew."""
        for document in documents:
            name = document["document"]["tracking"]["id"].lower() + ".json"
            body = json.dumps(document).encode()
            path = f"{BASE}2026/{name}"
            self.served.files[path] = body
            self.served.files[path + ".sha512"] = f"{hashlib.sha512(body).hexdigest()}  {name}".encode()
            if self.signer:
                self.served.files[path + ".asc"] = self.signer.sign(body)
            self.dates[path] = f"{day}T00:00:00Z"
        self.list()

    def withdraw(self, name: str) -> None:
        del self.dates[f"{BASE}2026/{name}"]
        self.list()

    def list(self) -> None:
        served = self.served
        feed = {"url": served.url("/csaf/feed.json"), "tlp_label": "WHITE"}
        other = {"url": served.url("/csaf/amber.json"), "tlp_label": "AMBER"}
        where = {"rolie": {"feeds": [feed, other]}} if self.rolie else {"directory_url": served.url(BASE)}
        served.files["/csaf/provider-metadata.json"] = json.dumps({"distributions": [where]}).encode()
        entries = [self._entry(path, day) for path, day in self.dates.items()]
        served.files["/csaf/feed.json"] = json.dumps({"feed": {"id": "x", "entry": entries}}).encode()
        changes = [f'"{path.removeprefix(BASE)}","{day}"' for path, day in self.dates.items()]
        served.files[BASE + "changes.csv"] = "\n".join(changes).encode()

    def _entry(self, path: str, day: str) -> dict[str, Any]:
        url = self.served.url(path)
        links = [{"rel": "self", "href": url}, {"rel": "hash", "href": url + ".sha512"},
                 {"rel": "signature", "href": url + ".asc"}]  # fmt: skip
        return {
            "id": path,
            "link": links,
            "updated": day,
            "content": {"src": url, "type": "application/json"},
        }


def document(name: str) -> str:
    """Where a document is served."""
    return f"{BASE}2026/{name}"
