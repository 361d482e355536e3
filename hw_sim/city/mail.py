"""Messages of halls to central as the worst of lines brings them: late, doubled, out of order, in
batches and alone, and some of them not at all until they are sent again."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Final

from protocol.compact_json import json_bytes
from protocol.envelope import Entry, to_cloudevent
from protocol.uplink import AHEAD, BATCH, batch_topic, event_topic

LOST: Final = 0.1
DOUBLED: Final = 0.15
ALONE: Final = 0.3
"""Share of events that travel in a message of their own."""

LATE_HALLS: Final = 0.2
"""So many were cut off, and send when all others are through."""


class Mail:
    """Of several halls, hall → its entries from n = 1 on."""

    def __init__(self, halls: Mapping[str, Sequence[Entry]], seed: int = 1) -> None:
        self._halls = halls
        self._dice = Random(seed)
        self._through = dict.fromkeys(halls, 0)
        names = sorted(halls)
        self._late = set(self._dice.sample(names, round(len(names) * LATE_HALLS)))

    def messages(self) -> list[tuple[str, bytes]]:
        """Topic and payload of one pass: of each hall what it may send beyond what central has told
        it, in disorder."""
        prompt = [hall for hall in self._halls if hall not in self._late]
        waiting = any(self._lacks(hall) for hall in prompt)
        sent = [
            message for hall in (prompt if waiting else self._late) for message in self._of(hall)
        ]
        self._dice.shuffle(sent)
        return [message for one in sent for message in [one] * self._copies()]

    def _copies(self) -> int:
        """How often a message arrives in this pass."""
        if self._dice.random() < LOST:
            return 0
        return 2 if self._dice.random() < DOUBLED else 1

    def acked(self, hall: str, through: int) -> None:
        """Central has said so."""
        self._through[hall] = max(self._through[hall], through)

    @property
    def delivered(self) -> bool:
        """Every hall knows that central has everything."""
        return not any(self._lacks(hall) for hall in self._halls)

    def _lacks(self, hall: str) -> int:
        return len(self._halls[hall]) - self._through[hall]

    def _of(self, hall: str) -> Iterator[tuple[str, bytes]]:
        after = self._through[hall]
        rows = list(self._halls[hall][after : after + AHEAD])
        self._dice.shuffle(rows)
        while rows:
            if self._dice.random() < ALONE:
                entry = rows.pop()
                yield event_topic(hall, entry.fact.TYPE), json_bytes(to_cloudevent(entry))
            else:
                size = self._dice.randint(1, BATCH)
                batch, rows = rows[:size], rows[size:]
                yield batch_topic(hall), json_bytes([to_cloudevent(entry) for entry in batch])
