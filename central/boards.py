"""The boards of a hall, as its gateway says that they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from central.reader import Reader
from protocol.uplink import DeviceState, read


@dataclass(frozen=True)
class BoardRow:
    """One board as the API shows it."""

    told: DeviceState
    """What the hall said last, which may be long ago."""
    heard_ms: int
    """When that came, by central's clock."""
    age_s: int
    """Seconds since then."""


def board_rows(reader: Reader, hall: str, now_s: float) -> Sequence[BoardRow]:
    """All that the hall has ever told of, by place and chip. Raises ReaderError."""
    found = reader.select("SELECT state, heard_ms FROM device WHERE hall = ?", hall)
    rows = [
        BoardRow(read(DeviceState, state.encode()), heard, max(0, int(now_s - heard / 1000)))
        for state, heard in found
    ]
    return sorted(rows, key=lambda row: (row.told.place, row.told.uid))
