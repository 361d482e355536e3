"""`taxhall demo`: a whole hall on this machine, from the finger to headquarters, then an audit.

Broker, central, simulated boards with printer and people, and the gateway are programs of their
own, as in a hall. Kill one (-9; run/demo/gateway.pid names the gateway) and it is started again.
DEMO_SECONDS=60 ends it after so long; the exit code is 0 only if the audit is clean.
"""

import argparse
import fcntl
import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path
from typing import Any

from tools import audit, demo_hall, demo_staff
from tools.demo_hall import Ports
from tools.demo_staff import StaffError
from tools.processes import Program, ProgramError

MARKER = ".taxhall-demo"
"""Stands in a folder that a demo made, and that the next demo may therefore replace."""

READY_S = 60.0
QUIET_S = 30.0
"""How long the last facts may take to central after the people have gone."""

NEWS_EVERY_S = 5.0


class DemoError(Exception):
    """The demo cannot go on; the text says why and what to do."""


def main(argv: list[str]) -> int:
    """Run until Ctrl-C or the time is over; 0 if the audit is clean, 1 if not, 2 if no start."""
    parser = argparse.ArgumentParser(prog="taxhall demo", description=__doc__)
    parser.add_argument(
        "--run", type=Path, default=Path("run/demo"), help="folder of its data (run/demo)"
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=float(os.environ.get("DEMO_SECONDS") or 0),
        help="end after so long; 0: at Ctrl-C (default: DEMO_SECONDS)",
    )
    parser.add_argument("--people", choices=("on", "off"), default="on", help="simulated people")
    options = parser.parse_args(argv)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        return Demo(options.run.absolute(), options.people).run(options.seconds, stop)
    except (DemoError, ProgramError, StaffError) as error:
        print(error)
        return 2


def _seconds(text: str) -> float:
    seconds = float(text)
    if seconds < 0:
        raise argparse.ArgumentTypeError("it cannot end before it begins")
    return seconds


class Demo:
    """The programs of one demo and the folder they share."""

    def __init__(self, run: Path, people: str) -> None:
        self.folder = _fresh(run)
        self.ports = _ports()
        self.people = people
        self.programs: list[Program] = []
        self._told = ""

    def run(self, seconds: float, stop: threading.Event) -> int:
        """All of it."""
        print(f"前面板 front panel   http://127.0.0.1:{self.ports.panel}/", flush=True)
        print(f"网关   gateway       http://127.0.0.1:{self.ports.gateway}/", flush=True)
        print(f"中心   central       http://127.0.0.1:{self.ports.central}/", flush=True)
        print(f"消息   broker        127.0.0.1:{self.ports.broker} (MQTT)", flush=True)
        print(f"数据   data          {self.folder}", flush=True)
        began = time.monotonic()
        try:
            self._start()
            self._welcome_staff()
            print(f"就绪   ready after {time.monotonic() - began:.1f} s", flush=True)
            if not seconds:
                _show(f"http://127.0.0.1:{self.ports.panel}/")
            self._watch(seconds, stop)
            print(
                "结束   ending: people go home, central gets the rest, then the audit", flush=True
            )
            self._settle()
        finally:
            self._stop()
        return audit.main([str(self.folder)])

    def _start(self) -> None:
        demo_hall.write(self.folder, self.ports)
        hall, central = str(self.folder / "hall.toml"), str(self.folder / "central.toml")
        broker = self._program("broker", "tools.broker", "--port", str(self.ports.broker))
        boards = self._program(
            "sim",
            *("tools.cli", "sim", "--run", str(self.folder), "--hall", hall),
            *("--panel-port", str(self.ports.panel), "--people", self.people),
            *("--gateway-url", f"http://127.0.0.1:{self.ports.gateway}"),
        )
        broker.wait_until(lambda: broker.said("broker ready"), READY_S)
        city = self._program("central", "tools.cli", "central", "--config", central)
        gateway = self._program("gateway", "tools.cli", "gateway", "--config", hall)
        city.wait_until(lambda: city.said("central ready"), READY_S)
        gateway.wait_until(lambda: gateway.said("gateway ready"), READY_S)
        boards.wait_until(lambda: boards.said('"ready"'), READY_S)

    def _welcome_staff(self) -> None:
        password = demo_staff.new_password()
        gateway = f"http://127.0.0.1:{self.ports.gateway}"
        demo_staff.welcome(self.folder, gateway, password)
        names = ", ".join(duty for duty, _ in demo_staff.OF_THE_HALL)
        city = ", ".join(duty for duty, _ in demo_staff.OF_THE_CITY)
        print(f"控制台 consoles      {gateway}/console", flush=True)
        print(f"账号   accounts      {names}; at central {city}", flush=True)
        print(f"密码   password      {password}", flush=True)

    def _program(self, name: str, *arguments: str) -> Program:
        program = Program(name, arguments, self.folder)
        self.programs.append(program)
        return program

    def _watch(self, seconds: float, stop: threading.Event) -> None:
        end = time.monotonic() + seconds if seconds else float("inf")
        news_at = time.monotonic()
        while not stop.wait(0.2) and time.monotonic() < end:
            for program in self.programs:
                if program.restart_if_killed():
                    print(
                        f"{program.name} 被杀，已重启  was killed and is started again", flush=True
                    )
            if time.monotonic() >= news_at:
                news_at += NEWS_EVERY_S
                self._tell()

    def _tell(self) -> None:
        try:
            facts = self._live()["facts"]
        except OSError:
            return  # the gateway is being started again; the next news will tell
        news = (
            "取号 {issued}  打印 {printed}  叫号 {called}  办结 {finished}  评价 {rated}"
            "   issued, printed, called, finished, rated".format(
                issued=facts.get("ticket.issued", 0),
                printed=facts.get("print.confirmed", 0),
                called=facts.get("ticket.called", 0),
                finished=facts.get("service.finished", 0),
                rated=facts.get("rating.given", 0),
            )
        )
        if news != self._told:
            print(news, flush=True)
            self._told = news

    def _settle(self) -> None:
        """Send the people home and wait until central holds every fact."""
        sim = next(program for program in self.programs if program.name == "sim")
        sim.process.send_signal(signal.SIGUSR1)
        end = time.monotonic() + QUIET_S
        before = -1
        while time.monotonic() < end:
            time.sleep(1.0)
            try:
                live = self._live()
            except OSError:
                continue
            facts = sum(live["facts"].values())
            if facts == before and live["outbox"] == 0:
                return
            before = facts
        print(f"中心 {QUIET_S:.0f} 秒内未收齐  central has not confirmed all facts in time")

    def _stop(self) -> None:
        """The gateway first, which reads the boards out; then what it speaks to."""
        order = ("gateway", "sim", "central", "broker")
        for program in sorted(self.programs, key=lambda program: order.index(program.name)):
            program.stop()

    def _live(self) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.ports.gateway}/api/v1/live"
        with urllib.request.urlopen(url, timeout=5) as answer:
            found: dict[str, Any] = json.load(answer)
        return found


def _show(url: str) -> None:
    """Open the panel for whoever has started the demo at a screen; a server has none."""
    screen = sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    if screen and sys.stdout.isatty():
        webbrowser.open(url)


def _fresh(run: Path) -> Path:
    """An empty folder; one that a former demo made is replaced, any other is left alone.

    The marker stays locked for the life of this process: two demos in one folder would each audit
    the other's facts. Raises DemoError.
    """
    marker = run / MARKER
    if run.exists() and not marker.exists():
        raise DemoError(f"{run} is there and no demo made it: name another folder by --run.")
    run.mkdir(parents=True, exist_ok=True)
    lock = os.open(marker, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise DemoError(
            f"A demo is running in {run}: end it with Ctrl-C, or name another folder by --run."
        ) from error
    for old in run.iterdir():
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        elif old != marker:
            old.unlink()
    (run / "log").mkdir()
    return run


def _ports() -> Ports:
    """The usual ports, or free ones where they are taken."""
    taken: set[int] = set()

    def free(wanted: int) -> int:
        for port in [*range(wanted, wanted + 50), 0]:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
                found: int = probe.getsockname()[1]
                if found not in taken:
                    taken.add(found)
                    return found
        raise DemoError("No TCP port is free on this machine; end some of its programs.")

    return Ports(free(8080), free(8081), free(8082), free(1883), free(9100))
