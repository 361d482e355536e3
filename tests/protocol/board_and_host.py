"""One board and one host over a line that loses what it is told to, with books of what happened."""

from collections.abc import Callable
from functools import cache

from protocol import records
from protocol.answers import Events, IAm, Idle, Renewing
from protocol.device_link import RATING_PAD, DeviceLink
from protocol.host_link import Session
from protocol.journal import PER_SECTOR, Full, Journal
from tests.protocol.ram_nor import SECTOR, PowerCut, RamNor

SECTORS = 16
UID = bytes.fromhex("e6614c311b7e8a24")
ADDR = 3
OLD_JOURNAL = 7
Record = tuple[int, int, bytes]


def rating(serial: int) -> bytes:
    return records.rating_payload(serial.to_bytes(8, "little"), 1 + serial % 5)


@cache
def wrapped_twice() -> tuple[bytes, dict[tuple[int, int], Record]]:
    """The flash of a ring that has gone round twice, and what it holds."""
    nor = RamNor(SECTORS)
    journal = Journal(nor, SECTORS, lambda: OLD_JOURNAL)
    for serial in range(2 * SECTORS * PER_SECTOR + PER_SECTOR // 2):
        journal.reclaim(journal.next - 1)
        journal.append(records.RATING, serial, rating(serial))
    held = {(OLD_JOURNAL, i): journal.read(i) for i in range(journal.first, journal.next)}
    return bytes(nor.image), held


class NotedJournal(Journal):
    """The real one; what it shows as taken is noted, and what it could not."""

    books: "BoardAndHost"

    def append(self, kind: int, ticks: int, payload: bytes) -> int:
        record = kind, ticks, payload
        try:
            seq = super().append(*record)
        except PowerCut:
            self.books.unseen.append(record)
            raise
        self.books.note(seq, record)
        return seq


class BoardAndHost:
    """The host keeps its marks and records for ever; the board has its flash.

    Both are noted in books of their own: what the board showed as taken, what may be gone of it.
    """

    key = b""
    wrapped = False

    def __init__(self) -> None:
        image, held = wrapped_twice() if self.wrapped else (b"\xff" * SECTORS * SECTOR, {})
        self.nor = RamNor(SECTORS, bytearray(image))
        self.now = 0
        self.drawn = OLD_JOURNAL
        self.serial = max((seq for _, seq in held), default=0)
        self.written = dict(held)
        self.gone: dict[tuple[int, int], Record] = {}
        self.unseen: list[Record] = []
        self.fork: dict[tuple[int, int], Record] | None = None
        self.copy: tuple[bytes, int, int, int] | None = None
        self.marks = {OLD_JOURNAL: self.serial}
        self.kept = dict(held)
        self.pending: list[Record] = []
        self.said: list[tuple[bytes, bytes]] = []
        self.session = Session(UID, ADDR, self.key)
        self.power_on()
        self.served_at = self.journal.next

    # -- the board

    @property
    def number(self) -> int:
        return self.journal.journal

    @property
    def mark(self) -> int:
        return self.marks.get(self.number, 0)

    def draw(self) -> int:
        self.drawn += 1
        return self.drawn

    def power_on(self) -> None:
        """Until it is up: power may fail at every start."""
        self.nor = RamNor(SECTORS, self.nor.image)
        self.journal = NotedJournal(self.nor, SECTORS, self.draw)
        self.journal.books = self
        try:
            boot = self.journal.append(records.BOOT, self.now, records.boot_payload(1, 1))
        except Full:
            boot = 0
        self.link = DeviceLink(
            UID, RATING_PAD, (0, 2, 0), self.journal, boot, lambda *_: True, self.draw, self.key
        )
        self.look_through()

    def note(self, seq: int, record: Record) -> None:
        """This was shown as taken."""
        books = self.written if self.fork is None else self.fork
        assert (self.number, seq) not in books, "a number is given once"
        books[self.number, seq] = record

    def destroy(self) -> None:
        """What the host does not have is lost now, unless it was read and is on its way to disk."""
        self.gone |= self.written
        self.written = {key: one for key, one in self.written.items() if key in self.kept}

    def on_board(self, do: Callable[[], object]) -> None:
        """Do it, and start anew if power fails meanwhile."""
        try:
            do()
        except PowerCut:
            self.power_on()

    def look_through(self) -> None:
        """The oldest and the newest sector hold what was shown, as it was written."""
        if self.fork is not None:
            return
        seqs = range(self.journal.first, self.journal.next)
        for seq in (*seqs[:PER_SECTOR], *seqs[-PER_SECTOR:]):
            known = self.written.get((self.number, seq))
            assert known is None or self.journal.read(seq) == known

    def after_the_answer(self) -> None:
        """As kiosk_fw.bus: what is done once the line is free."""
        if self.link.renewing:
            self.link.renew()
            self.fork = None
            self.power_on()
            self.served_at = self.journal.next
        elif self.link.resting:
            self.on_board(self.link.rest)

    def ask(self, request: bytes, loss: str = "none") -> object:
        """One exchange over the line."""
        self.now += 20
        if loss == "request":
            return None
        try:
            answer = self.link.receive(request, self.now)
        except PowerCut:
            self.power_on()
            return None
        if answer is None:
            return None
        self.said = [*self.said[-29:], (request, answer)]
        believed = self.session.accept(answer[1:-1]) if loss == "none" else None
        self.after_the_answer()
        return believed

    # -- the host, as gateway.devices.board

    def open(self) -> None:
        self.pending = []
        i_am = self.ask(self.session.open(self.drawn << 32 | self.now))
        if not isinstance(i_am, IAm):
            return
        mark = self.marks.get(i_am.journal, 0)
        back = i_am.next <= mark
        if i_am.first <= mark < i_am.next:
            newest = self.ask(self.session.poll(mark - 1, 0, 1))
            if not isinstance(newest, Events):
                return
            kept = self.kept.get((i_am.journal, mark), newest.records[0])
            back = newest.records[0] != kept and records.VOID not in (newest.records[0][0], kept[0])
        if back:
            assert isinstance(self.ask(self.session.renew()), Renewing)
            self.session.close()

    def poll(self, loss: str = "none") -> bool:
        """Whether it said that there is nothing more."""
        assert self.session.i_am is not None
        mark = self.marks.get(self.session.i_am.journal, 0)
        answer = self.ask(self.session.poll(mark, len(self.pending)), loss)
        if isinstance(answer, Events):
            assert answer.first == mark + len(self.pending) + 1, "a hole without a loss"
            self.pending += answer.records
        return isinstance(answer, Idle)

    def commit(self) -> None:
        if self.pending:
            assert self.session.i_am is not None
            number = self.session.i_am.journal
            for record in self.pending:
                self.marks[number] = self.marks.get(number, 0) + 1
                self.kept[number, self.marks[number]] = record
            self.pending = []
