"""Plays stories by hand: `python -m tests.fault_model --seed 7 [--wrapped] [--mutant NAME] -v`."""

import argparse
import sys
from collections import Counter

from tests.fault_model.mutants import CONTROL, COVERED, MUTANTS
from tests.fault_model.play import play

BY_NAME = MUTANTS | {mutant.__name__: mutant for mutant in (CONTROL, *COVERED)}


def main() -> int:
    """Exit status 1 if something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fault_model", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=1, help="so many seeds from there on")
    parser.add_argument("--wrapped", action="store_true", help="the rings have gone round twice")
    parser.add_argument("--mutant", choices=sorted(BY_NAME), help="take a rule away")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell the story")
    wanted = parser.parse_args()
    mutant = {"mutant": BY_NAME[wanted.mutant]} if wanted.mutant else {}
    counted: Counter[str] = Counter()
    found = 0
    for seed in range(wanted.seed, wanted.seed + wanted.count):
        result = play(seed, wanted.wrapped, **mutant)
        counted += result.counted
        if wanted.verbose or result.findings:
            print(result)
        found += bool(result.findings)
    print(", ".join(f"{number} {what}" for what, number in sorted(counted.items())))
    print(f"{wanted.count} stories, {found} with findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
