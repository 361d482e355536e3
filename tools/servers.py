"""A mosquitto and a PostgreSQL of the machine's own: where they are, how they start and who they
run as; and each of them in a folder that goes away with it.

They are as a city has them, but for the wire: a socket or a port of this machine. Where one is not
installed, NotInstalledError says what to install.
"""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from tools.ports import free_port

READY_S: Final = 30.0
LOOK_S: Final = 0.02
"""Between two looks whether a server is there."""
PLACES: Final = (os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")
"""Debian has mosquitto where only root's PATH looks."""

POSTGRESQL: Final = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/postgresql")
OLDEST: Final = 15
USER: Final = "postgres"
"""Whose the clusters are, as in a city."""
SERVER: Final = "postgres"
"""Whom PostgreSQL runs as where we are root, since it refuses to be root."""


class ServerError(Exception):
    """A server is not installed, or does not start; the text says what to do."""


class NotInstalledError(ServerError):
    """This machine has none."""


@contextmanager
def mosquitto(folder: Path, lines: Sequence[str] = ()) -> Iterator[int]:
    """A broker that keeps nothing on the disk; its port. lines: further ones of mosquitto.conf."""
    port = free_port()
    config = folder / "mosquitto.conf"
    user = pwd.getpwuid(os.geteuid()).pw_name
    words = ["persistence false", f"user {user}", f"listener {port} 127.0.0.1"]
    config.write_text("\n".join([*words, "allow_anonymous true", *lines]) + "\n", "utf-8")
    argv = [*dies_with_us("TERM"), str(mosquitto_program()), "-c", str(config)]
    process = started(argv, folder / "mosquitto.log", lambda: answers(port))
    with _ended(process, signal.SIGTERM):
        yield port


@contextmanager
def postgresql(settings: Sequence[str] = ()) -> Iterator[str]:
    """A cluster with one empty database; its URL. settings: further lines of postgresql.conf."""
    programs = postgresql_programs()
    # Not where the caller's files are: the name of a socket has 107 bytes, and root's is root's.
    folder = Path(tempfile.mkdtemp(prefix="taxhall-bench-"))
    try:
        data = make_cluster(folder, settings)
        argv = [*as_server("INT"), str(programs / "postgres"), "-D", str(data)]
        with _ended(started(argv, folder / "log", lambda: takes(folder)), signal.SIGINT):
            yield address(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_cluster(folder: Path, settings: Sequence[str] = (), *, synced: bool = True) -> Path:
    """The data directory of a new cluster that listens on a socket in `folder` alone, which is
    PostgreSQL's from here on. synced: it is on the disk then. Raises ServerError."""
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER, SERVER)
    data = folder / "data"
    made = subprocess.run(
        [
            *(*as_server(), str(postgresql_programs() / "initdb"), "-D", str(data), "-U", USER),
            *("-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"),
            *(() if synced else ("--no-sync",)),
        ],
        capture_output=True,
        text=True,
        cwd="/",
    )
    if made.returncode:
        raise ServerError(f"initdb fails: {made.stderr.strip()}")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as config:
        for line in ("listen_addresses = ''", f"unix_socket_directories = '{folder}'", *settings):
            config.write(f"{line}\n")
    return data


def address(folder: Path, database: str = "postgres") -> str:
    """URL of a database whose socket is in this folder."""
    return f"postgresql://{USER}@{str(folder).replace('/', '%2F')}:5432/{database}"


def takes(folder: Path) -> bool:
    """The PostgreSQL whose socket is in this folder takes connections."""
    argv = [str(postgresql_programs() / "pg_isready"), "-q", "-h", str(folder), "-U", USER]
    return subprocess.run(argv, check=False, cwd="/").returncode == 0


def mosquitto_program() -> Path:
    """Where mosquitto is. Raises NotInstalledError."""
    found = shutil.which("mosquitto", path=os.pathsep.join(PLACES))
    if found is None:
        raise NotInstalledError("mosquitto is not installed (Debian: apt install mosquitto)")
    return Path(found)


@cache
def postgresql_programs() -> Path:
    """The folder with PostgreSQL's programs, the newest there is. Raises NotInstalledError."""
    found = [path.parent for place in POSTGRESQL for path in Path(place).glob("**/bin/postgres")]
    on_path = shutil.which("postgres")
    if on_path is not None:
        found.append(Path(on_path).parent)
    newest = max(found, key=_major, default=None)
    if newest is None or _major(newest) < OLDEST:
        raise NotInstalledError(
            f"no PostgreSQL {OLDEST} or newer is installed (Debian: apt install postgresql)"
        )
    if os.geteuid() == 0 and SERVER not in {user.pw_name for user in pwd.getpwall()}:
        raise NotInstalledError(f"PostgreSQL refuses to run as root, and no user is {SERVER}")
    return newest


@cache
def _major(folder: Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, check=True)
    match = re.search(rb"\) (\d+)", said.stdout)
    return int(match[1]) if match else 0


def dies_with_us(number: str) -> list[str]:
    """Words before a program's own, so that the kernel sends it this signal when the thread that
    starts it is gone; none where setpriv is not installed."""
    setpriv = shutil.which("setpriv")
    return [] if setpriv is None else [setpriv, "--pdeathsig", number]


def as_server(number: str | None = None) -> list[str]:
    """Words before a program of PostgreSQL's, so that it runs as who may. number: dies_with_us."""
    dying = [] if number is None else dies_with_us(number)
    if os.geteuid() != 0:
        return dying
    # One setpriv for both: who becomes another user is told of no death any more.
    return ["setpriv", f"--reuid={SERVER}", f"--regid={SERVER}", "--init-groups", *dying[1:]]


def started(
    argv: Sequence[str], log: Path, ready: Callable[[], bool], within_s: float = READY_S
) -> "subprocess.Popen[bytes]":
    """A server that is ready. log: for what it says. Raises ServerError with the end of that."""
    with log.open("ab") as out:
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/")
    until = time.monotonic() + within_s
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            process.wait()
            words = log.read_text("utf-8", "replace")[-2000:]
            raise ServerError(f"{' '.join(argv)} does not start: {words}")
        time.sleep(LOOK_S)
    return process


@contextmanager
def _ended(process: "subprocess.Popen[bytes]", by: signal.Signals) -> Iterator[None]:
    try:
        yield
    finally:
        process.send_signal(by)
        try:
            process.wait(READY_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    """Somebody takes connections at this port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
