"""The halls as the page, the JSON and the metrics show them."""

from dataclasses import dataclass

from central.config import Config
from central.ingest import IngestStatus
from central.reader import HallView, Reader


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

    @property
    def state(self) -> str:
        """`never`, `unknown`, `online` or `offline`; the page has words for each."""
        if self.heard_ms is None and self.facts is None:
            return "never"
        if self.online is None:
            return "unknown"
        return "online" if self.online else "offline"


def hall_rows(config: Config, reader: Reader, ingest: IngestStatus, now_s: float) -> list[HallRow]:
    """Expected halls in the order of central.toml, then others that were heard, by id."""
    known = {view.hall: view for view in reader.halls()}
    rows = []
    for hall in config.hall:
        view = known.pop(hall.id, None)
        rows.append(_row(hall.id, hall.name, hall.name_en, view, ingest, now_s))
    rows.extend(_row(hall, hall, "", view, ingest, now_s) for hall, view in known.items())
    return rows


def _row(
    hall: str, name: str, name_en: str, view: HallView | None, ingest: IngestStatus, now_s: float
) -> HallRow:
    if view is None:
        return HallRow(hall, name, name_en, *[None] * 8)
    present = view.streams[-1] if view.streams else None
    heard = view.heard_ms
    return HallRow(
        id=hall,
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
    )
