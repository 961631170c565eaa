"""Feeds: what the world knows of vulnerabilities and support, fetched, checked and kept in rows.

Only the commands of `vaglio feeds` come here; no scan ever opens a connection to the internet.
"""

from scanner.knowledge.feeds.catalogue import SOURCES, Settings
from scanner.knowledge.feeds.csaf import CsafProvider
from scanner.knowledge.feeds.faults import FeedError
from scanner.knowledge.feeds.limits import Limits
from scanner.knowledge.feeds.refresh import Outcome, Result
from scanner.knowledge.feeds.shelf import Shelf, shelves
from scanner.knowledge.feeds.updating import Update, update
from scanner.knowledge.feeds.web import WebSettings

__all__ = [
    "SOURCES",
    "CsafProvider",
    "FeedError",
    "Limits",
    "Outcome",
    "Result",
    "Settings",
    "Shelf",
    "Update",
    "WebSettings",
    "shelves",
    "update",
]
