"""CSAF 2.0 trusted providers: any, from its provider-metadata.json."""

from scanner.knowledge.feeds.csaf.provider import CsafProvider

__all__ = ["CsafProvider"]
