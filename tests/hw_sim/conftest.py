"""A simulated line, and the gateway's end of it."""

from collections.abc import Iterator

import pytest
import serial

from hw_sim.line import Line


@pytest.fixture
def line() -> Iterator[Line]:
    with Line(115200) as line:
        yield line


@pytest.fixture
def port(line: Line) -> Iterator[serial.Serial]:
    with serial.Serial(line.port, 115200, timeout=0.3) as port:
        yield port
