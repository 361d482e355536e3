"""A real mosquitto as a process that tests start, kill, hold still and start again.

It keeps what its settings say, as in a city: nothing, what it saves now and then, or what it saves
at every change. A test without mosquitto is skipped and says so (tools/system_packages.sh brings
it). With its own port for the witness (tests/witness.py), whatever the other listeners demand.

The process dies with the thread that started it: start it from the test's own thread.
"""

import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Self

import pytest

from tests.waiting import wait_for
from tests.witness import Witness
from tools.ports import free_port
from tools.servers import NotInstalledError, answers, dies_with_us, mosquitto_program, started


class Persistence(Enum):
    """What is on mosquitto's disk when it is killed."""

    NONE = ("persistence false",)
    """Nothing, ever."""
    DEFAULT = ("persistence true", "autosave_interval 1800")
    """What was there at its last save: every half hour, and at a stop in order."""
    EACH_SECOND = ("persistence true", "autosave_interval 1")
    """At most a second old."""
    EACH_CHANGE = ("persistence true", "autosave_on_changes true", "autosave_interval 1")
    """Saved in the turn after each change of retained messages, subscriptions and queues, which may
    be after the acknowledgement."""


@dataclass(frozen=True)
class Tls:
    """Certificates of a listener; with `ca` it asks clients for theirs, and their name is the
    user name of the ACL."""

    certificate: Path
    key: Path
    ca: Path | None = None


class Mosquitto:
    """One broker with its folder. A context manager: it runs inside, and nothing is left after."""

    def __init__(
        self,
        folder: Path,
        *,
        persistence: Persistence = Persistence.NONE,
        port: int | None = None,
        max_queued: int | None = None,
        acl: Path | None = None,
        passwords: Path | None = None,
        tls: Tls | None = None,
        lines: Sequence[str] = (),
        witnessed: bool = True,
    ) -> None:
        """folder: for its settings and its store. lines: further ones of mosquitto.conf.

        witnessed: False only where it matters that nobody at all subscribes.
        """
        self.folder = folder
        self.port = port or free_port()
        self.kills = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.store = folder / "mosquitto.db"
        self._config = folder / "mosquitto.conf"
        self._log = folder / "mosquitto.log"
        self._popen: subprocess.Popen[bytes] | None = None
        self._witness: Witness | None = None
        self._witness_port = free_port() if witnessed else None
        self._witness_qos = 1 if max_queued is None else 0  # what is not queued is not dropped
        text = [
            "per_listener_settings true",
            f"user {pwd.getpwuid(os.geteuid()).pw_name}",
            f"persistence_location {folder}/",
            *persistence.value,
            *(() if max_queued is None else (f"max_queued_messages {max_queued}",)),
            *lines,
            f"listener {self.port} 127.0.0.1",
            f"allow_anonymous {'true' if passwords is None and not _names(tls) else 'false'}",
            *(() if acl is None else (f"acl_file {acl}",)),
            *(() if passwords is None else (f"password_file {passwords}",)),
            *(() if tls is None else _secured(tls)),
        ]
        if self._witness_port is not None:
            text += [f"listener {self._witness_port} 127.0.0.1", "allow_anonymous true"]
        self._config.write_text("\n".join(text) + "\n", "utf-8")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def running(self) -> bool:
        """It has been started and has not ended."""
        return self._popen is not None and self._popen.poll() is None

    def start(self) -> None:
        """Returns when it takes connections. Fails the test, with its words, when it does not."""
        assert not self.running, "it runs already"
        argv = [*dies_with_us("KILL"), str(program()), "-c", str(self._config)]
        self._popen = started(argv, self._log, self._answers)
        if self._witness_port is not None:
            self._witness = Witness(self._witness_port, v5=True, qos=self._witness_qos)

    def stop(self) -> None:
        """In order: it saves what it keeps."""
        if self._witness is not None:
            self._witness.flush()
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As by a power cut: it saves nothing more."""
        self.kills += 1
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Connections stand, and nothing moves."""
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after pause."""
        self._running().send_signal(signal.SIGCONT)

    def save(self) -> None:
        """Have it write its store now, as it does every autosave_interval."""
        before = self.store.stat().st_mtime_ns if self.store.exists() else 0
        self._running().send_signal(signal.SIGUSR1)
        wait_for(lambda: self.store.exists() and self.store.stat().st_mtime_ns != before, 10)

    def close(self) -> None:
        """End it, whatever it is doing."""
        if self.running:
            self._running().send_signal(signal.SIGCONT)
            if self._witness is not None:
                self._witness.flush()
            self._end(signal.SIGKILL)

    def words(self) -> str:
        """What it said, for a test that fails."""
        return self._log.read_text("utf-8", "replace")[-2000:] if self._log.exists() else ""

    def _running(self) -> "subprocess.Popen[bytes]":
        assert self._popen is not None, "it does not run"
        assert self._popen.poll() is None, f"it has ended: {self.words()}"
        return self._popen

    def _end(self, number: signal.Signals) -> None:
        popen = self._running()
        if self._witness is not None:
            self._witness.leave()
            self._witness = None
        popen.send_signal(number)
        popen.send_signal(signal.SIGCONT)  # held still, it would not hear of it
        popen.wait(10)

    def _answers(self) -> bool:
        ports = [self.port] if self._witness_port is None else [self.port, self._witness_port]
        return all(answers(port) for port in ports)


def program() -> Path:
    """Where mosquitto is. Skips the test when it is nowhere."""
    return installed(mosquitto_program)


def installed(find: Callable[[], Path]) -> Path:
    """What `find` gives. Skips the test, saying what to install, when it finds nothing."""
    try:
        return find()
    except NotInstalledError as missing:
        pytest.skip(str(missing))


def _names(tls: Tls | None) -> bool:
    return tls is not None and tls.ca is not None


def _secured(tls: Tls) -> list[str]:
    lines = [f"certfile {tls.certificate}", f"keyfile {tls.key}"]
    if tls.ca is not None:
        lines += [f"cafile {tls.ca}", "require_certificate true", "use_identity_as_username true"]
    return lines


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that runs and keeps nothing. Others: `with Mosquitto(tmp_path / "b", …)`."""
    with Mosquitto(tmp_path / "mosquitto") as broker:
        yield broker
