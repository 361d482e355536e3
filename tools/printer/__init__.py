"""`taxhall printer`: find a ticket printer, see how it is, print a page on it."""

import argparse
from pathlib import Path

from tools.printer import finding, trying


def main(argv: list[str]) -> int:
    """0 when all is well, 1 when somebody has to see to a printer, 2 when nothing was asked."""
    parser = argparse.ArgumentParser(
        prog="taxhall printer",
        description="Set a ticket printer up: find it, see how it is, print a page on it. Printers"
        " of a hall are asked here only while its gateway is stopped.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    find = verbs.add_parser("find", help="what is plugged in, and what answers on the network")
    find.add_argument(
        "hosts",
        nargs="*",
        metavar="HOST[:PORT]",
        help="look there for a printer; most print their own address when they are switched on"
        " with the feed button held down",
    )
    status = verbs.add_parser("status", help="how each printer of hall.toml is")
    test = verbs.add_parser("test", help="print a page, and see whether the printer says so")
    test.add_argument("--printer", metavar="NAME", help="which; needed where there are several")
    for verb in (status, test):
        verb.add_argument("--config", type=Path, default=Path("hall.toml"), metavar="FILE")
    options = parser.parse_args(argv)
    if options.verb == "find":
        return finding.find(options.hosts)
    if options.verb == "status":
        return trying.status(options.config)
    return trying.test(options.config, options.printer)
