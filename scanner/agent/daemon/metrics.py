"""Figures for Prometheus, made from the overview each time that somebody asks."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from scanner.agent.daemon.overview import Overview, SegmentState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SEGMENT = ("segment",)


class Figures(Collector):
    """One reading. `counts` are the endings of scans since the agent began."""

    def __init__(self, found: Overview, counts: Mapping[str, int]) -> None:
        self._found, self._counts = found, counts

    def collect(self) -> Iterator[Metric]:
        yield from _of_segments(self._found.segments)
        yield from _of_audits(self._found.segments)
        age = GaugeMetricFamily(
            "vaglio_knowledge_age_days", "Days since the newest word of any feed; -1: none."
        )
        age.add_metric((), self._found.knowledge_days)
        yield age
        ends = CounterMetricFamily(
            "vaglio_runs", "Workers that ended since the agent began, by how.", labels=("outcome",)
        )
        for outcome, count in sorted(self._counts.items()):
            ends.add_metric((outcome,), count)
        yield ends


def _gauge(name: str, told: str, values: Mapping[str, float]) -> Metric:
    gauge = GaugeMetricFamily(name, told, labels=SEGMENT)
    for segment, value in values.items():
        gauge.add_metric((segment,), value)
    return gauge


def _of_segments(segments: tuple[SegmentState, ...]) -> Iterator[Metric]:
    running = {one.name: float(bool(one.running)) for one in segments}
    yield _gauge("vaglio_scan_running", "1 while the segment is examined.", running)
    held = {one.name: float(bool(one.held)) for one in segments}
    yield _gauge("vaglio_segment_held", "1 while nothing may be sent: quiet hours, a pause, no leave.", held)
    runs = {one.name: one.next_run.timestamp() for one in segments if one.next_run}
    yield _gauge("vaglio_next_run_timestamp_seconds", "When the segment is due next.", runs)
    due = {one.name: one.due.timestamp() for one in segments if one.due}
    yield _gauge("vaglio_due_since_timestamp_seconds", "Since when the segment is due and not examined.", due)


def _of_audits(segments: tuple[SegmentState, ...]) -> Iterator[Metric]:
    last = {one.name: one.last for one in segments if one.last}
    yield _gauge("vaglio_last_audit_timestamp_seconds", "When the newest audit began.",
                 {name: one.started.timestamp() for name, one in last.items()})  # fmt: skip
    yield _gauge("vaglio_last_audit_complete", "1 when the newest audit got to its end.",
                 {name: float(one.complete) for name, one in last.items()})  # fmt: skip
    yield _gauge("vaglio_score_proven_ratio", "What is proven of the requirements, 0 to 1.",
                 {name: one.lo for name, one in last.items()})  # fmt: skip
    yield _gauge("vaglio_score_possible_ratio", "What is possible of the requirements, 0 to 1.",
                 {name: one.hi for name, one in last.items()})  # fmt: skip
    yield _gauge("vaglio_weak_points", "Weak points of the newest audit.",
                 {name: float(one.gaps) for name, one in last.items()})  # fmt: skip


def rendered(found: Overview, counts: Mapping[str, int]) -> bytes:
    """The text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(found, counts))
    return generate_latest(registry)
