"""`taxhall chaos`: break everything that can be broken, and see that nothing is lost or doubled.

The seed chooses what goes wrong and when; the machine's own timing still plays its part.
"""

import argparse
import json
import sys
from pathlib import Path

from hw_sim.vm_process import VmError
from tools.audit.report import UnusableError
from tools.chaos import link
from tools.processes import ProgramError


def main(argv: list[str]) -> int:
    """0 if the audit at the end is clean, 1 if not, 2 if it could not be made."""
    parser = argparse.ArgumentParser(prog="taxhall chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of what goes wrong, and when (1)")
    parser.add_argument("--minutes", type=_minutes, default=1.0, help="how long (1)")
    parser.add_argument(
        "--only", choices=("link",), required=True, help="what is broken: the lines and boards"
    )
    parser.add_argument("--run", type=Path, default=Path("run/chaos"), help="folder of its data")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    options = parser.parse_args(argv)
    try:
        report = link.run(options.run.absolute(), options.seed, options.minutes)
    except (ProgramError, UnusableError, VmError) as error:
        print(f"The chaos cannot be told: {error}", file=sys.stderr)
        return 2
    print(json.dumps(report, ensure_ascii=False, indent=None if options.json else 1))
    return 0 if report["clean"] else 1


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0 < minutes <= 24 * 60:
        raise argparse.ArgumentTypeError("more than 0 minutes, and at most a day")
    return minutes
