"""Board and host together over a family of bad lines: one scenario, every line, every ring.

Each story is told of a board that is new, and of one whose ring has gone round twice.
"""

import random
from collections.abc import Callable

import pytest

from protocol import frames, records
from protocol.answers import Events, IAm, Idle
from protocol.device_link import FACE, PROMPT, RATING_PAD, STRANGER_AFTER_MS, DeviceLink
from protocol.host_link import Session, State, here, who
from protocol.journal import PER_SECTOR, Journal
from tests.protocol.ram_nor import RamNor

UID = bytes.fromhex("e6614c311b7e8a24")
Line = Callable[[bytes], bytes]


class Board:
    """A board whose flash outlives its power."""

    def __init__(self, uid: bytes = UID, years: int = 0) -> None:
        self.uid = uid
        self.nor = RamNor(4)
        self.boots = 0
        self.shown: list[tuple[int, bytes]] = []
        self.before = self._wear(years * 4 * PER_SECTOR)
        self.power_on()

    def _wear(self, written: int) -> int:
        """So many records of former years, all of them committed by the host; the last one."""
        ring = Journal(RamNor(4, self.nor.image), 4, lambda: 0xABCD)
        for n in range(written):
            ring.reclaim(ring.next - 1)
            ring.append(records.CLOCK, n, records.clock_payload(n))
        return ring.next - 1

    def power_on(self) -> None:
        self.boots += 1
        self.journal = Journal(RamNor(4, self.nor.image), 4, lambda: 0xABCD)
        boot = self.journal.append(records.BOOT, 0, records.boot_payload(self.boots, 1))
        self.link = DeviceLink(
            self.uid, RATING_PAD, (0, 1, 0), self.journal, boot, self.show, lambda: 9
        )

    def show(self, output: int, value: bytes) -> bool:
        self.shown.append((output, value))
        return True

    def rate(self, n: int) -> int:
        payload = records.rating_payload(n.to_bytes(8, "little"), 5)
        return self.journal.append(records.RATING, n, payload)


def clean(data: bytes) -> bytes:
    return data


def lossy(share: float) -> Line:
    rng = random.Random(7)
    return lambda data: b"" if rng.random() < share else data


def flipping(share: float) -> Line:
    rng = random.Random(7)
    return lambda data: bytes(
        byte ^ (1 << rng.randrange(8)) if rng.random() < share else byte for byte in data
    )


def chattering(data: bytes) -> bytes:
    return b"MPY: \0 noise \xff\xff" + data + b"\x01\x02\0"


def doubled(data: bytes) -> bytes:
    return data + data


LINES = {
    "clean": clean,
    "a fifth of the frames lost": lossy(0.2),
    "bits flipped": flipping(0.004),
    "text between frames": chattering,
    "everything heard twice": doubled,
}


class Host:
    """Collects records exactly as a gateway does: by the mark of what it has."""

    def __init__(self, line: Line, mark: int) -> None:
        self.line = line
        self.session = Session(UID, 1)
        self.mark = mark
        self.got: list[tuple[int, int, bytes]] = []
        self.now = 0

    def ask(self, board: Board, request: bytes) -> object:
        self.now += 20
        reply = board.link.receive(self.line(request), self.now)
        answer = None
        for raw in frames.Splitter().feed(self.line(reply)) if reply else ():
            answer = self.session.accept(raw) or answer
        if board.link.resting:
            board.link.rest()
        return answer

    def round(self, board: Board) -> None:
        if self.session.state is State.CLOSED:
            self.ask(board, self.session.open(random.getrandbits(32)))
            return
        if self.session.wants_rest:
            self.ask(board, self.session.rest(450))
        answer = self.ask(board, self.session.poll(self.mark))
        if isinstance(answer, Events):
            for seq, record in enumerate(answer.records, answer.first):
                if seq == self.mark + 1:
                    self.got.append(record)
                    self.mark = seq


@pytest.fixture(params=[0, 2], ids=["new", "gone round twice"])
def board(request: pytest.FixtureRequest) -> Board:
    return Board(years=request.param)


@pytest.fixture(params=list(LINES.values()), ids=list(LINES))
def line(request: pytest.FixtureRequest) -> Line:
    chosen: Line = request.param
    return chosen


def test_every_rating_arrives_once_and_in_order_over_any_line(line: Line, board: Board) -> None:
    host = Host(line, board.before)
    for n in range(300):
        board.rate(n)
        host.round(board)
        if n == 150:
            board.power_on()
            host.session.close()
    for _ in range(400):
        host.round(board)
    ratings = [r[2] for r in host.got if r[0] == records.RATING]
    assert ratings == [records.rating_payload(n.to_bytes(8, "little"), 5) for n in range(300)]
    assert host.mark == board.journal.next - 1
    assert board.link.acked == host.mark


def opened(board: Board) -> Host:
    host = Host(clean, board.before)
    assert isinstance(host.ask(board, host.session.open(5)), IAm)
    return host


def test_a_repeated_poll_is_answered_alike_and_takes_nothing_away(board: Board) -> None:
    board.rate(1)
    host = opened(board)
    first = host.ask(board, host.session.poll(board.before))
    again = host.ask(board, host.session.poll(board.before))
    assert isinstance(first, Events)
    assert isinstance(again, Events)
    assert first.records == again.records


def test_an_answer_with_another_tag_is_not_believed(board: Board) -> None:
    host = opened(board)
    late = board.link.receive(host.session.poll(0), 100)
    host.session.poll(0)
    assert late is not None
    assert host.session.accept(late[1:-1]) is None
    assert host.session.bad == 1


def test_frames_of_the_session_before_the_reboot_are_noise(board: Board) -> None:
    host = opened(board)
    board.power_on()
    assert host.ask(board, host.session.poll(0)) is None
    assert not board.link.is_open


def test_five_seconds_of_silence_make_a_stranger_who_says_who_it_is(board: Board) -> None:
    host = opened(board)
    assert board.link.receive(who(1, 77, 4), host.now + STRANGER_AFTER_MS) is None
    answer = board.link.receive(who(2, 77, 4), host.now + STRANGER_AFTER_MS + 1)
    assert answer is not None
    assert here(answer[1:-1], 2) == UID
    assert board.link.answer_after_ms in (0, 8, 16, 24)


def test_the_same_set_command_shows_once_and_a_face_is_what_was_seen(board: Board) -> None:
    host = opened(board)
    for _ in range(3):
        host.ask(board, host.session.set(41, FACE, b"\x01A001"))
    host.ask(board, host.session.set(42, PROMPT, bytes(8)))
    assert board.shown == [(FACE, b"\x01A001"), (PROMPT, bytes(8))]
    assert board.link.seen == 41


def test_an_acknowledgement_of_what_was_never_written_is_not_heard(board: Board) -> None:
    host = opened(board)
    assert host.ask(board, host.session.poll(board.journal.next)) is None
    assert board.link.acked == 0
    assert isinstance(host.ask(board, host.session.poll(board.journal.next - 1)), Idle)


def test_the_clock_is_noted_when_it_is_first_learned_and_when_it_jumps(board: Board) -> None:
    host = opened(board)
    for unix_ms in (1_000_000, 1_000_020, 1_000_040, 90_000_000):
        host.ask(board, host.session.time(unix_ms))
    kinds = [board.journal.read(seq)[0] for seq in range(board.before + 1, board.journal.next)]
    assert kinds == [records.BOOT, records.CLOCK, records.CLOCK]


def test_unknown_kinds_and_wrong_lengths_are_counted_and_change_nothing(board: Board) -> None:
    host = opened(board)
    before = (board.journal.next, board.link.seen, board.link.acked)
    wrong = [(9, b""), (frames.POLL, b"\0" * 5), (frames.SET, b"1234"), (0x7F, b"x")]
    wrong += [(frames.REST, b"1"), (frames.RENEW, bytes(4)), (frames.PUT, bytes(16))]
    for kind, body in wrong:
        assert board.link.receive(host.session._ask(kind, body), 50) is None
    assert board.link.bad == len(wrong)
    assert not board.link.resting
    assert not board.link.renewing
    assert (board.journal.next, board.link.seen, board.link.acked) == before


def test_of_two_asks_in_one_chunk_only_the_last_is_answered_whoever_it_is_for(board: Board) -> None:
    host = opened(board)
    to_us, to_another = host.session.poll(0), frames.encode(2, 1, frames.POLL, bytes(6), 77)
    assert board.link.receive(to_us + to_another, 50) is None
    assert board.link.receive(to_another + to_us, 50) is not None
