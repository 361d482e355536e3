"""/metrics for Prometheus, made from one reading at each scrape."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from gateway.alarm_words import SEVERITIES
from gateway.web.reading import Read, Reading
from gateway.web.view import Health, Link, LiveView
from gateway.web.wrong import wrong


class LiveCollector(Collector):
    """Reads the hall when scraped. What is not known is absent, never 0."""

    def __init__(self, read: Read) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        reading = self._read()
        yield _gauge("taxhall_live_up", "1 while the hall can be read", int(reading.usable))
        if reading.view is not None and reading.usable:
            yield from _of_view(reading, reading.view)


def exposition(read: Read) -> Callable[[], bytes]:
    """A function that gives the page in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(LiveCollector(read))
    return lambda: generate_latest(registry)


def _of_view(reading: Reading, view: LiveView) -> Iterator[Metric]:
    yield _gauge("taxhall_live_age_seconds", "Age of this reading", reading.age_s)
    facts = CounterMetricFamily("taxhall_facts", "Facts in the store", labels=["type"])
    for kind, count in sorted(view.facts.items()):
        facts.add_metric([kind], count)
    yield facts
    yield _gauge("taxhall_tickets", "Tickets issued on this business day", view.tickets)
    if view.day is not None:
        waiting = GaugeMetricFamily("taxhall_waiting", "People waiting", labels=["business"])
        for business in view.businesses:
            waiting.add_metric([business.code], business.waiting)
        yield waiting
    told = "Things that somebody has to see to, as the duty leader's page tells them"
    yield _gauge("taxhall_wrong", told, len(wrong(view)))
    yield from _of_devices(view)
    yield from _of_lines(view)
    yield _health("taxhall_printer_state", "All printers' verdict", view.printer.health)
    yield from _of_printers(view)
    yield _health("taxhall_uplink_state", "The uplink's verdict", view.uplink.health)
    if view.outbox is not None:
        yield _gauge("taxhall_outbox", "Facts that central has not confirmed", view.outbox)
    yield _gauge(
        "taxhall_store_up", "0 while the disk takes no writes", int(view.store.health is Health.OK)
    )
    yield _counter("taxhall_store_commits", "Transactions of the store", view.commits)
    yield _counter(
        "taxhall_store_failed_groups", "Transactions that the disk did not take", view.failed_groups
    )
    counted = CounterMetricFamily(
        "taxhall_counted", "Things to look at when they grow, by name", labels=["what"]
    )
    for what, count in sorted(view.counted.items()):
        counted.add_metric([what], count)
    yield counted
    alarms = GaugeMetricFamily("taxhall_alarms", "Open alarms", labels=["severity", "seen"])
    for severity in SEVERITIES:
        for seen in (False, True):
            count = sum((one.severity, one.seen) == (severity, seen) for one in view.alarms)
            alarms.add_metric([str(severity), str(seen).lower()], count)
    yield alarms
    yield _gauge("taxhall_notices", "Sentences that somebody must see to", len(view.notices))


def _of_devices(view: LiveView) -> Iterator[Metric]:
    up = GaugeMetricFamily(
        "taxhall_device_up", "1 while the board answers", labels=["uid", "role", "window"]
    )
    for device in view.devices:
        labels = [device.uid, device.role, device.window or ""]
        up.add_metric(labels, int(device.link is Link.ONLINE))
    yield up


def _of_lines(view: LiveView) -> Iterator[Metric]:
    repeats = CounterMetricFamily("taxhall_repeats", "Requests asked again", labels=["port"])
    bad = CounterMetricFamily("taxhall_bad_frames", "Frames that failed", labels=["port"])
    noise = CounterMetricFamily("taxhall_noise_bytes", "Bytes of no frame", labels=["port"])
    for line in view.lines:
        repeats.add_metric([line.port], line.repeats)
        bad.add_metric([line.port], line.bad_frames)
        noise.add_metric([line.port], line.noise_bytes)
    yield from (repeats, bad, noise)


def _of_printers(view: LiveView) -> Iterator[Metric]:
    condition = GaugeMetricFamily(
        "taxhall_printer_condition",
        "1 for what a printer says of itself",
        labels=["printer", "condition"],
    )
    low = GaugeMetricFamily(
        "taxhall_printer_paper_low", "1 while a roll is nearly finished", labels=["printer"]
    )
    prints = CounterMetricFamily(
        "taxhall_prints", "Papers by what became of them", labels=["printer", "outcome", "reason"]
    )
    again = CounterMetricFamily("taxhall_reprints", "Papers with 补打", labels=["printer"])
    geta = CounterMetricFamily(
        "taxhall_papers_substituted", "Papers on which 〓 stands", labels=["printer"]
    )
    for one in view.printers:
        condition.add_metric([one.name, one.condition], 1)
        low.add_metric([one.name], int(one.condition == "near_end"))
        for ended in one.prints:
            prints.add_metric([one.name, ended.outcome, ended.reason], ended.count)
        again.add_metric([one.name], one.reprinted)
        geta.add_metric([one.name], one.substituted)
    yield from (condition, low, prints, again, geta)


def _health(name: str, text: str, health: Health) -> Metric:
    states = GaugeMetricFamily(name, f"{text}: 1 for the state it is in", labels=["state"])
    for state in Health:
        states.add_metric([state.value], int(state is health))
    return states


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _counter(name: str, text: str, value: float) -> Metric:
    return CounterMetricFamily(name, text, value=value)
