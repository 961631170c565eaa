"""Makes the scan order of a segment: all that its sensor may know and do."""

from collections.abc import Sequence

from scanner.config.egress import outside_of
from scanner.config.models import Config
from scanner.config.segment import Segment
from scanner.model import Asked, Known, Pace, ScanOrder

_SAME = (
    "networks", "zone", "interface", "exclusions", "never_touch", "authorisation", "timezone",
    "listen_seconds", "reverse_dns", "nmap", "opt_in", "allow_guess", "extra_tcp_ports", "whole_port_list",
)  # fmt: skip


def pace_of(segment: Segment) -> Pace:
    """The segment's whole pace, without the sentence that acknowledged it."""
    return Pace(**{name: getattr(segment.pace, name) for name in Pace.model_fields})


def to_order(
    config: Config,
    segment: Segment,
    scan: str,
    *,
    probes: Sequence[str] | None = None,
    done: Sequence[Asked] = (),
    known: Sequence[Known] = (),
    discovered: bool = False,
    ledger: str = "",
    dry_run: bool = False,
) -> ScanOrder:
    """The order for one scan of `segment`; `scan` is its id.

    `done`, `known` and `discovered` are what an interrupted scan has asked and found already.
    """
    return ScanOrder(
        scan=scan,
        sensor=config.sensor,
        segment=segment.name,
        pace=pace_of(segment),
        pace_acknowledged=segment.pace.acknowledge,
        packs=tuple(str(folder) for folder in config.packs),
        probes=None if probes is None else tuple(probes),
        done=tuple(done),
        known=tuple(known),
        discovered=discovered,
        ledger=ledger,
        dry_run=dry_run,
        quiet=segment.windows,
        logins=tuple(one.order() for one in segment.logins),
        egress_test=outside_of(segment.egress_test) if segment.egress_test else None,
        **{name: getattr(segment, name) for name in _SAME},
    )
