import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from runtime.systemd import Systemd
from runtime.threads import Lasting
from tools.ports import free_port

ROOT = Path(__file__).parents[2]


class Listener:
    """What systemd would hear."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)

    def hear(self, seconds: float = 30.0) -> str:
        self._socket.settimeout(seconds)
        return self._socket.recv(4096).decode()

    def close(self) -> None:
        self._socket.close()


def environment(listener: Listener, watchdog_s: float) -> dict[str, str]:
    return {"NOTIFY_SOCKET": listener.path, "WATCHDOG_USEC": str(int(watchdog_s * 1_000_000))}


def test_it_says_ready_alive_and_stopping(tmp_path: Path) -> None:
    listener, stop = Listener(tmp_path), threading.Event()
    program = Systemd(lambda: "", environment(listener, 0.1))
    thread = threading.Thread(target=program.wait, args=(stop,))
    thread.start()
    assert listener.hear() == "READY=1"
    assert listener.hear().startswith("WATCHDOG=1")
    assert listener.hear().startswith("WATCHDOG=1")
    stop.set()
    thread.join()
    heard = [listener.hear()]
    while heard[-1] != "STOPPING=1":
        heard.append(listener.hear())
    listener.close()


def test_what_stands_still_is_told_and_feeds_no_watchdog(tmp_path: Path) -> None:
    listener, stop = Listener(tmp_path), threading.Event()
    stuck = ["the thread uplink has ended"]
    program = Systemd(lambda: stuck[0], environment(listener, 0.1))
    thread = threading.Thread(target=program.wait, args=(stop,))
    thread.start()
    assert listener.hear() == "READY=1"
    assert [listener.hear() for _ in range(2)] == ["STATUS=the thread uplink has ended"] * 2
    stuck[0] = ""
    while not listener.hear().startswith("WATCHDOG=1"):
        pass
    stop.set()
    thread.join()
    listener.close()


@pytest.mark.parametrize("env", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_without_systemd_nothing_is_said_and_nothing_fails(env: dict[str, str]) -> None:
    stop = threading.Event()
    stop.set()
    Systemd(lambda: "", env).wait(stop)


def test_another_process_is_watched_by_its_own_word(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    env = environment(listener, 0.02) | {"WATCHDOG_PID": str(os.getpid() + 1)}
    stop = threading.Event()
    thread = threading.Thread(target=Systemd(lambda: "", env).wait, args=(stop,))
    thread.start()
    assert listener.hear() == "READY=1"
    with pytest.raises(TimeoutError):
        listener.hear(0.2)
    stop.set()
    thread.join()
    listener.close()


def test_a_thread_that_ends_is_named() -> None:
    go = threading.Event()
    threads = [
        threading.Thread(target=go.wait, name=name) for name in ("lasting one", "lasting two", "x")
    ]
    for thread in threads:
        thread.start()
    lasting = Lasting(("lasting ",))
    assert lasting.ended() == ""
    go.set()
    for thread in threads:
        thread.join()
    assert lasting.ended() == "the thread lasting one has ended"


def test_a_gateway_tells_systemd(tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text(
        f'[hall]\nid = "h1"\nname = "一厅"\nfirst_day = "automatic"\n[web]\nport = {free_port()}\n'
        f'[[line]]\nport = "{tmp_path}/line"\n[[business]]\ncode = "A"\nname = "申报"\n'
        '[[window]]\nid = "1"\nname = "1号窗口"\nbusinesses = ["A"]\n',
        "utf-8",
    )
    listener = Listener(tmp_path)
    gateway = subprocess.Popen(
        [sys.executable, "-m", "tools.cli", "gateway", "--config", str(tmp_path / "hall.toml")],
        cwd=ROOT,
        env=os.environ | environment(listener, 1.0),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert listener.hear(60) == "READY=1"
        assert listener.hear().startswith("WATCHDOG=1")
        gateway.send_signal(signal.SIGTERM)
        while listener.hear() != "STOPPING=1":
            pass
        assert gateway.wait(30) == 0
    finally:
        gateway.kill()
        gateway.wait()
        listener.close()
