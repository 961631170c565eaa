"""The machines as a CycloneDX 1.6 inventory; a firmware stands inside the device that it runs in."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from reports import order
from reports.i18n import named
from reports.lookup import Lookup
from reports.rows import cell
from scanner.model import Asset, Audit, ServiceSeen


class CycloneDxReport:
    """An inventory for programs that look after one. It holds no findings."""

    name = "cyclonedx"
    suffix = ".cdx.json"

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        known = Lookup(audit, named(language, locales))
        return (json.dumps(inventory(known), ensure_ascii=True, indent=1) + "\n").encode()


def inventory(known: Lookup) -> dict[str, Any]:
    """The document, the same for the same audit."""
    audit = known.audit
    tool = {"type": "application", "name": "vaglio", "version": _version(audit.product_version)}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, f'vaglio:{cell(audit.scan)}')}",
        "version": 1,
        "metadata": {
            "timestamp": audit.ended.isoformat(),
            "tools": {"components": [tool]},
            "component": {"type": "platform", "bom-ref": "segment", "name": cell(audit.segment) or "segment"},
        },
        "components": [_device(number, asset) for number, asset in enumerate(known.machines)],
    }


def _version(text: str) -> str:
    """A version as the schema takes it: at most 1,024 characters."""
    return cell(text[:1000])[:1024]


def _device(number: int, asset: Asset) -> dict[str, Any]:
    inside = [_firmware(number, asset)] if asset.version else []
    inside += [_program(number, at, one) for at, one in enumerate(asset.services) if one.product]
    made: dict[str, Any] = {
        "type": "device",
        # A number, not the id: an id comes from the wire.
        "bom-ref": f"asset-{number}",
        "name": cell(asset.model or asset.product or order.title(asset)) or f"asset {number}",
        "properties": _properties(asset),
    }
    made |= {"supplier": {"name": cell(asset.vendor)}} if asset.vendor else {}
    return made | ({"components": inside} if inside else {})


def _firmware(number: int, asset: Asset) -> dict[str, Any]:
    name = cell(asset.product or asset.model) or "firmware"
    return {
        "type": "firmware",
        "bom-ref": f"asset-{number}-fw",
        "name": name,
        "version": _version(asset.version),
    }


def _program(number: int, at: int, seen: ServiceSeen) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "application",
        "bom-ref": f"asset-{number}-service-{at}",
        "name": cell(seen.product),
        "properties": [{"name": "vaglio:service", "value": str(seen.service)}],
    }
    return made | ({"version": _version(seen.version)} if seen.version else {})


def _properties(asset: Asset) -> list[dict[str, str]]:
    told = {
        "id": asset.id, "role": asset.role, "zone": asset.zone, "mac": asset.mac, "serial": asset.serial,
        "order-number": asset.order_number,
    }  # fmt: skip
    pairs = [
        *told.items(),
        *(("address", one) for one in asset.addresses),
        *(("name", one) for one in asset.names),
    ]
    return [{"name": f"vaglio:{name}", "value": cell(value)} for name, value in pairs if value]
