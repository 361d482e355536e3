"""A bad way between a hall and its broker: it plays messages twice, out of order, or not at all.

It understands just enough of MQTT to know the hall's PUBLISH packets of events from all others,
which it hands on as they are. A message that it drops it acknowledges itself, as a broker does that
loses its queue. The packet id of a second copy is its own, and its PUBACK stays here.
"""

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

OURS = 60_000
"""Packet ids from here on are of copies; a hall has 16 at a time and begins at 1."""


@dataclass(frozen=True)
class Weather:
    """How often each thing happens to a message, 0 to 1."""

    twice: float = 0.0
    late: float = 0.0
    """It goes after the next ones."""
    dropped: float = 0.0


class Line:
    """Listens on `port` while open; every connection goes on to the broker's port."""

    def __init__(self, broker: int, weather: Weather, seed: int = 11) -> None:
        self.weather = weather
        self.twice = self.late = self.dropped = 0
        self._broker = broker
        self._chance = random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, name="bad line")
        self._accepting.start()

    def close(self) -> None:
        """End every connection."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(5)
        for end in self._open:
            _shut(end)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return  # closed
            try:
                far = socket.create_connection(("127.0.0.1", self._broker), 5)
            except OSError:
                near.close()  # no broker: the hall sees that it has none
                continue
            far.settimeout(None)
            self._open += [near, far]
            for run in (self._up, self._down):
                thread = threading.Thread(target=run, args=(near, far), name=f"line {run.__name__}")
                self._threads.append(thread)
                thread.start()

    def _up(self, near: socket.socket, far: socket.socket) -> None:
        held: bytes | None = None
        try:
            for packet in _packets(near):
                mid = _event_mid(packet)
                if mid is None:
                    far.sendall(packet)
                    continue
                what = self._chance.random()
                if what < self.weather.dropped:
                    self.dropped += 1
                    near.sendall(b"\x40\x02" + mid.to_bytes(2, "big"))
                    continue
                if self._chance.random() < self.weather.twice:
                    self.twice += 1
                    packet += _renumbered(packet, OURS + self.twice % 5_000)
                if held is None and self._chance.random() < self.weather.late:
                    self.late += 1
                    held = packet
                    continue
                far.sendall(packet)
                if held is not None:
                    far.sendall(held)
                    held = None
        except OSError:
            pass  # one end is gone, so the other goes too
        finally:
            _shut(near)
            _shut(far)

    @staticmethod
    def _down(near: socket.socket, far: socket.socket) -> None:
        try:
            for packet in _packets(far):
                of_a_copy = packet[0] >> 4 == 4 and int.from_bytes(packet[2:4], "big") >= OURS
                if not of_a_copy:
                    near.sendall(packet)
        except OSError:
            pass  # as above
        finally:
            _shut(near)
            _shut(far)


@contextmanager
def bad_line(broker: int, weather: Weather) -> Iterator[Line]:
    """A line that is closed at the end."""
    line = Line(broker, weather)
    try:
        yield line
    finally:
        line.close()


def _packets(end: socket.socket) -> Iterator[bytes]:
    """MQTT packets as they come, whole; ends with the connection."""
    data = b""
    while True:
        whole = _whole(data)
        while whole:
            yield data[:whole]
            data = data[whole:]
            whole = _whole(data)
        more = end.recv(65536)
        if not more:
            return
        data += more


def _head(data: bytes) -> tuple[int, int] | None:
    """(bytes of the fixed header, bytes that follow it)."""
    length = shift = 0
    for at, byte in enumerate(data[1:5], 2):
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return at, length
    return None


def _whole(data: bytes) -> int:
    """Bytes of the packet that `data` begins with; 0 while it is not all there."""
    head = _head(data)
    return sum(head) if head and len(data) >= sum(head) else 0


def _mid_at(packet: bytes) -> int:
    head = _head(packet)
    assert head is not None
    return head[0] + 2 + int.from_bytes(packet[head[0] : head[0] + 2], "big")


def _event_mid(packet: bytes) -> int | None:
    """The packet id of a PUBLISH of events at QoS 1; None for anything else."""
    if packet[0] >> 4 != 3 or (packet[0] >> 1) & 3 != 1:
        return None
    at = _mid_at(packet)
    return int.from_bytes(packet[at : at + 2], "big") if b"/event" in packet[:at] else None


def _renumbered(packet: bytes, mid: int) -> bytes:
    at = _mid_at(packet)
    return packet[:at] + mid.to_bytes(2, "big") + packet[at + 2 :]


def _shut(end: socket.socket) -> None:
    with suppress(OSError):  # shut already
        end.shutdown(socket.SHUT_RDWR)
    end.close()
