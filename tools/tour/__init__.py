"""`taxhall tour`: walk through a running demo with a browser, and write docs/tour.md from it.

Starts a demo of its own with simulated people, signs in as each of its staff, takes a picture at
each stop of `tools/tour/stops.py`, and writes the page with what the stops say.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tools.tour.before import furnish
from tools.tour.chromium import NoChromiumError
from tools.tour.page import page
from tools.tour.stops import STOPS
from tools.tour.walk import Demo, walk

READY_S: Final = 120.0
BUSY_S: Final = 45.0
"""After so long the simulated people have filled the hall."""
CALLED: Final = 3
"""So many calls stand on the board."""
_ADDRESS: Final = re.compile(r"^\S+\s+(panel|front panel|gateway|central)\s+(http\S+?)/$", re.M)
_PASSWORD: Final = re.compile(r"password\s+(\S+)$", re.M)


class TourError(Exception):
    """The tour cannot be made; the text says why."""


def main(argv: Sequence[str]) -> int:
    """0 when all pictures are taken; 2 with one sentence where they cannot be."""
    options = _parser().parse_args(argv)
    chosen = [stop for stop in STOPS if not options.only or stop.name in options.only]
    pictures: Path = options.docs / "tour"
    pictures.mkdir(parents=True, exist_ok=True)
    try:
        with _demo(options.url_file) as demo:
            furnish(demo.gateway, demo.password)
            walk(demo, chosen, pictures)
    except (NoChromiumError, TourError) as error:
        print(error, file=sys.stderr)
        return 2
    (options.docs / "tour.md").write_text(page(STOPS), "utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="taxhall tour", description=__doc__)
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="where the page goes")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="this picture alone; repeatable"
    )
    parser.add_argument(
        "--of",
        dest="url_file",
        type=Path,
        metavar="FILE",
        help="what a running demo has printed; default: a demo of its own",
    )
    return parser


@contextmanager
def _demo(told: Path | None) -> Iterator[Demo]:
    if told is not None:
        yield read(told.read_text("utf-8"))
        return
    with tempfile.TemporaryDirectory() as place:
        said = Path(place) / "said"
        with said.open("wb") as out:
            command = [sys.executable, "-m", "tools.cli", "demo", "--run", f"{place}/demo"]
            environment = {**os.environ, "DEMO_SECONDS": ""}
            process = subprocess.Popen(command, stdout=out, env=environment)
        try:
            end = time.monotonic() + READY_S
            while "ready after" not in said.read_text("utf-8"):
                if process.poll() is not None or time.monotonic() > end:
                    raise TourError(f"The demo did not start:\n{said.read_text('utf-8')}")
                time.sleep(0.2)
            print("the demo runs; waiting until people have filled its hall", file=sys.stderr)
            demo = read(said.read_text("utf-8"))
            time.sleep(BUSY_S)
            _wait_until_well(demo.gateway)
            yield demo
        finally:
            process.terminate()
            process.wait(90)


def _wait_until_well(gateway: str) -> None:
    """Until people are called and nothing is wrong: on a busy machine boards come late. Raises
    TourError."""
    end = time.monotonic() + READY_S
    while True:
        with urllib.request.urlopen(f"{gateway}/api/v1/live", timeout=10) as answer:
            live = json.load(answer)
        if len(live["calls"]) >= CALLED and not live["wrong"]:
            return
        if time.monotonic() > end:
            raise TourError(f"The demo's hall does not get well: {live['wrong']}")
        time.sleep(1.0)


def read(said: str) -> Demo:
    """The addresses and the password. Raises TourError."""
    found = dict(_ADDRESS.findall(said))
    password = _PASSWORD.search(said)
    if password is None or not {"front panel", "gateway", "central"} <= found.keys():
        raise TourError("This is not what a demo prints when it is ready.")
    return Demo(found["front panel"], found["gateway"], found["central"], password[1])
