"""A simulated board: the real firmware in a VM, with keys, lamps, a screen, a flash and a plug."""

import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from hw_sim import background, contacts, nor, wire
from hw_sim.face import Face
from hw_sim.flash_cut import FlashCut as FlashCut
from hw_sim.uart import Uart
from hw_sim.vm_output import VmOutput
from hw_sim.vm_process import Implementation, VmProcess
from hw_sim.watchdog import Watchdog
from hw_sim.wiring import JOURNAL_SECTORS

if TYPE_CHECKING:
    from hw_sim.line import Line

PWRON_RESET, WDT_RESET = 1, 3  # as in `machine`; the RP2040 tells machine.reset() as WDT too
PROGRAM_MS = 1  # a page, on a chip whose erases take their time


class Board(Face):
    """One board. Methods may be called from any thread; on_change runs in the boards' thread.

    uid: 16 hex digits. model: dispenser, rating_pad or call_pad. directory: where the flash image
    and the folder of the chip's files lie; it is made when absent. program: a MicroPython file to
    run in place of the firmware. flash_ms: how long an erase keeps the chip busy from the next
    power-on, 45 as a rule, 400 at worst (a page takes 1 ms then); 0 costs a test no time.
    link: constants of protocol.device_link that this board's firmware has otherwise, so that
    {"VERSION": 9} is a board of another version and {"RATING_PAD": 9} one of an unknown model.
    """

    def __init__(
        self,
        uid: str,
        model: str,
        directory: Path,
        line: "Line | None" = None,
        *,
        program: Path | None = None,
        flash_ms: float = 0,
        link: Mapping[str, int] | None = None,
    ) -> None:
        if not re.fullmatch(r"[0-9a-f]{16}", uid):
            raise ValueError(f"A board's uid is 16 lower-case hex digits, not {uid!r}.")
        super().__init__(uid, model, self._order)
        self.flash_path = directory / f"{uid}.flash"
        self.files = directory / f"{uid}.files"  # what "/" is to the firmware
        self.flash_ms = flash_ms
        self.on_change: Callable[[Board], None] | None = None
        self.implementation: Implementation | None = None
        self.watchdog_bites = 0
        self.resets = 0
        self._program = program
        self._link = dict(link or {})
        self._vm: VmProcess | None = None
        self._heap_asked: deque[Future[int]] = deque()
        self._output = VmOutput()
        self._ended: str | None = None
        self._watchdog = Watchdog(self._bitten)
        self._news = threading.Condition()
        self.files.mkdir(parents=True, exist_ok=True)
        nor.make_blank(self.flash_path, JOURNAL_SECTORS)
        self.uart = Uart()
        self.line: Line | None = None  # set by the line it is plugged into
        if line is not None:
            line.plug(self)

    # -- power

    def power_on(self, reset_cause: int = PWRON_RESET, *, cut: FlashCut | None = None) -> None:
        """Start the VM on the same flash. Raises VmError, or RuntimeError when it is on."""
        background.call(lambda: self._start(reset_cause, cut))

    def power_cut(self) -> None:
        """SIGKILL: nothing in the VM runs any more. A board that is off stays off."""
        background.call(self._cut)

    @property
    def alive(self) -> bool:
        """Whether the VM runs."""
        return self._vm is not None

    @property
    def ready(self) -> bool:
        """Whether the firmware has armed its watchdog, which it does when all else is set up.

        A key that goes down before is, for the firmware, one that was stuck at power-on.
        """
        return self._watchdog.armed

    @property
    def pid(self) -> int | None:
        """Process id of the VM, to measure it."""
        vm = self._vm
        return vm.pid if vm is not None else None

    def close(self) -> None:
        """Cut the power and let go of the line."""
        self.power_cut()
        if self.line is not None:
            self.line.unplug(self)
        self.uart.close()
        if self._scanner is not None:
            self._scanner.close()

    def __enter__(self) -> "Board":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- what a developer sees

    def wait_for(self, what: "Callable[[Board], object]", timeout_s: float = 5) -> bool:
        """Wait until what(board) holds. Not for callbacks: they would wait for themselves."""
        with self._news:
            return self._news.wait_for(lambda: bool(what(self)), timeout_s)

    @property
    def output(self) -> tuple[str, ...]:
        """The last lines that the VM printed, its errors among them."""
        return self._output.lines

    @property
    def crashed(self) -> str | None:
        """The newest traceback that the firmware printed, or how it ended; None = all is well.

        It stays after a restart: a watchdog which hides crashes hides nothing here.
        """
        return self._output.traceback or self._ended

    def heap(self, timeout_s: float = 5) -> int:
        """Bytes allocated after a collection.

        Raises RuntimeError when the board is off, TimeoutError when the VM does not answer.
        """
        answer: Future[int] = Future()

        def ask() -> None:
            if self._vm is None:
                raise RuntimeError(f"Board {self.uid} is off: it has no heap to ask for.")
            self._heap_asked.append(answer)
            self._order(wire.ASK_HEAP, 0, 0)

        background.call(ask)
        return answer.result(timeout_s)

    # -- from here on everything runs in the boards' thread

    def _start(self, reset_cause: int, cut: FlashCut | None = None) -> None:
        if self._vm is not None:
            raise RuntimeError(f"Board {self.uid} is on already: cut its power first.")
        self.uart.power_up(busy_flash=self.flash_ms > 0)
        if self._scanner is not None:
            self._scanner.power_up()
        vm = self._vm = VmProcess(self._env(reset_cause, cut), self.uart, self.files, self._scanner)
        for pin in self._fingers.held:
            self._order(wire.PIN_IN, pin, contacts.CLOSED)
        background.loop().add_reader(vm.control, self._read_control, vm)
        background.loop().add_reader(vm.output, self._read_output, vm)
        self._tell()

    def _env(self, reset_cause: int, cut: FlashCut | None) -> dict[str, str]:
        env = {
            "SIM_UID": self.uid,
            "SIM_MODEL": self.model,
            "SIM_FLASH": str(self.flash_path.resolve()),
            "SIM_RESET_CAUSE": str(reset_cause),
            "SIM_LINK": ",".join(f"{name}={value}" for name, value in self._link.items()),
        }
        if self._program is not None:
            env["SIM_PROGRAM"] = str(self._program.resolve())
        if cut is not None:
            env["SIM_FLASH_CUT"] = str(cut)
        if self.flash_ms:
            env["SIM_FLASH_MS"] = f"{self.flash_ms}:{PROGRAM_MS}"
        return env

    def _cut(self) -> None:
        self._watchdog.disarm()
        vm = self._vm
        if vm is not None:
            vm.kill()
            self._forget(vm)
        self._front.power_off()
        self._tell()

    def _forget(self, vm: VmProcess) -> None:
        background.loop().remove_reader(vm.control)
        self._read_output(vm)
        background.loop().remove_reader(vm.output)
        vm.close()
        self._vm = None
        self._fingers.give_up()
        while self._heap_asked:
            self._heap_asked.popleft().set_exception(
                RuntimeError(f"Board {self.uid} went off before it told its heap.")
            )

    def _bitten(self) -> None:
        self.watchdog_bites += 1
        self._restart()

    def _restart(self) -> None:
        self._cut()
        self._start(WDT_RESET)

    def _read_control(self, vm: VmProcess) -> None:
        messages = vm.messages()
        if messages is None:
            self._ended_by_itself(vm)
            return
        for kind, body in messages:
            self._take(kind, body)
            if self._vm is not vm:
                return  # a reset or a power cut: what follows was never sent
        self._tell()

    def _take(self, kind: int, body: bytes) -> None:
        if kind == wire.PIN_OUT:
            self._front.pin(body[0], body[1])
        elif kind == wire.SPI_OUT:
            self._front.spi(body[0], body[1:])
        elif kind == wire.TONE:
            self._front.tone(body[0], _number(body[1:5]), _number(body[5:7]))
        elif kind == wire.WATCHDOG:
            self._watchdog.arm(_number(body) / 1000)
        elif kind == wire.FEED:
            self._watchdog.feed()
        elif kind == wire.EDGE_SEEN:
            self._fingers.seen(body[0])
        elif kind == wire.HEAP:
            self._heap_asked.popleft().set_result(_number(body))
        elif kind == wire.STARTED:
            self.implementation = Implementation((body[0], body[1], body[2]), body[3:].decode())
        elif kind == wire.RESET:
            self.resets += 1
            self._restart()
        elif kind == wire.POWER_FAILS:
            self._cut()
        else:
            raise ValueError(f"The VM of board {self.uid} sent an unknown message {kind}.")

    def _ended_by_itself(self, vm: VmProcess) -> None:
        """As on a real board, only a watchdog that was armed brings it back."""
        status = vm.exit_status()
        self._ended = f"The firmware ended by itself with status {status}."
        self._forget(vm)
        self._tell()

    def _read_output(self, vm: VmProcess) -> None:
        try:
            data = vm.read_output()
        except BlockingIOError:
            return
        if not data:
            background.loop().remove_reader(vm.output)
        self._output.take(data)
        self._tell()

    def _order(self, kind: int, a: int, b: int) -> bool:
        """Send an order to the VM; False when the board is off."""
        if self._vm is None:
            return False
        self._vm.order(bytes((kind, a, b)))
        return True

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()
        if self.on_change is not None:
            self.on_change(self)


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "little")
