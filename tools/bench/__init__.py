"""`taxhall bench NAME`: what a promise costs here, beside what it would cost at best.

Each row has a figure, and a floor from the same run: what wire, disk or processor would take if our
code took nothing. Compare ratios between machines, not figures.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from tools.bench.case import BenchError, Case, Options, Row
from tools.bench.table import words

__all__ = ["BENCHES", "main"]

BENCHES: Final = {
    "link": "tools.bench.link",
    "ticket": "tools.bench.ticket",
    "print": "tools.bench.printing",
    "insight": "tools.bench.insight",
    "web": "tools.bench.web",
    "store": "tools.bench.store",
    "uplink": "tools.bench.uplink",
    "central": "tools.bench.central",
}
"""Module by name. Each has CASES, a table of its cases by name, and is imported when it is run."""


def main(argv: Sequence[str]) -> int:
    """0 when all cases ran, whatever their figures; 1 when one could not; 2 for wrong arguments."""
    options = _parser().parse_args(argv)
    cases: Mapping[str, Case] = import_module(BENCHES[options.bench]).CASES
    unknown = [name for name in options.case if name not in cases]
    if unknown:
        print(f"{options.bench} has no case {unknown[0]!r}: {', '.join(cases)}.", file=sys.stderr)
        return 2
    chosen = {name: run for name, run in cases.items() if not options.case or name in options.case}
    options.folder.mkdir(parents=True, exist_ok=True)
    rows, failed = _run(chosen, Options(options.folder.absolute(), options.seeds, _tell))
    if options.json:
        told = {"bench": options.bench, "rows": [row.as_json() for row in rows]}
        print(json.dumps(told, ensure_ascii=False))
    elif rows:
        print(words(rows))
    return 1 if failed else 0


def _run(cases: Mapping[str, Case], options: Options) -> tuple[list[Row], bool]:
    """The rows of all cases that could be run, and whether one could not."""
    rows, failed = [], False
    for name, run in cases.items():
        try:
            rows.append(run(options))
        except BenchError as error:
            failed = True
            print(f"{name}: {error}", file=sys.stderr)
    return rows, failed


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall bench", description="Measure a part beside what it could reach at best."
    )
    parser.add_argument("bench", metavar="NAME", choices=BENCHES, help=", ".join(BENCHES))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--case",
        action="append",
        default=[],
        metavar="NAME",
        help="only this case; may be given twice",
    )
    parser.add_argument(
        "--seeds", type=_seeds, default=5, metavar="N", help="runs of what depends on chance (5)"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path("run/bench"),
        help="where its databases lie: on the disk that is to be measured (run/bench)",
    )
    return parser


def _seeds(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"give a whole number from 1 up, not {text!r}")
    return int(text)
