"""CISA's list of vulnerabilities that attackers use (KEV): one JSON file.

Fields as in the schema that CISA publishes beside the list (known_exploited_vulnerabilities_schema.json).
"""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from scanner.knowledge.facts import Exploited, Row
from scanner.knowledge.feeds.decoding import day, decode
from scanner.knowledge.feeds.faults import FeedError, Skipped, UnreadableError
from scanner.knowledge.feeds.identifiers import cve
from scanner.knowledge.feeds.limits import MEGA
from scanner.knowledge.feeds.single import SingleFile

URL = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json"


class _Entry(
    Struct, rename={"cve_id": "cveID", "date_added": "dateAdded", "ransomware": "knownRansomwareCampaignUse"}
):
    cve_id: str = ""
    date_added: str = ""
    ransomware: str = ""


class _List(Struct, rename="camel"):
    vulnerabilities: list[_Entry]
    date_released: str = ""


def read(path: Path, skipped: Skipped) -> Iterator[Row]:
    """One row for each entry that names a CVE and a day."""
    for entry in decode(_List, path.read_bytes(), "the list").vulnerabilities:
        name = cve(entry.cve_id)
        if not name or not day(entry.date_added):
            skipped.add("an entry of the list has no CVE or no day")
            continue
        yield Exploited(id=name, added=day(entry.date_added),
                        ransomware=entry.ransomware == "Known")  # fmt: skip


def newest(path: Path) -> str:
    """The day the list was released."""
    try:
        return day(decode(_List, path.read_bytes(), "the list").date_released)
    except (UnreadableError, OSError) as error:
        raise FeedError(str(error)) from error


def source(url: str = URL) -> SingleFile:
    return SingleFile("kev", "CISA Known Exploited Vulnerabilities", "CC0-1.0", url, 64 * MEGA, read, newest)
