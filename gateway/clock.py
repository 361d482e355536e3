"""Time as the gateway sees it: a wall clock that may jump, and a monotonic one that may not."""

import hashlib
import secrets
import time
from pathlib import Path
from typing import Final, Protocol

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """Where a fact's times come from."""

    @property
    def boot(self) -> str:
        """Token of the machine's boot, 8 hex digits: durations are taken within one only."""

    def wall_ms(self) -> int:
        """Unix milliseconds: a label, which people and NTP may move."""

    def mono_ms(self) -> int:
        """Milliseconds since the boot that `boot` names; goes on while the machine sleeps."""


class SystemClock:
    """The clocks of this machine.

    Where the kernel names no boot, each process counts as one: durations across its restart are
    then unknown, instead of wrong.
    """

    def __init__(self, boot_id: Path = _BOOT_ID) -> None:
        try:
            seed = boot_id.read_bytes().strip()
        except OSError:
            seed = b""
        named = seed and hasattr(time, "CLOCK_BOOTTIME")
        self._boot = hashlib.sha256(seed).hexdigest()[:8] if named else secrets.token_hex(4)

    @property
    def boot(self) -> str:
        """See Clock."""
        return self._boot

    def wall_ms(self) -> int:
        """See Clock."""
        return time.time_ns() // 1_000_000

    def mono_ms(self) -> int:
        """See Clock."""
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
        return time.monotonic_ns() // 1_000_000
