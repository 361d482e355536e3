"""A storm of faults over printers of every plug: nothing is printed twice, nothing from nowhere."""

import contextlib
import os
import random
import re
import socket
import time
from collections import Counter
from pathlib import Path

import pytest

from hw_sim.printers import Fault, NetworkPrinter, Printer, SerialPrinter
from tests.hw_sim.printed import CUT

JOBS = 60
SWITCHES = ("paper_end", "near_end", "cover_open", "offline", "cutter", "broken", "hot", "mute")


def stir(printer: Printer, chance: random.Random) -> None:
    """One thing that somebody does to it, or that befalls it."""
    match chance.randrange(6):
        case 0:
            printer.trip(chance.choice(list(Fault)), chance.randrange(60))
        case 1:
            setattr(printer, chance.choice(SWITCHES), True)
        case 2:
            printer.cut_power()
            if chance.random() < 0.5:
                printer.tear()
        case 3:
            printer.new_roll()
        case 4:
            printer.cable = True
        case 5:
            printer.tear()


def mend(printer: Printer) -> None:
    for name in (*SWITCHES, "slow", "cable"):
        setattr(printer, name, False)
    printer.power_on()


def judge(printer: Printer, sent: int) -> None:
    numbers = Counter(
        number for paper in printer.papers for number in re.findall(r"N\d{4}", paper.text)
    )
    assert set(numbers) <= {f"N{n:04d}" for n in range(sent)}
    assert set(numbers.values()) <= {1}
    order = [number for paper in printer.papers for number in re.findall(r"N\d{4}", paper.text)]
    assert order == sorted(order)
    assert [paper.number for paper in printer.papers] == list(range(1, len(printer.papers) + 1))


def job(n: int) -> bytes:
    return b"\x1b@hall\nN%04d\nplease wait\n" % n + CUT


@pytest.mark.parametrize("seed", range(4))
def test_no_storm_on_the_network_prints_a_number_twice(tmp_path: Path, seed: int):
    chance = random.Random(seed)
    with contextlib.closing(NetworkPrinter(tmp_path, draw=False, seed=seed)) as printer:
        for n in range(JOBS):
            if chance.random() < 0.5:
                stir(printer, chance)
            with (
                contextlib.suppress(OSError),
                socket.create_connection((printer.host, printer.port), timeout=1) as host,
            ):
                host.sendall(job(n))
            time.sleep(0.002)
            mend(printer)
        with socket.create_connection((printer.host, printer.port), timeout=1) as host:
            host.sendall(b"\n" * 3 + b"last\n" + CUT + b"\x10\x04\x01")
            assert host.recv(64)
        printer.wait_for_papers(len(printer.papers) + ("last" not in printer.papers[-1].text))
        judge(printer, JOBS)


@pytest.mark.parametrize("seed", range(2))
def test_no_storm_on_a_serial_line_prints_a_number_twice(tmp_path: Path, seed: int):
    chance = random.Random(seed)
    with contextlib.closing(SerialPrinter(tmp_path, 115_200, draw=False, seed=seed)) as printer:
        host = os.open(printer.path, os.O_RDWR | os.O_NOCTTY)
        for n in range(JOBS):
            if chance.random() < 0.5:
                stir(printer, chance)
            os.write(host, job(n))
            time.sleep(0.008)
            mend(printer)
        os.close(host)
        judge(printer, JOBS)
        assert printer.papers
