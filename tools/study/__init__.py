"""`taxhall study NAME`: what the system's own advice is worth, tried in a hall that is a model."""

import argparse
import json
import sys
from collections.abc import Sequence

from tools.study.compare import compare
from tools.study.words import words

__all__ = ["main"]

MOST_DAYS = 200


def main(argv: Sequence[str]) -> int:
    """0 when the study was made, whatever it found."""
    options = _parser().parse_args(argv)
    study = compare(options.days, options.seed, _tell)
    print(json.dumps(study.as_json(), ensure_ascii=False) if options.json else words(study))
    return 0


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall study",
        description="Simulated days under the real rules: advice that is followed, and the same"
        " days without.",
    )
    parser.add_argument("study", choices=["advice"])
    parser.add_argument("--days", type=_days, default=30, metavar="N", help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="default: %(default)s")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _days(text: str) -> int:
    if not text.isdecimal() or not 2 <= int(text) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"give a whole number from 2 to {MOST_DAYS}, not {text!r}")
    return int(text)
