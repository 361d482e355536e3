"""A board: real journal and link on a flash of its own, started and served as the firmware does."""

from struct import pack, unpack
from typing import Final
from zlib import crc32

from protocol import records
from protocol.device_link import DeviceLink
from protocol.frames import BROADCAST, address_of
from protocol.journal import HEADER, MAGIC, Full, Journal
from tests.fault_model.flash import Flash
from tests.fault_model.ledger import Key, Record
from tests.fault_model.world import World
from tests.protocol.ram_nor import PowerCut

ERASE_MS: Final = 45
PRESENT_MS: Final = 2000
"""As kiosk_fw.bus.SILENT_MS: not polled for longer, a board takes no requests."""


class SimJournal(Journal):
    """The real one; its board is told of every append."""

    board: "SimBoard"

    def append(self, kind: int, ticks: int, payload: bytes) -> int:
        record = kind, ticks & 0xFFFFFFFF, payload
        try:
            seq = super().append(kind, ticks, payload)
        except PowerCut:
            self.board.world.ledger.cut_off((self.board.uid, self.journal), record)
            raise
        self.board.wrote(seq, record)
        return seq


class SimBoard:
    """`link` is None while it has no power."""

    def __init__(self, world: World, uid: str, model: int, key: bytes) -> None:
        self.world = world
        self.uid = uid
        self.model = model
        self.key = key
        size = (world.per_sector + 1) * 32
        self.flash = Flash(world.sectors, size, world.dice)
        self.flash.before = self._before
        self.link: DeviceLink | None = None
        self.journal: SimJournal
        self.boots = 0
        self.boot_seq = 0
        self.born = 0.0
        self.shown: dict[int, bytes] = {}
        self.plugged = True
        self.deaf_until = 0.0
        self.said = b""
        """The last answer."""
        self.stuck = False
        """It hangs, and says its last answer again and again."""
        self.tampered = False
        """Its flash went back in time, and it has not begun a new journal yet."""
        self.credit = 0
        """What a gateway had acknowledged in this session before its disk was replaced."""
        self.number = 0
        """Of the journal, as it was last seen."""
        self.nonce = 0
        """Of the session that it was last opened for."""
        self.addr = 0
        self.at_risk: list[Key] = []
        """Committed on a disk that was replaced, before central had them; here still."""

    @property
    def nick(self) -> str:
        """Short name for the story."""
        return f"board {self.uid[-2:]}"

    @property
    def ticks(self) -> int:
        return int(self.world.now - self.born) & 0xFFFFFFFF

    def limit(self) -> int:
        """Highest seq that it may believe acknowledged."""
        return max(self.world.marks.get((self.uid, self.number), 0), self.credit)

    def power_on(self) -> None:
        """As kiosk_fw.main: mount, note the boot, answer."""
        self.flash.power_up()
        self.stuck = False
        self.boots += 1
        self.born = self.world.now
        self.shown = {}
        self.addr = self.credit = 0
        try:
            self.journal = SimJournal(self.flash, self.world.sectors, self._random32)
            self.journal.board = self
            if self.journal.journal != self.number:
                self.world.ledger.give_up((self.uid, self.number))
                self.number = self.journal.journal
                self.tampered = False
            self.boot_seq = note_boot(self.journal, self.ticks)
            self.link = DeviceLink(
                bytes.fromhex(self.uid),
                self.model,
                (0, 2, 0),
                self.journal,
                self.boot_seq,
                self._show,
                self._random32,
                self.key,
            )
        except PowerCut:
            self.cut()
        else:
            self._look_through()

    def power_off(self) -> None:
        """At once, in whatever it did."""
        self.link = None
        self.flash.power_off()

    def cut(self) -> None:
        """Power has failed in the middle of a flash operation; it comes back some time."""
        self.world.ledger.counted["flash_cut"] += 1
        self.world.tell(f"{self.nick} lost power in its flash ({self.flash.mode})")
        self.power_off()
        self.world.later(self.world.dice.uniform(100, 4000), self.power_back)

    def power_back(self) -> None:
        if self.link is None:
            self.power_on()

    def press(self, kind: int, payload: bytes) -> bool:
        """A person presses a key: True if the lamp says that it is taken."""
        if self.link is None or self.stuck:
            return False
        try:
            self.journal.append(kind, self.ticks, payload)
        except Full:
            self.world.ledger.counted["presses refused, ring full"] += 1
            return False
        except PowerCut:
            self.cut()
            return False
        return True

    def takes_requests(self) -> bool:
        """As kiosk_fw.service: polled lately, and room for the BOOT records of restarts."""
        if self.link is None or self.link.polled_at < 0 or not self.boot_seq:
            return False
        polled = (self.ticks - self.link.polled_at) & 0xFFFFFFFF <= PRESENT_MS
        return polled and self.journal.room > self.world.per_sector

    def hears(self) -> bool:
        """Whether a request reaches its program at all."""
        if self.link is None or self.stuck or not self.plugged:
            return False
        return self.world.now >= self.deaf_until

    def hear(self, chunk: bytes) -> bytes | None:
        """Bytes come off the line; its answer, if any."""
        assert self.link is not None
        try:
            answer = self.link.receive(chunk, self.ticks)
        except PowerCut:
            self.cut()
            return None
        if self.link.acked > self.limit():
            self.world.ledger.find(
                "acknowledged is committed",
                f"{self.nick} believes {self.link.acked} acknowledged, kept are {self.limit()}",
            )
        if answer is not None and address_of(answer[1:-1]) != BROADCAST:
            self.said = answer
        return answer

    def opened(self, nonce: int, addr: int) -> None:
        """It has heard its OPEN: from here on nothing is acknowledged but by this session."""
        self.nonce, self.addr = nonce, addr
        self.credit = 0
        gone = [key for key in self.at_risk if key[1] != self.number or not self.holds(key[2])]
        self.at_risk = []
        self.world.ledger.excuse(gone, "its disk was replaced, and the board had freed it")

    def after_the_answer(self) -> None:
        """As kiosk_fw.bus: what is done once the line is free."""
        try:
            if self.link is not None and self.link.renewing:
                self.world.ledger.counted["journals renewed"] += 1
                self.world.tell(f"{self.nick} gives up its journal {self.number:08x}")
                self.link.renew()
                self.power_on()
            elif self.link is not None and self.link.resting:
                self._rest()
        except PowerCut:
            self.cut()

    def tick(self) -> None:
        """As kiosk_fw.main, ten times a second."""
        if self.link is None or self.stuck:
            return
        if self.link.wants_rest and self.link.left_alone(self.ticks):
            try:
                self._rest()
            except PowerCut:
                self.cut()
        elif not self.boot_seq and self.journal.room:
            self.power_on()

    def holds(self, seq: int) -> bool:
        """Whether the record is still in its ring."""
        return any(base <= seq < base + self.world.per_sector for base in self._bases())

    def wrote(self, seq: int, record: Record) -> None:
        """Its journal's append has returned: people see it taken, and expect it to arrive."""
        key = self.uid, self.journal.journal, seq
        if self.tampered:
            self.world.ledger.fork(key, record)
        else:
            self.world.ledger.wrote(key, record, self.world.now, self.boots)

    def _rest(self) -> None:
        assert self.link is not None
        self.link.rest()
        self.deaf_until = self.world.now + ERASE_MS

    def _show(self, output: int, value: bytes) -> bool:
        self.shown[output] = value
        return True

    def _random32(self) -> int:
        return self.world.dice.getrandbits(32)

    def _look_through(self) -> None:
        """Everything that was shown and is in the ring reads back as it was written."""
        if self.tampered:
            return
        ledger = self.world.ledger
        for seq in range(self.journal.first, self.journal.next):
            key = self.uid, self.number, seq
            known = ledger.written.get(key)
            if known is None or ledger.is_smashed(key):
                continue
            if self.journal.read(seq) != known.record:
                ledger.find("what was shown stays in the flash", f"{key} is not as written")

    def _before(self, address: int, old: bytes, new: bytes) -> None:
        """A header is about to go: is everything in its sector acknowledged?"""
        if address % self.flash.size or new[:HEADER] not in (bytes(HEADER), b"\xff" * HEADER):
            return
        journal, base = header(old)
        if not base or journal != self.number or self.tampered:
            return
        limit = self.limit()
        for seq in range(base, base + self.world.per_sector):
            known = self.world.ledger.written.get((self.uid, journal, seq))
            if seq > limit and known is not None and known.excuse is None:
                text = f"{self.nick} erases {seq}, acknowledged are {limit}"
                self.world.ledger.find("erased is acknowledged", text)
                return

    def _bases(self) -> list[int]:
        size = self.flash.size
        starts = range(0, self.world.sectors * size, size)
        heads = [header(bytes(self.flash.image[at : at + HEADER])) for at in starts]
        return [base for journal, base in heads if base and journal == self.number]

    def keys_in_flash(self) -> list[Key]:
        """Records shown that its flash holds now."""
        written = self.world.ledger.written
        spans = [range(base, base + self.world.per_sector) for base in self._bases()]
        keys = [(self.uid, self.number, seq) for span in spans for seq in span]
        return [key for key in keys if key in written]


def header(old: bytes) -> tuple[int, int]:
    """(journal, base) of what stands at the beginning of a sector; base 0: no header."""
    magic, journal, base, crc = unpack("<IIII", old[:HEADER])
    good = magic == MAGIC and crc == crc32(old[:12])
    return (journal, base) if good else (0, 0)


def note_boot(journal: Journal, now: int) -> int:
    """As kiosk_fw.main.note_boot, which only a board can import."""
    boot = journal.first
    for seq in range(journal.next - 1, journal.first - 1, -1):
        kind, _, payload = journal.read(seq)
        if kind == records.BOOT:
            boot = int.from_bytes(payload[:4], "little") + 1
            break
    try:
        return journal.append(records.BOOT, now, pack("<IB", boot, 1))
    except Full:
        return 0
