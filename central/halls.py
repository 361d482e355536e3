"""The halls as the page, the JSON and the metrics show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from central.config import Config
from central.holes import Hole, holes
from central.ingest import IngestStatus
from central.reader import HallView, Reader
from central.today import Day, Today
from insight.measures import rated


@dataclass(frozen=True)
class Figures:
    """Counts of a business day."""

    day: str
    issued: int
    waiting: int
    called: int
    """Numbers that were called at least once."""
    no_show: int
    """Of these, those that were called in vain for good (F8)."""
    finished: int
    rated: int
    levels: Mapping[int, int]


@dataclass(frozen=True)
class HallRow:
    """One hall as the page and the API show it. None is "not known", never zero."""

    id: str
    name: str
    name_en: str
    heard_ms: int | None
    age_s: int | None
    """Seconds since it was heard."""
    online: bool | None
    """None: not known, because it was never heard or central itself is cut off."""
    version: str | None
    facts: int | None
    stream: str | None
    through: int | None
    missing: int | None
    """Rows that are not here although later ones are."""
    set_aside: int | None
    """Its events that are in quarantine. A fault: they may be confirmed, and are not facts."""
    today: Figures | None
    """Its newest business day, as far as it was received."""
    lag: int | None = None
    """Rows from the last one without a hole before it to the highest that is here."""
    hole_age_s: int | None = None
    """Seconds, at least, for which the oldest hole has been one; None: there is none, or nothing
    is known."""

    @property
    def state(self) -> str:
        """`never`, `unknown`, `online` or `offline`; the page has words for each."""
        if self.heard_ms is None and self.facts is None:
            return "never"
        if self.online is None:
            return "unknown"
        return "online" if self.online else "offline"


def hall_rows(
    config: Config, reader: Reader, today: Today, ingest: IngestStatus, now_s: float
) -> list[HallRow]:
    """Expected halls in the order of central.toml, then others that were heard, by id."""
    known = {view.hall: view for view in reader.halls()}
    open_holes = holes(reader)
    names = [(hall.id, hall.name, hall.name_en) for hall in config.hall]
    listed = {hall for hall, _, _ in names}
    names += [(hall, hall, "") for hall in known if hall not in listed]
    rows = []
    for hall, name, name_en in names:
        view = known.get(hall)
        if view is None:
            rows.append(HallRow(hall, name, name_en, *[None] * 10))
        else:
            rows.append(
                _row(name, name_en, view, today.of(hall), ingest, now_s, open_holes.get(hall))
            )
    return rows


def _row(
    name: str,
    name_en: str,
    view: HallView,
    day: Day | None,
    ingest: IngestStatus,
    now_s: float,
    hole: Hole | None,
) -> HallRow:
    present = view.streams[-1] if view.streams else None
    heard = view.heard_ms
    return HallRow(
        id=view.hall,
        name=name,
        name_en=name_en,
        heard_ms=heard,
        age_s=None if heard is None else max(0, int(now_s - heard / 1000)),
        online=view.online if ingest.online else None,
        version=view.version,
        facts=view.facts if view.streams else None,
        stream=present.stream if present else None,
        through=present.through if present else None,
        missing=present.missing if present else None,
        set_aside=view.set_aside,
        today=None if day is None else _figures(day),
        lag=(hole.lag if hole else 0) if present else None,
        hole_age_s=max(0, int(now_s - hole.since_ms / 1000)) if hole else None,
    )


def _figures(day: Day) -> Figures:
    tally = day.tally
    levels = {level: tally[f"level_{level}"] for level in range(5, 0, -1)}
    return Figures(
        day=day.day,
        issued=tally["issued"],
        waiting=day.waiting,
        called=tally["called"],
        no_show=tally["invalid"],
        finished=tally["finished"],
        rated=rated(tally),
        levels={level: times for level, times in levels.items() if times},
    )
