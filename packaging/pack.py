"""What the package scripts need to know of wheels and installed files: hashes, licences, the C library, leftovers."""

import csv
import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path


def requirements(folder: Path) -> Iterator[str]:
    """A line for each wheel but pip, with its hash: what `pip install --require-hashes` takes."""
    for wheel in sorted(folder.glob("*.whl")):
        name, version, *_ = wheel.name.split("-")
        if name != "pip":
            yield f"{name.replace('_', '-')}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def libc(folder: Path) -> Iterator[str]:
    """The oldest C library that all wheels run with (PEP 600: manylinux_2_28 needs 2.28)."""
    least = 17
    for wheel in folder.glob("*.whl"):
        minors = [int(one) for one in re.findall(r"manylinux_2_(\d+)_", wheel.name)]
        least = max(least, min(minors, default=0))
    yield f"2.{least}"


def clean(packages: Path) -> Iterator[str]:
    """Takes out of RECORD what is not there, and what names the machine of the build; names what it removed."""
    for place in sorted(packages.glob("*.dist-info")):
        for name in ("direct_url.json", "REQUESTED"):
            (place / name).unlink(missing_ok=True)
        record = place / "RECORD"
        rows = [row for row in csv.reader(record.open(newline="")) if row]
        kept = sorted(row for row in rows if (packages / row[0]).exists() and not row[0].startswith(".."))
        with record.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(kept)
        yield from (row[0] for row in rows if row not in kept)


def licences(packages: Path) -> Iterator[str]:
    """A paragraph of debian/copyright (machine-readable format 1.0) for each library that comes along."""
    for place in sorted(packages.glob("*.dist-info"), key=lambda one: one.name.lower()):
        if place.name.startswith("vaglio-"):
            continue
        told = HeaderParser().parsestr((place / "METADATA").read_text("utf-8"))
        author = (
            told["Author"]
            or told["Author-email"]
            or told["Maintainer-email"]
            or f"the authors of {told['Name']}"
        )
        licence = " ".join((told["License-Expression"] or told["License"] or _classified(told)).split())[:60]
        yield f"Files: opt/vaglio/lib/*/site-packages/*{told['Name']}*"
        yield f"Copyright: {' '.join(author.split())}"
        yield f"License: {re.sub(r'[^A-Za-z0-9.+-]+', '-', licence).strip('-')}"
        yield f"Comment: version {told['Version']}; its own text is in {place.name}.\n"


def _classified(told: Message) -> str:
    found = [
        one.split("::")[-1].strip() for one in told.get_all("Classifier", []) if one.startswith("License")
    ]
    return " and ".join(found) or "see its own text"


WORDS: dict[str, Callable[[Path], Iterator[str]]] = {
    "requirements": requirements, "libc": libc, "clean": clean, "licences": licences,
}  # fmt: skip

if __name__ == "__main__":
    for line in WORDS[sys.argv[1]](Path(sys.argv[2])):
        print(line)
