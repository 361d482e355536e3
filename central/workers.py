"""The workers that take facts in, as each has said of itself. What is old claims nothing."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from central.ingest import IngestStatus
from central.ingest.report import read
from central.reader import Reader, ReaderError

SILENT_S: Final = 20
"""A worker says every five seconds how it is. One that has not for so long is not known to be."""

FORGOTTEN_S: Final = 7 * 86_400
"""One that has been silent for so long is not shown any more: its name is not used."""


@dataclass(frozen=True)
class WorkerRow:
    """One worker as pages, the API and the metrics show it."""

    name: str
    heard_ms: int
    """When it said this, by its own machine's clock."""
    told: IngestStatus
    age_s: int = 0

    @property
    def state(self) -> str:
        """`online`, `offline` or `silent`, which is not known."""
        if self.age_s > SILENT_S:
            return "silent"
        return "online" if self.told.online else "offline"

    def answer(self) -> dict[str, Any]:
        """For the API."""
        told = asdict(self.told)
        told["online"] = None if self.state == "silent" else self.told.online
        own = {"name": self.name, "state": self.state, "age_s": self.age_s}
        return own | {"heard_ms": self.heard_ms} | told


def worker_rows(reader: Reader, now_s: float) -> list[WorkerRow]:
    """All of the last week, by name. Raises ReaderError."""
    rows = reader.select(
        "SELECT name, heard_ms, status FROM worker WHERE heard_ms > ? ORDER BY name",
        int((now_s - FORGOTTEN_S) * 1000),
    )
    return [aged(WorkerRow(name, heard, read(status)), now_s) for name, heard, status in rows]


def aged(row: WorkerRow, now_s: float) -> WorkerRow:
    """As of now; unix seconds."""
    return replace(row, age_s=max(0, int(now_s - row.heard_ms / 1000)))


def together(rows: Sequence[WorkerRow]) -> IngestStatus:
    """How taking in is going as a whole: it goes on while any worker is online."""
    there = [row for row in rows if row.state != "silent"]
    told = [row.told for row in there]
    online = any(one.online for one in told)
    problems = "; ".join(f"worker {row.name}: {row.told.problem}" for row in there)
    return IngestStatus(
        online,
        "" if online else problems or "no worker has been heard lately: start one",
        sum(one.messages for one in told),
        sum(one.rows for one in told),
        sum(one.duplicates for one in told),
        sum(one.quarantined for one in told),
        sum(one.groups for one in told),
        sum(one.replies for one in told),
        min((one.started_ms for one in told), default=0),
    )


class Elsewhere:
    """The workers of other processes, for pages that stand alone. Ask it from any thread."""

    def __init__(self, reader: Reader, clock: Callable[[], float]) -> None:
        """clock: unix seconds."""
        self._reader, self._clock = reader, clock

    def status(self) -> IngestStatus:
        """How they are together; nothing raises."""
        try:
            return together(worker_rows(self._reader, self._clock()))
        except ReaderError as error:
            return IngestStatus(problem=str(error))
