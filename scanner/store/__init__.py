"""What was found, kept: scans, assets, evidence, findings, ledger and assessments."""

from scanner.store.agenda import Due, Pause
from scanner.store.fault import StoreError
from scanner.store.leases import Lease
from scanner.store.plans import Plans
from scanner.store.scans import RECHECK, ScanRow
from scanner.store.sighting import Sighting
from scanner.store.store import Store

__all__ = ["RECHECK", "Due", "Lease", "Pause", "Plans", "ScanRow", "Sighting", "Store", "StoreError"]
