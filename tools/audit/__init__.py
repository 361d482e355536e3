"""`taxhall audit`: do boards, gateway and central hold the same facts, each of them once?

It believes nobody: journals are read from the flash images, digests and marks are computed anew,
and the rules of the hall that no store may break are checked on the facts themselves.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.audit import boards, central, gateway
from tools.audit.report import Report, UnusableError, words

__all__ = ["Report", "UnusableError", "audit", "main"]


def audit(boards_folder: Path | None, gateway_db: Path, central_place: str | Path) -> Report:
    """Compare the three, or without a folder of boards the two databases; central.place_of tells
    what a place may be. Raises UnusableError when one of them cannot be read at all."""
    report = Report()
    written = dict(boards.journals(boards_folder, report)) if boards_folder else {}
    kept = gateway.read(gateway_db, report)
    report.facts = {"devices": len(written), "gateway": len(kept.rows), "central": 0}
    boards.compare(written, kept, report)
    gateway.check(kept, report)
    central.compare(central.place_of(central_place), kept, report)
    return report


def main(argv: Sequence[str] | None = None) -> int:
    """Exit 0 when clean, 1 on any difference, 2 with a sentence when there is nothing to audit."""
    parser = argparse.ArgumentParser(
        prog="taxhall audit", description="Compare what boards, gateway and central hold."
    )
    parser.add_argument("run", nargs="?", type=Path, default=Path("run/demo"), metavar="RUN_DIR")
    flash = parser.add_mutually_exclusive_group()
    flash.add_argument("--boards", type=Path, help="folder of UID.flash (RUN_DIR/boards)")
    flash.add_argument(
        "--no-boards",
        action="store_true",
        help="compare gateway and central alone",
    )
    parser.add_argument("--gateway", type=Path, help="the gateway's store (RUN_DIR/gateway.db)")
    parser.add_argument(
        "--central",
        metavar="PLACE",
        help="central's store: its file (RUN_DIR/central.db), the url of its PostgreSQL, or the"
        " central.toml that names it",
    )
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    options = parser.parse_args(argv)
    try:
        report = audit(
            None if options.no_boards else options.boards or options.run / "boards",
            options.gateway or options.run / "gateway.db",
            options.central or options.run / "central.db",
        )
    except (UnusableError, OSError) as error:
        print(f"The audit cannot be made: {error}", file=sys.stderr)
        return 2
    print(json.dumps(report.as_json(), ensure_ascii=False) if options.json else words(report))
    return 0 if report.clean else 1
