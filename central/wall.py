"""The wall: each hall as it is now, the worst first. What is not known is None, never 0."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from central.config import Config
from central.ingest import IngestStatus
from central.pulse import OpenAlarm, Pulse, Pulses
from central.reader import Presence, Reader, ReaderError
from central.today import Day, Today
from protocol.stamp import Moment
from runtime.threads import OwnThread
from screens.bell import Bell

State = Literal["never", "unknown", "offline", "silent", "online"]
"""never: nothing was ever heard; unknown: central itself is cut off; offline: its gateway said, or
was heard to be gone; silent: it has not, people are there, and nothing comes; online."""

SILENT_MS: Final = 15 * 60_000
"""Where people wait or a window is open, something is said in a quarter of an hour, or something is
wrong."""

EVERY_S: Final = 5.0
"""So often the wall is read without news."""
LEAST_S: Final = 0.5
"""And not more often with news."""
SHARE: Final = 4
"""Reading may take one part in five of the time."""
LOOK_S: Final = 0.1
"""So often it is seen whether there is news."""


@dataclass(frozen=True)
class WallHall:
    """One hall."""

    id: str
    state: State
    heard_ms: int | None
    """Last message of its own, by central's clock."""
    day: str | None = None
    """Its newest business day; None: none is known, nor are the next five."""
    issued: int | None = None
    waiting: int | None = None
    longest_ms: int | None = None
    """Longest wait of who waits, by the hall's steady clock and, while it is online, what has
    passed since its last fact came. None: nobody waits."""
    windows_open: int | None = None
    windows: int | None = None
    """Those it has been heard of."""
    congestion: int | None = None
    """Percent of what the hall bears, by its open alarm; None: below its own limit, or unknown."""
    alarms: tuple[OpenAlarm, ...] = ()
    severities: Mapping[int, int] = field(default_factory=dict)
    missing: int = 0
    """Rows that are not here although later ones are."""
    set_aside: int = 0
    """Its events in quarantine, and no facts."""

    @property
    def rank(self) -> int:
        """0 well, 1 look at it, 2 do something, 3 do it now."""
        found = [alarm.severity for alarm in self.alarms]
        if self.state in ("never", "offline"):
            found.append(3)
        if self.state == "silent" or self.set_aside:
            found.append(2)
        if self.state == "unknown" or self.missing:
            found.append(1)
        return max(found, default=0)

    @property
    def worst_first(self) -> tuple[object, ...]:
        """To sort by."""
        by = [-self.severities.get(severity, 0) for severity in (3, 2, 1)]
        return (-self.rank, *by, -(self.congestion or 0), -(self.longest_ms or 0), self.id)


@dataclass(frozen=True)
class Wall:
    """All halls at one moment."""

    at_ms: int
    ingest: IngestStatus
    halls: tuple[WallHall, ...] = ()
    fault: str = ""
    """Why nothing can be told; empty: it can."""


class WallReader:
    """Reads the halls. Ask it from one thread; raises ReaderError."""

    def __init__(self, config: Config, reader: Reader, today: Today) -> None:
        self._config, self._reader, self._today = config, reader, today
        self._pulses = Pulses(reader)

    def read(self, ingest: IngestStatus, now_ms: int) -> Wall:
        """The halls of central.toml, and others that were heard; the worst first."""
        known = self._reader.presences()
        expected = [hall.id for hall in self._config.hall]
        ids = [*expected, *(id for id in sorted(known) if id not in expected)]
        halls = [self._hall(id, known.get(id), ingest, now_ms) for id in ids]
        return Wall(now_ms, ingest, tuple(sorted(halls, key=lambda hall: hall.worst_first)))

    def _hall(
        self, id: str, presence: Presence | None, ingest: IngestStatus, now_ms: int
    ) -> WallHall:
        if presence is None:
            return WallHall(id, "never", None)
        state = _state(presence, ingest)
        hall = WallHall(
            id, state, presence.heard_ms, missing=presence.missing, set_aside=presence.set_aside
        )
        day = None if presence.stream is None else self._today.of(id)
        if presence.stream is None or day is None:
            return hall
        pulse = self._pulses.of(id, presence.stream)
        opened, windows = _windows(pulse, day)
        heard_ms = presence.heard_ms or 0
        if state == "online" and (opened or day.waiting) and now_ms - heard_ms > SILENT_MS:
            state = "silent"
        return replace(
            hall,
            state=state,
            day=day.day,
            issued=day.tally["issued"],
            waiting=day.waiting,
            longest_ms=self._longest_ms(id, presence.stream, day, state, now_ms),
            windows_open=opened,
            windows=windows,
            congestion=pulse.congestion,
            alarms=pulse.alarms,
            severities=pulse.severities(),
        )

    def _longest_ms(
        self, hall: str, stream: str, day: Day, state: State, now_ms: int
    ) -> int | None:
        if not day.queued:
            return None
        last = self._reader.select(
            "SELECT at_ms, boot, mono_ms, received_ms FROM fact WHERE hall = ? AND stream = ?"
            " ORDER BY n DESC LIMIT 1",
            *(hall, stream),
        )
        ((at_ms, boot, mono_ms, received_ms),) = last
        passed = max(0, now_ms - received_ms) if state == "online" else 0
        moment = Moment(at_ms, boot, mono_ms)
        return max(max(0, moment.since_ms(since) - early) for since, early in day.queued) + passed


def _state(presence: Presence, ingest: IngestStatus) -> State:
    if presence.heard_ms is None and presence.stream is None:
        return "never"
    if not ingest.online or presence.online is None:
        return "unknown"
    return "online" if presence.online else "offline"


def _windows(pulse: Pulse, day: Day) -> tuple[int, int]:
    """Open ones, and all. Where nobody logs in, a window is open from its first call of the day."""
    opened = {window for window, mode in pulse.modes.items() if mode == "open"}
    opened |= day.called_at - pulse.modes.keys()
    return len(opened), len(day.called_at | pulse.modes.keys())


class WallWatch(OwnThread):
    """Keeps the wall up, once for everybody who looks at it."""

    def __init__(
        self,
        walls: WallReader,
        status: Callable[[], IngestStatus],
        news: Bell,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """news: rings with each commit. clock: unix seconds."""
        super().__init__("wall")
        self.bell = Bell()
        """Rings when something else is to be seen than before."""
        self._walls, self._status, self._news, self._clock = walls, status, news, clock
        self._wall = Wall(0, status(), fault="The halls have not been read yet.")

    @property
    def wall(self) -> Wall:
        """The last reading."""
        return self._wall

    def look(self) -> None:
        """Read now."""
        before, now_ms, status = self._wall, int(self._clock() * 1000), self._status()
        try:
            self._wall = self._walls.read(status, now_ms)
        except ReaderError as error:
            self._wall = Wall(now_ms, status, fault=str(error))
        if _seen(self._wall) != _seen(before):
            self.bell.ring()

    def _run(self) -> None:
        while not self._stopping.is_set():
            heard, began = self._news.count, time.monotonic()
            self.look()
            self._stopping.wait(max(LEAST_S, SHARE * (time.monotonic() - began)))
            while self._news.count == heard and time.monotonic() < began + EVERY_S:
                if self._stopping.wait(LOOK_S):
                    return


def _seen(wall: Wall) -> tuple[object, ...]:
    """What is seen of it, ages apart."""
    return wall.fault, wall.ingest.online, [replace(one, longest_ms=None) for one in wall.halls]
