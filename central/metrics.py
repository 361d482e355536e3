"""Central's figures for Prometheus. What is not known has no sample, rather than a zero."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from central.halls import HallRow
from central.ingest import IngestStatus

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(
    rows: Sequence[HallRow], counters: Mapping[str, int], ingest: IngestStatus
) -> tuple[bytes, str]:
    """(body, content type) of /metrics."""
    registry = CollectorRegistry()
    registry.register(_Snapshot(rows, counters, ingest))
    return generate_latest(registry), CONTENT_TYPE


class _Snapshot(Collector):
    def __init__(
        self, rows: Sequence[HallRow], counters: Mapping[str, int], ingest: IngestStatus
    ) -> None:
        self._rows, self._counters, self._ingest = rows, counters, ingest

    def collect(self) -> Iterator[Metric]:
        rows, ingest = self._rows, self._ingest
        yield _per_hall("heard_age_seconds", "Since the hall was heard", _of(rows, "age_s"))
        yield _per_hall("online", "The hall's gateway is there", _of(rows, "online"))
        yield _per_hall("facts", "Facts of the hall", _of(rows, "facts"))
        yield _per_hall("through", "Rows without a hole", _of(rows, "through"))
        yield _per_hall("missing", "Rows that later ones have passed", _of(rows, "missing"))
        yield _per_hall("set_aside", "Events in quarantine, not facts", _of(rows, "set_aside"))
        yield GaugeMetricFamily(
            "taxhall_central_ingest_online", "Connected to the broker", float(ingest.online)
        )
        totals = {
            "messages": ("Messages taken in since start", ingest.messages),
            "rows": ("New rows committed since start", ingest.rows),
            "duplicates": ("Rows that were here already, since start", ingest.duplicates),
            "groups": ("Transactions since start", ingest.groups),
        }
        for name, (text, value) in totals.items():
            yield CounterMetricFamily(f"taxhall_central_{name}", text, float(value))
        alarms = CounterMetricFamily(
            "taxhall_central_alarms", "What was not taken as a fact, ever", labels=["kind"]
        )
        for name, count in sorted(self._counters.items()):
            alarms.add_metric([name], count)
        yield alarms


def _of(rows: Sequence[HallRow], name: str) -> Iterable[tuple[str, int | None]]:
    return [(row.id, getattr(row, name)) for row in rows]


def _per_hall(name: str, text: str, values: Iterable[tuple[str, int | None]]) -> Metric:
    family = GaugeMetricFamily(f"taxhall_central_hall_{name}", text, labels=["hall"])
    for hall, value in values:
        if value is not None:
            family.add_metric([hall], float(value))
    return family
