"""One signed file with the rows of every source, for a site without internet.

It is a tar archive: `manifest.json`, `manifest.sig`, then a packed file of rows for each source. The manifest says
of each its size, its size unpacked, its SHA-256 and its rows; an Ed25519 signature covers the manifest.
"""

from scanner.knowledge.bundle.keys import keygen
from scanner.knowledge.bundle.manifest import Manifest
from scanner.knowledge.bundle.reading import check
from scanner.knowledge.bundle.taking import Taken, take
from scanner.knowledge.bundle.writing import export
from scanner.knowledge.faults import BundleError

__all__ = ["BundleError", "Manifest", "Taken", "check", "export", "keygen", "take"]
