"""`taxhall sim`: the boards of a hall.toml in VMs, its printer, its people and the front panel.

SIGTERM stops it. SIGUSR1 sends the people away at once and for good, so that what was pressed can
be counted.
"""

import argparse
import json
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from gateway.config import ConfigError
from hw_sim import spec
from hw_sim.hall import SimHall
from hw_sim.panel import run_panel
from hw_sim.spec import SpecError
from hw_sim.vm_process import VmError
from screens.server import WebServerError

# The threads of the lines must not wait the usual 5 ms for the one that draws the panel.
_SWITCH_S = 0.0005


def main(argv: list[str]) -> int:
    """0 after a tidy stop, 2 with one sentence when it cannot start."""
    options = _parse(argv)
    sys.setswitchinterval(_SWITCH_S)
    orders: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        signal.signal(number, lambda given, _: orders.put(given))
    try:
        with ExitStack() as undo:
            hall = undo.enter_context(_hall(options))
            url = options.gateway_url or hall.spec.gateway_url
            panel = run_panel(hall, options.panel_host, options.panel_port, url)
            undo.callback(panel.stop)
            hall.power_on()
            hall.people.switch(options.people == "on")
            _say(ready=True, panel=panel.url, boards=len(hall.boards), gateway=url)
            while orders.get() == signal.SIGUSR1:
                hall.people.close()
                _say(people="gone")
    except (ConfigError, SpecError, VmError, WebServerError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _hall(options: argparse.Namespace) -> SimHall:
    path: Path = options.hall or options.run / "hall.toml"
    if not path.exists():
        raise SpecError(f"{path} does not exist: name the hall.toml of the gateway with --hall.")
    return SimHall(spec.read(path), options.run, speed=options.speed, seed=options.seed)


def _say(**what: object) -> None:
    print(json.dumps(what, ensure_ascii=False), flush=True)


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="taxhall sim", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, metavar="DIR", help="folder of its data")
    parser.add_argument(
        "--hall", type=Path, metavar="FILE", help="the gateway's hall.toml (default: in DIR)"
    )
    parser.add_argument("--panel-host", default="127.0.0.1", metavar="HOST")
    parser.add_argument("--panel-port", type=int, default=8080, metavar="PORT", help="0: any free")
    parser.add_argument("--gateway-url", metavar="URL", help="default: from hall.toml")
    parser.add_argument("--people", choices=("on", "off"), default="off")
    parser.add_argument(
        "--speed", type=_speed, default=60.0, help="hall seconds per second (default: 60)"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the people's habits")
    return parser.parse_args(argv)


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= 1000:
        raise argparse.ArgumentTypeError("a speed is above 0 and at most 1000")
    return speed
