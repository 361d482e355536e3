"""One board and one host, in whatever order things happen to them."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hw_sim import torn
from protocol import frames, records
from protocol.answers import Resting
from protocol.device_link import STRANGER_AFTER_MS
from protocol.host_link import Session, State
from protocol.journal import Full
from tests.protocol.board_and_host import ADDR, BoardAndHost, rating
from tests.protocol.ram_nor import PowerCut

OTHER = bytes.fromhex("e6614c311b7e8a25")
KEY = bytes(range(32))
ROOM = 1015
"""What link.md promises: so many records fit as soon as the line fails, and as many as came since
the host was last done with the board are gone of it."""


class LinkMachine(RuleBasedStateMachine, BoardAndHost):
    """Everything that may happen, and what must hold whatever does."""

    def __init__(self) -> None:
        RuleBasedStateMachine.__init__(self)
        BoardAndHost.__init__(self)

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
