"""One board and one host, in whatever order things happen to them."""

from collections.abc import Callable
from functools import cache

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hw_sim import torn
from protocol import frames, records
from protocol.answers import Events, IAm, Idle, Renewing, Resting
from protocol.device_link import RATING_PAD, STRANGER_AFTER_MS, DeviceLink
from protocol.host_link import Session, State
from protocol.journal import PER_SECTOR, Full, Journal
from tests.protocol.ram_nor import SECTOR, PowerCut, RamNor

SECTORS = 16
UID = bytes.fromhex("e6614c311b7e8a24")
OTHER = bytes.fromhex("e6614c311b7e8a25")
KEY = bytes(range(32))
ADDR = 3
OLD_JOURNAL = 7
ROOM = 1015
"""What link.md promises: so many records fit as soon as the line fails, and as many as came since
the host was last done with the board are gone of it."""

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

    books: "LinkMachine"

    def append(self, kind: int, ticks: int, payload: bytes) -> int:
        record = kind, ticks, payload
        try:
            seq = super().append(*record)
        except PowerCut:
            self.books.unseen.append(record)
            raise
        self.books.note(seq, record)
        return seq


class LinkMachine(RuleBasedStateMachine):
    """The host keeps its marks and records for ever; the board has its flash."""

    key = b""
    wrapped = False

    def __init__(self) -> None:
        super().__init__()
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

    # -- what may happen

    @rule(count=st.integers(1, 40) | st.sampled_from([200, 600]))
    def people_press(self, count: int) -> None:
        for _ in range(count):
            self.serial += 1
            try:
                self.journal.append(records.RATING, self.now, rating(self.serial))
            except PowerCut:
                self.power_on()
            except Full:
                assert self.journal.room == 0
                break

    @precondition(lambda self: self.session.state is State.OPEN)
    @rule(loss=st.sampled_from(["none", "none", "request", "answer"]))
    def host_polls(self, loss: str) -> None:
        if len(self.pending) < 200:
            self.poll(loss)

    @precondition(lambda self: self.pending)
    @rule(well=st.sampled_from([True, True, False]))
    def disk_commits(self, well: bool) -> None:
        if well:
            self.commit()
        self.pending = []

    @precondition(lambda self: self.session.state is State.OPEN)
    @rule(loss=st.sampled_from(["none", "request", "answer"]))
    def host_lets_rest(self, loss: str) -> None:
        answer = self.ask(self.session.rest(450), loss)
        assert answer is None or isinstance(answer, Resting)

    @precondition(lambda self: self.session.state is State.OPEN and self.journal.room)
    @rule(unix_ms=st.sampled_from([1_000_000, 9_000_000]))
    def host_tells_the_time(self, unix_ms: int) -> None:
        self.ask(self.session.time(unix_ms + self.now))

    @rule()
    def host_opens_anew(self) -> None:
        self.open()

    @rule()
    def link_works_for_a_while(self) -> None:
        """As long as it takes to read all, commit it, and let the board rest whenever it wants."""
        for _ in range(400):
            if self.session.state is State.CLOSED or not self.link.is_open:
                self.open()
            elif self.poll() and not self.pending:
                if not self.link.wants_rest:
                    break
                self.ask(self.session.rest(450))
            self.commit()
        assert (self.mark, self.link.acked) == (self.journal.next - 1,) * 2
        self.served_at = self.journal.next

    @rule(ms=st.sampled_from([100, STRANGER_AFTER_MS + 1]))
    def board_is_left_alone(self, ms: int) -> None:
        self.now += ms
        if self.link.wants_rest and self.link.left_alone(self.now):
            self.on_board(self.link.rest)

    @rule()
    def another_board_gets_the_address(self) -> None:
        self.ask(Session(OTHER, ADDR).open(self.now))
        assert not self.link.is_open

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def old_frames_are_heard_again(self, data: st.DataObject) -> None:
        request, answer = data.draw(st.sampled_from(self.said))
        assert self.session.accept(answer[1:-1]) is None or answer == self.said[-1][1]
        if frames.address_of(request[1:-1]) != frames.BROADCAST:
            heard = None

            def hear() -> None:
                nonlocal heard
                heard = self.link.receive(request, self.now)

            self.on_board(hear)
            assert heard is None or not self.key, "a sealed frame is believed once"
            assert not self.link.renewing, "a journal is given up for the board's own host"
            self.after_the_answer()

    @precondition(lambda self: self.fork is None)
    @rule(
        after=st.integers(0, 3) | st.integers(0, 100),
        mode=st.sampled_from(torn.MODES),
        seed=st.integers(0, 9),
    )
    def power_will_fail(self, after: int, mode: str, seed: int) -> None:
        self.nor.cut_at = self.nor.operations + after
        self.nor.mode, self.nor.seed = mode, seed

    @rule()
    def board_starts_anew(self) -> None:
        self.power_on()

    @rule()
    def flash_is_erased_on_purpose(self) -> None:
        self.nor.image[:] = b"\xff" * len(self.nor.image)
        self.destroy()
        self.fork = None
        self.power_on()
        self.served_at = self.journal.next

    @precondition(lambda self: self.fork is None)
    @rule()
    def somebody_copies_the_flash(self) -> None:
        self.copy = bytes(self.nor.image), self.number, self.journal.next, self.served_at

    @precondition(lambda self: self.copy is not None and self.fork is None)
    @rule()
    def flash_goes_back_in_time(self) -> None:
        assert self.copy is not None
        image, number, next_, served_at = self.copy
        mark = self.marks.get(number, 0)
        known = self.kept.get((number, mark), (records.VOID, 0, b""))[0] != records.VOID
        if next_ > mark or not known or self.pending:
            return
        self.nor.image[:] = image
        self.destroy()
        self.fork = {}
        self.served_at = served_at
        self.power_on()

    # -- what must hold

    @invariant()
    def only_what_is_committed_is_acknowledged(self) -> None:
        assert self.link.acked <= self.mark or self.fork is not None

    @invariant()
    def nothing_is_freed_before(self) -> None:
        assert self.journal.first <= self.mark + 1 or self.fork is not None

    @invariant()
    def a_thousand_records_fit_when_the_line_fails(self) -> None:
        assert self.journal.room + self.journal.next - self.served_at >= ROOM

    def teardown(self) -> None:
        """All is well in the end: everything that was shown is kept, once, and nothing else."""
        self.nor.cut_at = -1
        self.link_works_for_a_while()
        assert not self.written.keys() - self.kept.keys()
        for key, record in self.kept.items():
            if key in self.written:
                assert record == self.written[key]
            elif record not in (self.gone.get(key), (records.VOID, 0, b"")):
                self.unseen.remove(record)


class SealedMachine(LinkMachine):
    key = KEY


class WrappedMachine(LinkMachine):
    wrapped = True


class SealedWrappedMachine(SealedMachine):
    wrapped = True


BOUNDS = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)

TestFreshRing = LinkMachine.TestCase
TestFreshRing.settings = BOUNDS
TestFreshRingSealed = SealedMachine.TestCase
TestFreshRingSealed.settings = BOUNDS
TestRingThatWrappedTwice = WrappedMachine.TestCase
TestRingThatWrappedTwice.settings = BOUNDS
TestRingThatWrappedTwiceSealed = SealedWrappedMachine.TestCase
TestRingThatWrappedTwiceSealed.settings = BOUNDS
