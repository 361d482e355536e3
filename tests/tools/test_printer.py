"""`taxhall printer`: whoever sets a printer up is told what there is, how it is and what to do."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.config import load
from gateway.printing.blocks import ROLL_58, ROLL_80, Line
from gateway.printing.profile import Profile
from gateway.printing.text import cells
from gateway.printing.wires import usb
from gateway.store.lock import StoreLock
from hw_sim.printers import Fault, NetworkPrinter, UsbPrinter
from tests.gateway.test_config import GOOD
from tools.cli import main
from tools.printer import finding
from tools.printer.trying import page

Reply = pytest.CaptureFixture[str]


@pytest.fixture
def head(tmp_path: Path) -> Iterator[NetworkPrinter]:
    printer = NetworkPrinter(tmp_path / "papers")
    yield printer
    printer.close()


@pytest.fixture
def hall(tmp_path: Path, head: NetworkPrinter) -> Path:
    """A hall with one printer."""
    return hall_with(tmp_path, f'host = "{head.host}"\nport = {head.port}')


def hall_with(folder: Path, *printers: str) -> Path:
    file = folder / "hall.toml"
    tables = (
        f'[[printer]]\nname = "p{number}"\n{keys}\n' for number, keys in enumerate(printers, 1)
    )
    file.write_text(GOOD + "".join(tables), encoding="utf-8")
    load(file)
    return file


def test_a_printer_that_is_well_is_shown_with_its_place(hall: Path, head, capsys: Reply) -> None:
    assert main(["printer", "status", "--config", str(hall)]) == 0
    told = capsys.readouterr().out
    assert f"p1 (generic-80, 127.0.0.1:{head.port})" in told
    assert "打印机正常" in told
    assert "The printer is ready" in told


def test_a_printer_that_needs_somebody_says_what_to_do(hall: Path, head, capsys: Reply) -> None:
    head.paper_end = True
    assert main(["printer", "status", "--config", str(hall)]) == 1
    assert "put in a new roll" in capsys.readouterr().out


def test_a_printer_that_is_away_says_why_and_where_to_look(tmp_path, capsys: Reply) -> None:
    ways = {
        'host = "127.0.0.1"\nport = 9': ("Connection refused", "prints its own address"),
        'serial = "/dev/ttyNONE"': ("No such file", "dialout"),
        'file = "/dev/usb/lpNONE"': ("No such file", "group lp"),
    }
    for keys, words in ways.items():
        assert main(["printer", "status", "--config", str(hall_with(tmp_path, keys))]) == 1
        told = capsys.readouterr().out
        assert all(word in told for word in words), told


def test_a_way_without_answers_is_no_fault(tmp_path, capsys: Reply) -> None:
    (tmp_path / "tickets").touch()
    hall = hall_with(tmp_path, f'file = "{tmp_path / "tickets"}"')
    assert main(["printer", "status", "--config", str(hall)]) == 0
    assert "how it is it cannot say" in capsys.readouterr().out
    assert main(["printer", "test", "--config", str(hall)]) == 0
    assert "look whether the page is whole" in capsys.readouterr().out
    assert (tmp_path / "tickets").stat().st_size > 100


def test_the_page_comes_out_and_the_head_says_so(hall: Path, head, capsys: Reply) -> None:
    assert main(["printer", "test", "--config", str(hall)]) == 0
    assert "the printer says so" in capsys.readouterr().out
    (paper,) = head.papers
    assert "打印测试" in paper.text
    assert paper.qr == ("taxhall",)
    assert paper.rubbish == 0


def test_a_page_that_is_not_confirmed_says_what_that_may_mean(hall, head, capsys: Reply) -> None:
    head.trip(Fault.MUTE, 10)
    assert main(["printer", "test", "--config", str(hall)]) == 1
    assert 'done = "never"' in capsys.readouterr().out


def test_of_several_printers_one_is_named(tmp_path, head, capsys: Reply) -> None:
    way = f'host = "127.0.0.1"\nport = {head.port}'
    hall = hall_with(tmp_path, 'host = "192.0.2.1"', way)
    assert main(["printer", "test", "--config", str(hall)]) == 2
    assert "--printer: p1、p2" in capsys.readouterr().out
    assert main(["printer", "test", "--config", str(hall), "--printer", "p2"]) == 0
    assert len(head.papers) == 1


def test_a_running_gateway_keeps_its_printers(hall: Path, head, capsys: Reply) -> None:
    store = load(hall).store.path
    store.touch()
    lock = StoreLock(store)
    for verb in ("status", "test"):
        assert main(["printer", verb, "--config", str(hall)]) == 2
        assert "stop the gateway" in capsys.readouterr().out
    lock.release()
    assert head.papers == ()
    assert main(["printer", "status", "--config", str(hall)]) == 0


def test_a_hall_without_a_printer_is_sent_to_find(tmp_path, capsys: Reply) -> None:
    assert main(["printer", "status", "--config", str(hall_with(tmp_path))]) == 2
    assert "taxhall printer find" in capsys.readouterr().out
    assert main(["printer", "status", "--config", str(tmp_path / "no.toml")]) == 2
    assert "does not exist" in capsys.readouterr().out


def test_what_is_plugged_in_and_listens_is_found_in_the_words_of_the_settings(
    tmp_path, head, capsys: Reply, monkeypatch
) -> None:
    plugged = UsbPrinter(tmp_path / "usb")
    find = usb.find
    monkeypatch.setattr(usb, "find", lambda: find(plugged.backend))
    for folder, name in (("ports", "usb-Prolific-if00"), ("nodes", "lp0")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).touch()
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"127.0.0.1:{free.getsockname()[1]}"
    hosts = [f"127.0.0.1:{head.port}", nobody]
    assert finding.find(hosts, tmp_path / "ports", tmp_path / "nodes") == 0
    told = capsys.readouterr().out
    for line in (
        f'usb = "{plugged.vendor:04x}:{plugged.product:04x}"',
        f'serial = "{tmp_path}/ports/usb-Prolific-if00"',
        f'file = "{tmp_path}/nodes/lp0"',
        f'host = "127.0.0.1"\nport = {head.port}',
    ):
        assert line in told
    assert re.search(rf"{nobody}: .*refused", told)
    plugged.close()


def test_where_there_is_none_it_says_what_to_check(tmp_path, capsys: Reply, monkeypatch) -> None:
    monkeypatch.setattr(usb, "find", lambda: [])
    assert finding.find([], tmp_path / "a", tmp_path / "b") == 1
    assert "check power and cable" in capsys.readouterr().out


@pytest.mark.parametrize("roll", [ROLL_58, ROLL_80])
def test_the_page_fits_its_paper(roll) -> None:
    blocks = page("窗口旁的打印机", Profile("x" * 60), roll)
    assert all(
        cells(block.text) * block.width <= roll.cells for block in blocks if isinstance(block, Line)
    )
