"""Who hears what on a line, and when. Belongs to the line's thread.

Boards get whole frames and the gateway pieces of 16 bytes: byte by byte would wake 32 VMs for each
byte.
"""

import math
from collections import Counter
from dataclasses import dataclass

from hw_sim.adapter import Adapter
from hw_sim.board import Board
from hw_sim.intruders import Intruder
from hw_sim.medium import BITS_A_BYTE, Medium, Sending

PIECE = 16  # bytes handed to the gateway at once, as a USB adapter does

# Boards hear each other's answers too, but an idle one should wake once a question: answers wait
# for the next question, at most so many bytes.
_OVERHEARD_MAX = 4096


@dataclass
class Counters:
    """Bytes handed over, and those which found no room at the gateway or at a board."""

    to_boards: int = 0
    to_gateway: int = 0
    dropped: int = 0


class Traffic:
    """Takes what is said at the ends of a line and hands it over when its bits have passed."""

    def __init__(self, baud: int) -> None:
        self.adapter = Adapter()
        self.medium = Medium(BITS_A_BYTE / baud)
        self.boards: dict[Board, bytearray] = {}  # and what each has overheard
        self.intruders: list[Intruder] = []
        self.echo = False
        self.counters = Counters()
        self.lateness_max = 0.0
        self.done: Counter[str] = Counter()
        """Faults by kind."""

    def fds(self) -> list[int]:
        """Readable when somebody has said something."""
        boards = [board.uart.fileno() for board in self.boards]
        return boards if self.adapter.fd is None else [self.adapter.fd, *boards]

    def next_at(self) -> float:
        """When something is to be handed over or said; math.inf: not before somebody speaks."""
        times = [self._due(sending) for sending in self.medium.under_way]
        times += [self._turn_of(intruder) for intruder in self.intruders]
        return min(times, default=math.inf)

    def listen(self, ready: list[int], now: float) -> None:
        """Take what is said now."""
        if self.adapter.fd in ready:
            said = self.adapter.take()
            if said:
                self.medium.send(self.adapter, said, now)
        for board in self.boards:
            if board.uart.fileno() in ready:
                said = board.uart.take()
                if said:
                    self.medium.send(board, said, now)
        for intruder in self.intruders:
            if self._turn_of(intruder) <= now:
                self.medium.send(intruder, intruder.say(now), now)
                self.done[intruder.fault] += 1

    def hand_over(self, now: float) -> None:
        """Give on what has passed by now."""
        for sending in sorted(self.medium.under_way, key=self._due):
            while sending.passed < len(sending.data) and (due := self._due(sending)) <= now:
                self.lateness_max = max(self.lateness_max, now - due)
                self._pass(sending, self._next_stop(sending), now)
        self.medium.forget_passed()

    def to_gateway(self, piece: bytes) -> None:
        """Let the gateway hear it now."""
        written = self.adapter.give(piece)
        self.counters.to_gateway += written
        self.counters.dropped += len(piece) - written

    def to_boards(self, piece: bytes) -> None:
        """Let all boards hear it now, behind what they have overheard."""
        for board, overheard in self.boards.items():
            if board.alive:
                if board.uart.give(bytes(overheard) + piece):
                    self.counters.to_boards += len(piece)
                else:
                    self.counters.dropped += len(piece)
            overheard.clear()

    def _turn_of(self, intruder: Intruder) -> float:
        return max(intruder.due, self.medium.free_at(intruder))

    def _due(self, sending: Sending) -> float:
        return self.medium.passed_at(sending, self._next_stop(sending))

    def _next_stop(self, sending: Sending) -> int:
        """Bytes of the sending that will have passed at its next hand-over."""
        piece = min(sending.passed + PIECE, len(sending.data))
        if isinstance(sending.talker, Board):
            return piece
        frame = _frame_end(sending)
        unheard = sending.talker is self.adapter and not self.echo
        return frame if unheard else min(piece, frame)

    def _pass(self, sending: Sending, stop: int, now: float) -> None:
        """To the gateway piece by piece, to boards frame by frame, but for who is talking."""
        talker = sending.talker
        piece = bytes(sending.data[sending.passed : stop])
        ends_frame = stop == _frame_end(sending)
        sending.passed = stop
        if talker is not self.adapter:
            self.to_gateway(piece)
        elif self.echo:
            self.to_gateway(piece)
            self.done["bytes_echoed"] += len(piece)
        if isinstance(talker, Board):
            self._overhear(talker, piece)
        elif ends_frame:
            frame = bytes(sending.data[sending.framed : stop])
            sending.framed = stop
            self.to_boards(frame)
            if talker is self.adapter:
                for intruder in self.intruders:
                    intruder.hear(frame, now)

    def _overhear(self, talker: object, piece: bytes) -> None:
        for board, overheard in self.boards.items():
            if board is not talker and len(overheard) < _OVERHEARD_MAX:
                overheard += piece


def _frame_end(sending: Sending) -> int:
    """Where the frame under way ends: behind its closing zero, else with the sending."""
    closing = sending.data.find(0, sending.framed + 1)
    return closing + 1 if closing >= 0 else len(sending.data)
