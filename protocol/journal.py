"""The flash ring in which a board keeps its records. See link.md, "The flash ring".

Sectors of 4096 bytes, slots of 32. Slot 0 of a sector is its header: magic, journal, base seq,
CRC. Slot i holds the record seq = base + i - 1: the position *is* the number, so a number can
neither be skipped nor given twice, whatever a power cut leaves behind.

The flash is reached by three methods, addresses from the start of the region:
`read(address, buffer)`, `program(address, data)` (clears bits only), `erase(address)` (a sector).
Runs unchanged on CPython and MicroPython.
"""

from binascii import crc32
from struct import pack, unpack

from protocol import records

TYPE_CHECKING = False  # the name is enough for type checkers; MicroPython has no typing
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Nor(Protocol):
        """A region of NOR flash; addresses in bytes from its start."""

        def read(self, __address: int, __buffer: bytearray) -> None: ...
        def program(self, __address: int, __data: bytes) -> None: ...
        def erase(self, __address: int) -> None: ...


SECTOR = 4096
SLOT = 32
PER_SECTOR = SECTOR // SLOT - 1  # 127 records and the header
HEADER = 16  # bytes of slot 0 that are used
MAGIC = 0x314A4854  # "THJ1": another layout gets another number, and is not misread
BLANK = b"\xff" * SLOT
BLANK_PAGE = BLANK * 8  # a page of the chip: a start reads the ring's blank sectors, page by page
DATA = SLOT - 4  # bytes of a slot before its CRC


class Full(Exception):  # noqa: N818  named as queue.Full is
    """No blank slot and no sector whose records the host has committed."""


class Journal:
    """Mounts the ring, or formats it under a new random `journal` number if there is none.

    first: seq of the oldest record kept; next: seq that the next record will get (from 1).
    """

    def __init__(self, nor: "Nor", sectors: int, random32: "Callable[[], int]") -> None:
        self._nor = nor
        self._sectors = sectors
        self._slot = bytearray(SLOT)
        self._bases = [0] * sectors  # base seq of the sector, 0: holds no records
        self._blank = [False] * sectors
        self.journal = 0
        self.next = 1
        self._current = 0
        if not self._mount():
            self._format(random32() & 0xFFFFFFFF)

    @property
    def first(self) -> int:
        """Seq of the oldest record in the ring; equals next when it is empty."""
        return self._bases[self._oldest()]

    @property
    def room(self) -> int:
        """Records that can be appended before a sector has to be erased."""
        here = self._bases[self._current] + PER_SECTOR - self.next
        return here + PER_SECTOR * sum(self._blank)

    def append(self, kind: int, ticks: int, payload: bytes) -> int:
        """Write a record through to the flash and return its seq. Raises Full.

        A slot that does not read back stays behind as VOID; the record takes the next one.
        """
        record = records.encode(kind, ticks, payload)
        data = record + BLANK[: DATA - len(record)]
        while self.room:
            if self.next == self._bases[self._current] + PER_SECTOR:
                self._enter(self._next_blank(), self.next)
                continue
            seq = self.next
            self.next += 1
            if self._program(self._address(self._current, seq), data + self._crc(data, seq)):
                return seq
        raise Full("the journal is full")

    def read(self, seq: int) -> "tuple[int, int, bytes]":
        """(kind, ticks, payload) of a seq in first … next-1; VOID if it does not read back.

        Raises IndexError outside of that range.
        """
        if not self.first <= seq < self.next:
            raise IndexError("seq %d is not in the ring" % seq)
        for sector in range(self._sectors):
            base = self._bases[sector]
            if base and base <= seq < base + PER_SECTOR:
                return self._read(sector, seq)
        return records.VOID, 0, b""  # its sector has lost its header

    def wants_erase(self, acked: int) -> bool:
        """Whether less than half of the ring is blank and its oldest sector is all acked.

        Half, so that a ring of 16 sectors takes a thousand records more when its line fails,
        however often it has gone round; the other half is a copy of what the host has.
        """
        if sum(self._blank) >= self._sectors // 2:
            return False
        sector = self._oldest()
        return sector != self._current and self._bases[sector] + PER_SECTOR - 1 <= acked

    def reclaim(self, acked: int) -> bool:
        """Erase the oldest sector if `wants_erase`; tell if so.

        Call it in silence: an erase takes tens of milliseconds with interrupts off.
        """
        if not self.wants_erase(acked):
            return False
        self._erase(self._oldest())
        return True

    def wipe(self) -> None:
        """Let no sector count any more: the next mount formats the ring under a new number.

        Only headers are programmed, some 16 ms in all; the slow erasing is left to that mount.
        """
        for sector in range(self._sectors):
            self._nor.program(sector * SECTOR, bytes(HEADER))

    def _mount(self) -> bool:
        newest = 0
        for sector in range(self._sectors):
            journal, base = self._header(sector)
            if not base:
                self._blank[sector] = self._is_blank(sector)
            elif base > newest:
                newest, self._current, self.journal = base, sector, journal
        if not newest:
            return False
        for sector in range(self._sectors):
            journal, base = self._header(sector)
            if base and journal == self.journal:
                self._bases[sector] = base
            elif not self._blank[sector]:
                self._erase(sector)  # a cut header or a cut erase: it holds nothing
        used = self._used(self._current)
        if not used:
            # Power may have gone while this header was written: its cells read well, for how long?
            self._program(self._current * SECTOR, self._head(newest))
        self.next = newest + used
        return True

    def _format(self, journal: int) -> None:
        for sector in range(self._sectors):
            self._erase(sector)
        self.journal = journal
        self._current = self._sectors - 1
        while not self._enter(self._next_blank(), 1):
            pass

    def _enter(self, sector: int, base: int) -> bool:
        """Begin a blank sector, its header durable before the first record; False if it is worn.

        A worn one is left aside until the next mount erases it and tries it again.
        """
        self._blank[sector] = False
        if not self._program(sector * SECTOR, self._head(base)):
            return False
        self._bases[sector] = base
        self._current = sector
        return True

    def _head(self, base: int) -> bytes:
        head = pack("<III", MAGIC, self.journal, base)
        return head + pack("<I", crc32(head) & 0xFFFFFFFF)

    def _erase(self, sector: int) -> None:
        """Blank a sector; its header goes first, so that a cut leaves nothing half there."""
        self._bases[sector] = 0
        self._nor.program(sector * SECTOR, bytes(HEADER))
        self._nor.erase(sector * SECTOR)
        self._blank[sector] = True

    def _program(self, address: int, data: bytes) -> bool:
        """Write, and tell whether it reads back."""
        self._nor.program(address, data)
        found = bytearray(len(data))
        self._nor.read(address, found)
        return found == data

    def _oldest(self) -> int:
        """The sector with the lowest base: the order of the records is theirs, not the sectors'."""
        oldest = self._current
        for sector in range(self._sectors):
            if 0 < self._bases[sector] < self._bases[oldest]:
                oldest = sector
        return oldest

    def _next_blank(self) -> int:
        """The blank sector that comes first after the current one. Raises Full without any."""
        for step in range(1, self._sectors + 1):
            sector = (self._current + step) % self._sectors
            if self._blank[sector]:
                return sector
        raise Full("no sector of the flash can be written")

    def _header(self, sector: int) -> "tuple[int, int]":
        """(journal, base) of a sector, base 0 if it has no valid header."""
        self._nor.read(sector * SECTOR, self._slot)
        magic, journal, base, crc = unpack("<IIII", self._slot[:16])
        if magic != MAGIC or crc != crc32(self._slot[:12]) & 0xFFFFFFFF:
            return 0, 0
        return journal, base

    def _is_blank(self, sector: int) -> bool:
        page = bytearray(len(BLANK_PAGE))
        for at in range(0, SECTOR, len(page)):
            self._nor.read(sector * SECTOR + at, page)
            if page != BLANK_PAGE:
                return False
        return True

    def _used(self, sector: int) -> int:
        """Slots of a sector up to its last programmed one: a blank slot before it is spent too."""
        for i in range(PER_SECTOR, 0, -1):
            self._nor.read(sector * SECTOR + i * SLOT, self._slot)
            if self._slot != BLANK:
                return i
        return 0

    def _read(self, sector: int, seq: int) -> "tuple[int, int, bytes]":
        self._nor.read(self._address(sector, seq), self._slot)
        data = bytes(self._slot[:DATA])
        size = data[0]
        if size > records.MOST_PAYLOAD or self._slot[DATA:] != self._crc(data, seq):
            return records.VOID, 0, b""
        _, kind, ticks = unpack("<BBI", data[: records.HEAD])
        return kind, ticks, data[records.HEAD : records.HEAD + size]

    def _address(self, sector: int, seq: int) -> int:
        return sector * SECTOR + (seq - self._bases[sector] + 1) * SLOT

    def _crc(self, data: bytes, seq: int) -> bytes:
        return pack("<I", crc32(data, crc32(pack("<II", self.journal, seq))) & 0xFFFFFFFF)
