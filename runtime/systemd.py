"""Tells systemd how a program is, by the protocol of sd_notify(3): one datagram a word.

Where systemd does not ask for it (no NOTIFY_SOCKET), nothing is said. The watchdog is fed only
while `stuck` finds nothing: a program whose thread died, or waits for ever, is started again.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

IDLE_S = 3600.0
"""Between two looks where nobody wants to be told that the program lives."""


class Systemd:
    """For the main thread of a program."""

    def __init__(self, stuck: Callable[[], str], env: Mapping[str, str] = os.environ) -> None:
        """stuck: what stands still, as a sentence's end; empty while all goes on."""
        self._stuck = stuck
        self._address = _address(env.get("NOTIFY_SOCKET", ""))
        self._every_s = _half_of(env.get("WATCHDOG_USEC", ""), env.get("WATCHDOG_PID", ""))

    def wait(self, stop: threading.Event) -> None:
        """Say that the program is ready, then that it lives, until `stop`; then that it ends."""
        self._say("READY=1")
        told = ""
        while not stop.wait(IDLE_S if self._every_s is None else self._every_s):
            stuck = self._stuck()
            if stuck and stuck != told:
                log.error("%s; unless that ends, systemd starts the program again", stuck)
            told = stuck
            self._say(f"STATUS={stuck}" if stuck else "WATCHDOG=1\nSTATUS=")
        self._say("STOPPING=1")

    def _say(self, words: str) -> None:
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to:
                to.settimeout(1.0)
                to.sendto(words.encode(), self._address)
        except OSError as error:
            log.warning("systemd cannot be told %s: %s", words.splitlines()[0], error)


def _address(told: str) -> str | None:
    """A path, or a name of the abstract name space, which begins with @."""
    return "\0" + told[1:] if told.startswith("@") else told or None


def _half_of(usec: str, pid: str) -> float | None:
    """Seconds between two words, half of what systemd waits for; None: it waits for none."""
    if not usec.isdecimal() or int(usec) == 0 or (pid and pid != str(os.getpid())):
        return None
    return int(usec) / 2_000_000
