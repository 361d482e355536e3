"""What is true, whatever the programs under test believe: every record that was ever written.

A record is expected at gateway or central from the moment in which the board's append returned,
which is when a person sees it taken. Only what is done to a flash or a disk on purpose excuses one.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

Record = tuple[int, int, bytes]
"""kind, ticks, payload"""

Journal = tuple[str, int]
"""uid, journal number"""

Key = tuple[str, int, int]
"""uid, journal number, seq"""


@dataclass(frozen=True)
class Finding:
    """Something that must not be."""

    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.text}"


@dataclass
class Written:
    """A record that was shown as taken, or a BOOT or CLOCK that the board relies on."""

    record: Record
    at_ms: float
    boot: int
    excuse: str | None = None
    """Why it may be missing."""
    read: list[tuple[float, int]] = field(default_factory=list)
    """When a gateway was told of it, and which boot of the board that was."""


class Ledger:
    """Keeps the books of a run; `findings` is what went wrong, empty in a good one."""

    def __init__(self) -> None:
        self.written: dict[Key, Written] = {}
        self.unseen: dict[Journal, list[Record]] = {}
        """Begun, and power failed before anybody was shown it: may arrive once, or never."""
        self.released: dict[Journal, int] = {}
        """Up to here a gateway had committed whose disk was then replaced by an empty one."""
        self.smashed: dict[Journal, list[range]] = {}
        """Numbers whose place in the flash was destroyed on purpose."""
        self.forks: dict[Journal, dict[Key, Record]] = {}
        """Shown by a board whose flash had gone back in time, so the numbers may be taken already.
        Lost with the journal if that is given up, and expected like others if it is not."""
        self.counted: Counter[str] = Counter()
        self.findings: list[Finding] = []

    def find(self, rule: str, text: str) -> None:
        """Write down what must not be."""
        self.findings.append(Finding(rule, text))

    def wrote(self, key: Key, record: Record, at_ms: float, boot: int) -> None:
        """A board's append has returned."""
        known = self.written.get(key)
        if known is not None and known.excuse is None:
            self.find("a number is given once", f"{name(key)} was {known.record}, now {record}")
        self.written[key] = Written(record, at_ms, boot)
        self.counted["records"] += 1

    def cut_off(self, journal: Journal, record: Record) -> None:
        """Power failed while a board wrote this."""
        self.unseen.setdefault(journal, []).append(record)
        self.counted["records cut off"] += 1

    def fork(self, key: Key, record: Record) -> None:
        """A board's append has returned, after its flash went back in time."""
        self.forks.setdefault(key[:2], {})[key] = record

    def give_up(self, journal: Journal) -> None:
        """The board has begun another journal."""
        self.counted["records given up with a journal"] += len(self.forks.pop(journal, {}))

    def excuse(self, keys: Iterable[Key], why: str) -> None:
        """These may be missing from now on."""
        for key in keys:
            if key in self.written and self.written[key].excuse is None:
                self.written[key].excuse = why
                self.counted["records excused"] += 1

    def smash(self, journal: Journal, numbers: range) -> None:
        """These places of the flash were destroyed on purpose."""
        self.smashed.setdefault(journal, []).append(numbers)

    def is_smashed(self, key: Key) -> bool:
        """Whether this record's place in the flash was destroyed on purpose."""
        return any(key[2] in numbers for numbers in self.smashed.get(key[:2], ()))

    def may_be_gone(self, key: Key) -> bool:
        """Whether a new gateway may be told that this number is lost: its board has freed it
        rightly, or it was destroyed."""
        return key[2] <= self.released.get(key[:2], 0) or self.is_smashed(key)


def name(key: Key) -> str:
    """The identity as it travels."""
    return f"{key[0]}-{key[1]:08x}-{key[2]}"
