"""The line: stands in for gateway.devices.wire.Wire, with boards at its far end.

It knows of every frame which request it belongs to, so it sees when either side believes one that
was not meant.
"""

from collections.abc import Callable
from dataclasses import dataclass
from struct import unpack
from typing import Final

from protocol import frames
from protocol.answers import Answer
from protocol.frames import Splitter
from tests.fault_model.board import SimBoard
from tests.fault_model.noise import Fate, Noise
from tests.fault_model.world import World

BYTE_MS: Final = 10 / 115.2
LATE_MS: Final = (20, 100, 1000, 6000)
"""A frame may be held up by an adapter for so long, and comes with the next request then."""
MOST_LATE: Final = 6


class Killed(BaseException):
    """The gateway's process has ended in the middle of whatever it did."""


@dataclass(frozen=True)
class Ask:
    """A request on the line."""

    number: int
    uid: str
    nonce: int
    """Of the session that it belongs to."""
    addr: int
    tag: int
    """Of an OPEN, else 0."""

    @property
    def opens(self) -> bool:
        """It is an OPEN."""
        return self.tag > 0


Piece = tuple[bytes, Ask | None]
"""Bytes on the line, and what they belong to; None: damaged, or said by a stuck board."""


class LossyWire:
    """The one place where host and boards meet."""

    def __init__(self, world: World, port: str, noise: Noise) -> None:
        self.world = world
        self.port = port
        self.quality = noise
        self.boards: list[SimBoard] = []
        self.noise = self.bad_frames = self.unasked = 0
        self.garbled = False
        self.dies = False
        """The gateway is killed while it waits for its next answer."""
        self.tells_old_i_am = False
        """An adapter may give out an I_AM that was the answer to an OPEN of long ago."""
        self._splitter = Splitter()
        self._asked = 0
        self._sessions: dict[int, tuple[str, int]] = {}
        self._late_answers: list[tuple[float, Piece]] = []
        self._late_requests: list[tuple[float, SimBoard, Piece]] = []
        self._i_ams: dict[tuple[str, int, int], Piece] = {}

    def open(self) -> None:
        """It always can be."""

    def close(self) -> None:
        """Nothing is held."""

    def new_host(self) -> None:
        """Another gateway listens now, also to what was on its way to the old one."""
        self._splitter = Splitter()
        self.dies = False

    def quiet(self) -> None:
        """The line is good from now on, and nothing is on its way any more."""
        self.quality = Noise(self.world.dice)
        self.dies = self.tells_old_i_am = False
        self._late_answers.clear()
        self._late_requests.clear()

    def exchange(
        self,
        request: bytes,
        accept: Callable[[bytes], Answer | None],
        stray: Callable[[bytes], object],
    ) -> Answer | None:
        """As gateway.devices.wire.Wire."""
        ask = self._ask(request)
        self.world.advance(len(request) * BYTE_MS)
        old = self._old_i_am(ask)
        answers, served = self._carry(request, ask)
        if self.dies:
            self.world.ledger.counted["kill_while_asking"] += 1
            raise Killed
        heard = [piece for answer in answers for piece in self._come_back(answer)]
        answer = self._read(self._overdue() + old + heard, ask, accept, stray)
        for board in served:
            board.after_the_answer()
        return answer

    def listen(self, request: bytes, for_s: float, heard: Callable[[bytes], object]) -> None:
        """Of those that answer WHO one is heard; the others were in its slot."""
        said = None
        for board in self.boards:
            if board.hears() and self.quality.fate() is Fate.WHOLE:
                said = board.hear(request) or said
        self.world.advance(for_s * 1000)
        for raw in self._splitter.feed(said) if said else ():
            heard(raw)
        self._splitter.reset()

    def _ask(self, request: bytes) -> Ask:
        self._asked += 1
        addr = frames.address_of(request[1:-1])
        tag = 0
        if addr == frames.BROADCAST:
            frame = frames.decode(request[1:-1])
            assert frame is not None
            tag = frame[1]
            addr, nonce = unpack("<BQ", frame[3][8:17])
            self._sessions[addr] = frame[3][:8].hex(), nonce
        return Ask(self._asked, *self._sessions[addr], addr, tag)

    def _carry(self, request: bytes, ask: Ask) -> tuple[list[Piece], list[SimBoard]]:
        """To all boards; what they say, and who it was."""
        answers: list[Piece] = []
        served = []
        for board in self.boards:
            if board.stuck and board.plugged and board.said:
                answers.append((board.said, None))
            if not board.hears():
                continue
            pieces = self._reach(board, request, ask)
            if not pieces:
                continue
            answer = board.hear(b"".join(data for data, _ in pieces))
            self._look_at(board, pieces, answer)
            if answer is not None:
                answers.append((answer, pieces[-1][1]))
                served.append(board)
        if len(answers) > 1 and self.world.chance(0.5):
            answers = [(self.quality.garble(data), None) for data, _ in answers]
        return answers, served

    def _reach(self, board: SimBoard, request: bytes, ask: Ask) -> list[Piece]:
        due = [
            late for late in self._late_requests if late[1] is board and late[0] <= self.world.now
        ]
        for late in due:
            self._late_requests.remove(late)
        pieces = [late[2] for late in due]
        match self.quality.fate():
            case Fate.WHOLE:
                return [*pieces, (request, ask)]
            case Fate.GARBLED:
                return [*pieces, (self.quality.garble(request), None)]
            case Fate.TWICE:
                return [*pieces, (request, ask), (request, ask)]
            case Fate.LATE if len(self._late_requests) < MOST_LATE:
                self._late_requests.append((self._some_time(), board, (request, ask)))
        return pieces

    def _look_at(self, board: SimBoard, pieces: list[Piece], answer: bytes | None) -> None:
        """Whether the board believed only what this session's host has said to it."""
        if board.link is None:
            return
        find = self.world.ledger.find
        for _, ask in pieces:
            if ask is not None and ask.opens and ask.uid == board.uid:
                board.opened(ask.nonce, ask.addr)
            elif ask is not None and ask.opens and ask.addr == board.addr:
                board.addr = 0
        if board.link.is_open and not board.addr:
            find("an address has one holder", f"{board.nick} keeps one that was given away")
        last = pieces[-1][1]
        if answer is None or last is None:
            return
        if (last.uid, last.nonce) != (board.uid, board.nonce):
            find("believed is what was meant", f"{board.nick} answers what is not its own")
        elif last.opens and not board.key:
            self._i_ams.setdefault((board.uid, last.addr, last.tag), (answer, last))

    def _come_back(self, piece: Piece) -> list[Piece]:
        match self.quality.fate():
            case Fate.WHOLE:
                return [piece]
            case Fate.GARBLED:
                return [(self.quality.garble(piece[0]), None)]
            case Fate.TWICE:
                return [piece, piece]
            case Fate.LATE if len(self._late_answers) < MOST_LATE:
                self._late_answers.append((self._some_time(), piece))
        return []

    def _overdue(self) -> list[Piece]:
        due = [late for late in self._late_answers if late[0] <= self.world.now]
        for late in due:
            self._late_answers.remove(late)
        return [late[1] for late in due]

    def _some_time(self) -> float:
        return self.world.now + self.world.dice.choice(LATE_MS)

    def _old_i_am(self, ask: Ask) -> list[Piece]:
        """The one that answered the first OPEN with this tag, whichever gateway had sent it."""
        old = self._i_ams.get((ask.uid, ask.addr, ask.tag))
        return [old] if old and self.tells_old_i_am else []

    def _read(
        self,
        heard: list[Piece],
        ask: Ask,
        accept: Callable[[bytes], Answer | None],
        stray: Callable[[bytes], object],
    ) -> Answer | None:
        self.garbled = bool(heard)
        for data, of in heard:
            self.world.advance(len(data) * BYTE_MS)
            for raw in self._splitter.feed(data):
                answer = accept(raw)
                if answer is None:
                    self.bad_frames += 1
                    stray(raw)
                    continue
                if of is None or of.number != ask.number:
                    text = f"{type(answer).__name__} is taken for the answer to a later request"
                    self.world.ledger.find("believed is what was meant", text)
                self._splitter.reset()
                return answer
        self.world.advance(frames.WAIT_MS)
        self._splitter.reset()
        return None
