"""A whole simulated hall: the program, its files, its ports, and its end."""

import json
import os
import signal
from pathlib import Path

import pytest
import serial

from hw_sim import main, spec
from hw_sim.hall import SimHall
from hw_sim.spec import SpecError
from hw_sim.vm_process import VmError, find_vm
from tests.panel.stack import CALL_PADS, DISPENSER, Program, wait_until, write_hall
from tools.ports import free_port

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(autouse=True)
def _vm() -> None:
    try:
        find_vm()
    except VmError as missing:
        pytest.skip(str(missing))


def test_the_hall_of_a_hall_toml_stands_and_goes_without_a_trace(tmp_path: Path) -> None:
    path = write_hall(tmp_path)
    with SimHall(spec.read(path), tmp_path) as hall:
        seen: list[str] = []
        hall.watch(seen.append)
        assert len(hall.boards) == 5
        assert os.readlink(tmp_path / "line-1") == hall.lines[0].port
        hall.power_on()
        wait_until(lambda: hall.shown(CALL_PADS["1"]).digits == "----", 20, "the pad has started")
        wait_until(
            lambda: "暂停服务" in "".join(hall.shown(DISPENSER).screen), 20, "so has this one"
        )
        assert DISPENSER in seen

        hall.set_power(DISPENSER, False)
        assert not hall.shown(DISPENSER).on
        assert hall.shown(DISPENSER).screen == ("", "", "", "")
        hall.set_cable(DISPENSER, False)
        hall.set_cable(DISPENSER, False)
        assert not hall.is_plugged(DISPENSER)
        hall.set_cable(DISPENSER, True)
        assert hall.is_plugged(DISPENSER)
        processes = [board.pid for board in hall.boards.values() if board.pid]
    assert len(processes) == 4
    assert not (tmp_path / "line-1").is_symlink()
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert sorted((tmp_path / "boards").glob("*.flash")), "what boards wrote down stays"


def test_the_name_in_hall_toml_follows_a_port_that_comes_back_under_another(tmp_path: Path) -> None:
    link = tmp_path / "line-1"
    with SimHall(spec.read(write_hall(tmp_path)), tmp_path) as hall:
        line = hall.lines[0]
        before = os.readlink(link)
        line.unplug_port()
        assert not link.is_symlink()
        line.plug_port()
        assert os.readlink(link) == line.port != before
        with serial.Serial(str(link), timeout=1) as port:
            line.inject_to_gateway(b"here")
            assert port.read(4) == b"here"
    assert not link.is_symlink()


def test_a_link_of_an_earlier_run_is_replaced_and_a_file_is_not(tmp_path: Path) -> None:
    path = write_hall(tmp_path)
    (tmp_path / "line-1").symlink_to("/dev/pts/none")
    SimHall(spec.read(path), tmp_path).close()
    (tmp_path / "line-1").write_text("somebody's")
    with pytest.raises(SpecError, match="no link"):
        SimHall(spec.read(path), tmp_path)
    assert (tmp_path / "line-1").read_text() == "somebody's"


def test_a_hall_with_real_ports_is_not_simulated(tmp_path: Path) -> None:
    path = write_hall(tmp_path)
    path.write_text(path.read_text().replace(str(tmp_path / "line-1"), "/dev/ttyUSB0"))
    with pytest.raises(SpecError, match=r"/dev/ttyUSB0 is a port of this machine.*line-1"):
        spec.read(path)


def test_a_hall_in_memory_is_simulated_although_memory_lies_among_the_ports(tmp_path: Path) -> None:
    path = write_hall(tmp_path)
    path.write_text(path.read_text().replace(str(tmp_path / "line-1"), "/dev/shm/hall/line-1"))
    assert spec.read(path).lines[0].port == Path("/dev/shm/hall/line-1")


def test_a_printer_port_that_is_taken_is_told(tmp_path: Path) -> None:
    path = write_hall(tmp_path)
    with (
        SimHall(spec.read(path), tmp_path / "one"),
        pytest.raises(SpecError, match="printer cannot have port"),
    ):
        SimHall(spec.read(path), tmp_path / "two")


def test_the_program_says_ready_sends_people_home_and_stops(tmp_path: Path) -> None:
    write_hall(tmp_path)
    program = Program(
        tmp_path / "sim.log", "sim", "--run", str(tmp_path), "--panel-port", "0", "--people", "on"
    )
    try:
        program.wait_for('"ready"')
        ready = json.loads(program.said.splitlines()[0])
        assert ready["boards"] == 5
        assert ready["panel"].startswith("http://127.0.0.1:")
        program.process.send_signal(signal.SIGUSR1)
        program.wait_for('"gone"', 5)
    finally:
        code = program.stop()
    assert code == 0, program.said
    assert not (tmp_path / "line-1").is_symlink()


def test_without_a_hall_toml_the_program_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["--run", str(tmp_path), "--panel-port", str(free_port())]) == 2
    assert "--hall" in capsys.readouterr().err
