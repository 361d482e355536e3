"""Central's figures for Prometheus. What is not known has no sample, rather than a zero."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from central.halls import HallRow
from central.ingest import IngestStatus
from central.workers import WorkerRow

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(
    rows: Sequence[HallRow],
    counters: Mapping[str, int],
    ingest: IngestStatus,
    workers: Sequence[WorkerRow] = (),
) -> tuple[bytes, str]:
    """(body, content type) of /metrics."""
    registry = CollectorRegistry()
    registry.register(_Snapshot(rows, counters, ingest, workers))
    return generate_latest(registry), CONTENT_TYPE


class _Snapshot(Collector):
    def __init__(
        self,
        rows: Sequence[HallRow],
        counters: Mapping[str, int],
        ingest: IngestStatus,
        workers: Sequence[WorkerRow],
    ) -> None:
        self._rows, self._counters, self._ingest = rows, counters, ingest
        self._workers = workers

    def collect(self) -> Iterator[Metric]:
        rows, ingest = self._rows, self._ingest
        yield _per_hall("heard_age_seconds", "Since the hall was heard", _of(rows, "age_s"))
        yield _per_hall("online", "The hall's gateway is there", _of(rows, "online"))
        yield _per_hall("facts", "Facts of the hall", _of(rows, "facts"))
        yield _per_hall("through", "Rows without a hole", _of(rows, "through"))
        yield _per_hall("missing", "Rows that later ones have passed", _of(rows, "missing"))
        yield _per_hall("lag", "Highest row that is here, less through", _of(rows, "lag"))
        hole_ages = _of(rows, "hole_age_s")
        yield _per_hall("hole_age_seconds", "Since when its oldest hole is one", hole_ages)
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
        yield from _of_workers(self._workers)
        alarms = CounterMetricFamily(
            "taxhall_central_alarms", "What was not taken as a fact, ever", labels=["kind"]
        )
        for name, count in sorted(self._counters.items()):
            alarms.add_metric([name], count)
        yield alarms


def _of_workers(workers: Sequence[WorkerRow]) -> Iterator[Metric]:
    """Of one that has been silent nothing but its age is known."""
    age = GaugeMetricFamily(
        "taxhall_central_worker_heard_age_seconds", "Since it said how it is", labels=["worker"]
    )
    online = GaugeMetricFamily(
        "taxhall_central_worker_online", "It has broker and database", labels=["worker"]
    )
    for row in workers:
        age.add_metric([row.name], float(row.age_s))
        if row.state != "silent":
            online.add_metric([row.name], float(row.told.online))
    yield age
    yield online
    counts = {
        "messages": "Messages that it took in since its start",
        "rows": "New rows that it committed since its start",
        "duplicates": "Rows that were here already, since its start",
        "quarantined": "What it set aside since its start",
        "groups": "Its transactions since its start",
        "replies": "Replies of halls that it took in since its start",
    }
    for name, text in counts.items():
        family = CounterMetricFamily(f"taxhall_central_worker_{name}", text, labels=["worker"])
        for row in workers:
            if row.state != "silent":
                family.add_metric([row.name], float(getattr(row.told, name)))
        yield family


def _of(rows: Sequence[HallRow], name: str) -> Iterable[tuple[str, int | None]]:
    return [(row.id, getattr(row, name)) for row in rows]


def _per_hall(name: str, text: str, values: Iterable[tuple[str, int | None]]) -> Metric:
    family = GaugeMetricFamily(f"taxhall_central_hall_{name}", text, labels=["hall"])
    for hall, value in values:
        if value is not None:
            family.add_metric([hall], float(value))
    return family
