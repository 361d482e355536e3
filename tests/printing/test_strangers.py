"""Who is at the printer's address need not be the printer that was there."""

import os
import resource
import socket
import threading
import time

import pytest

from gateway.printing import connection
from gateway.printing.outcome import Outcome, Reason, Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.profile import Profile
from gateway.printing.status import Condition
from gateway.printing.wires.address import NetworkAddress
from hw_sim.printers import NetworkPrinter as SimPrinter
from tests.printing.heads import (
    NUMBERED,
    PLAIN,
    TICKET,
    FakeWire,
    chattering,
    ok,
    scripted_head,
)


class Chatter(FakeWire):
    """It sends the same again after each pause, by a clock of its own: no machine is too busy."""

    def __init__(self, data: bytes, every_s: float, clock: "Pushed") -> None:
        super().__init__()
        self._data, self._every_s, self._clock = data, every_s, clock
        self._next = clock.now

    def receive(self, timeout_s: float) -> bytes:
        if self._clock.now + timeout_s < self._next:
            self._clock.now += timeout_s
            return b""
        self._clock.now = max(self._clock.now, self._next) + 1e-6
        self._next = self._clock.now + self._every_s
        return self._data


class Pushed:
    """Monotonic time that passes only where somebody waits."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("data", "every_s"),
    [
        (b"x" * 4096, 0.0),
        (b"\x12" * 4096, 0.0),
        (b"\x12", 0.02),
        (b"\x00", 0.04),
        (b"\x00\x12", 0.05),
        (b"q", 0.04),
    ],
)
@pytest.mark.parametrize("profile", [PLAIN, NUMBERED], ids=["paper status", "number"])
def test_a_peer_that_never_stops_sending_holds_nobody_up_and_confirms_nothing(
    data: bytes, every_s: float, profile: Profile, monkeypatch: pytest.MonkeyPatch
):
    clock = Pushed()
    monkeypatch.setattr(connection, "time", clock)
    printer = HeadPrinter(lambda: Chatter(data, every_s, clock), profile, consumed_s=0.5)
    begin = clock.now
    printer.condition()
    verdicts = [printer.print(TICKET).verdict for _ in range(3)]
    printer.condition()
    assert clock.now - begin < 15
    assert Verdict.CONFIRMED not in verdicts


def test_a_flood_is_no_printer():
    with chattering(b"\x12" * 4096, 0.0) as port:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect)
        time.sleep(0.1)
        assert printer.condition() is Condition.AWAY
        assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)
        printer.close()


@pytest.mark.parametrize("host", ["127.0.0..1", ".local", "a\0b", "x" * 70])
def test_a_host_that_cannot_be_one_is_a_printer_that_is_away(host):
    printer = HeadPrinter(NetworkAddress(host).connect)
    assert printer.condition() is Condition.AWAY
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)


def test_a_gateway_with_a_thousand_files_open_prints_all_the_same():
    least = 1200
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < least:
        pytest.skip(f"this user may not open {least} files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, least), hard))
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1050)]
    clean = {b"\x10\x04" + bytes([n]): b"\x12" for n in (1, 2, 4)}
    try:
        with scripted_head(clean | {b"\x1dr\x01": b"\x00"}) as port:
            printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect)
            assert printer.print(TICKET) == ok()
            printer.close()
    finally:
        for file in files:
            os.close(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_two_printers_in_a_row_at_one_port_are_one_printer(tmp_path, printer, sim):
    """The old machine is replaced by a new one with the same address."""
    assert printer.print(TICKET) == ok()
    sim.close()
    assert printer.print(TICKET).verdict is Verdict.FAILED
    new = SimPrinter(tmp_path / "new", port=sim.port, draw=False)
    assert printer.print(TICKET) == ok()
    assert len(new.papers) == 1
    new.close()


def test_a_pulled_cable_is_noticed_before_the_ticket_is_sent():
    """The connection still stands on our side, but neither it nor a new one gets an answer."""
    heard = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect, consumed_s=0.2)
        plugged = True

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                while chunk := connection.recv(4096):
                    heard.extend(chunk)
                    if plugged:
                        connection.sendall(b"\x12")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        assert printer.condition() is Condition.OK
        plugged = False
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)
    thread.join(5)
    assert bytes(heard).count(b"\x10\x04") * 3 == len(heard)
