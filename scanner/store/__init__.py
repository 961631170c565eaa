"""What was found, kept: scans, assets, evidence, findings, ledger and assessments."""

from scanner.store.fault import StoreError
from scanner.store.scans import RECHECK, ScanRow
from scanner.store.sighting import Sighting
from scanner.store.store import Store

__all__ = ["RECHECK", "ScanRow", "Sighting", "Store", "StoreError"]
