"""The CVE list (version 5): a base of all records, then what changed each day."""

from scanner.knowledge.feeds.cve.releases import CveList, source

__all__ = ["CveList", "source"]
