"""`taxhall day`: open a business day at a running gateway, as the duty leader does each morning."""

import argparse
from datetime import date

from tools import asking


def main(argv: list[str]) -> int:
    """Open the day; 0 when it is open, 1 when the hall refuses, 2 when nobody answers."""
    parser = argparse.ArgumentParser(
        prog="taxhall day",
        description="Open a business day. Numbers begin at 1 again; whoever waits, waits on.",
    )
    parser.add_argument("day", nargs="?", default=date.today().isoformat(), help="default: today")
    asking.add_options(parser)
    options = parser.parse_args(argv)
    answer = asking.ask(options, "/api/v1/day", {"day": options.day})
    print(answer.sentence or f"The business day {options.day} is open.")
    return answer.code
