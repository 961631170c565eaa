"""What the nmap program found out about office services, read with python-nmap."""

from collections.abc import Iterator, Sequence
from typing import Any

from scanner.evidence import NmapReport
from scanner.model import Asset, Evidence, Service, ServiceSeen


def with_nmap(asset: Asset, evidence: Sequence[Evidence]) -> Asset:
    """The asset with its unnamed services filled in from nmap's reports."""
    reports = [one.fact for one in evidence if isinstance(one.fact, NmapReport)]
    named = {str(row.service): row for report in reports for row in read(report.xml)}
    if not named:
        return asset
    services = tuple(row if row.protocol else named.get(str(row.service), row) for row in asset.services)
    return asset.model_copy(update={"services": services})


def read(xml: str) -> Iterator[ServiceSeen]:
    """Named services of nmap's XML; nothing when it can't be read."""
    import nmap

    try:
        # Only the parser: the object is made without looking for the program.
        reader = object.__new__(nmap.PortScanner)
        yield from tuple(_rows(reader.analyse_nmap_xml_scan(nmap_xml_output=xml)))
    except (nmap.PortScannerError, ValueError, KeyError, AttributeError, TypeError):
        return


def _rows(result: dict[str, Any]) -> Iterator[ServiceSeen]:
    for host in result.get("scan", {}).values():
        for port, found in host.get("tcp", {}).items():
            if found.get("state") == "open" and found.get("name"):
                yield _row(int(port), found)


def _row(port: int, found: dict[str, Any]) -> ServiceSeen:
    return ServiceSeen(
        service=Service(transport="tcp", port=port), protocol=str(found.get("name", ""))[:60],
        product=str(found.get("product", ""))[:120], version=str(found.get("version", ""))[:60],
    )  # fmt: skip
