"""How far each hall's acknowledgement is behind what has come of it, and for how long."""

from dataclasses import dataclass

from central.reader import Reader


@dataclass(frozen=True)
class Hole:
    """A hall's present stream has rows beyond one that is not here."""

    lag: int
    """From the last row without a hole before it to the highest one that is here."""
    since_ms: int
    """When the first row beyond the hole came, by central's clock: it is at least so old."""


def holes(reader: Reader) -> dict[str, Hole]:
    """Hall → its hole; halls without one are not among them. Raises ReaderError.

    Looks at the rows beyond a hole alone, which are a few thousand of a hall at most.
    """
    rows = reader.select(
        "SELECT head.hall, head.highest - head.through, (SELECT min(received_ms) FROM fact"
        " WHERE fact.hall = head.hall AND fact.stream = head.stream AND fact.n > head.through)"
        " FROM head WHERE head.highest > head.through AND NOT EXISTS (SELECT 1 FROM head AS newer"
        " WHERE newer.hall = head.hall AND newer.place > head.place)"
    )
    return {hall: Hole(lag, since) for hall, lag, since in rows if since is not None}
