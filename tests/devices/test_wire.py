"""A serial port that misbehaves."""

import os
import resource
import threading
import time
import tty
from collections.abc import Iterator

import pytest

from gateway.devices.line import Line
from gateway.devices.wire import Wire, WireError
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.devices.disk import UIDS, Disk
from tests.waiting import wait_for

REQUEST = bytes(range(1, 200))


@pytest.fixture
def unread() -> Iterator[str]:
    """A port whose far end takes bytes until the system's buffer is full, and then no more."""
    far, near = os.openpty()
    tty.setraw(far)
    os.set_blocking(near, False)
    yield os.ttyname(near)
    os.close(far)
    os.close(near)


def test_a_port_that_takes_no_more_is_told_and_let_go_of(unread: str) -> None:
    wire = Wire(unread, 115200)
    began = time.monotonic()

    def ask_on() -> None:
        for _ in range(2000):
            wire.listen(REQUEST, 0, lambda raw: None)

    with pytest.raises(WireError, match="took only a part of a request"):
        ask_on()
    assert time.monotonic() - began < 10


def test_a_line_whose_port_takes_no_more_can_be_stopped(unread: str) -> None:
    line = Line(unread, 115200, UIDS, Disk())
    fd = os.open(unread, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        while os.write(fd, REQUEST) == len(REQUEST):
            pass
    except BlockingIOError:
        pass
    line.start()
    stopping = threading.Thread(target=line.stop, daemon=True)
    stopping.start()
    stopping.join(10)
    os.close(fd)
    assert not stopping.is_alive()


def test_a_port_with_a_high_number_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gateway with many phones has thousands of descriptors open."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit[1] != resource.RLIM_INFINITY and limit[1] < 1200:
        pytest.skip("this machine allows too few descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(limit[0], 1200), limit[1]))
    low = [os.open(os.devnull, os.O_RDONLY) for _ in range(1050)]
    disk = Disk()
    board = PtyBoard(UIDS[0])
    try:
        far = PtyLine([board])
        line = Line(far.port, 115200, UIDS[:1], disk)
        assert far._master > 1024
        line.start()
        wait_for(lambda: line.status().boards[0].silences > 0 or line.status().trouble is not None)
        assert line.status().trouble is None
        line.stop()
        os.close(far._master)
        os.close(far._slave)
    finally:
        for fd in low:
            os.close(fd)
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)
