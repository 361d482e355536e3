"""`taxhall day`: open a business day at a running gateway, as the duty leader does each morning."""

import argparse

from tools import asking


def main(argv: list[str]) -> int:
    """Open the day; 0 when it is open, 1 when the hall refuses, 2 when nobody answers."""
    parser = argparse.ArgumentParser(
        prog="taxhall day",
        description="Open a business day. Numbers begin at 1 again; whoever waits, waits on.",
    )
    parser.add_argument(
        "day", nargs="?", default="today", help="such as 2026-12-24; default: today in the hall"
    )
    parser.add_argument(
        "--after",
        action="append",
        default=[],
        type=_last_number,
        metavar="A=57",
        help="numbers of A go on after 57, which is the last one that was given out on this day",
    )
    parser.add_argument(
        "--from-one",
        action="store_true",
        help="a new gateway: no other number was given out on this day",
    )
    asking.add_options(parser)
    options = parser.parse_args(argv)
    wanted = {"day": options.day, "after": dict(options.after), "from_one": options.from_one}
    answer = asking.ask(options, "/api/v1/day", wanted)
    print(answer.sentence or f"The business day {answer.document['day']} is open.")
    return answer.code


def _last_number(text: str) -> tuple[str, int]:
    business, _, last = text.partition("=")
    if not business or not (last.isascii() and last.isdigit()):
        raise argparse.ArgumentTypeError(f"write it like A=57, not {text}")
    return business, int(last)
