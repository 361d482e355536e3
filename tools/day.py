"""`taxhall day`: open a business day at a running gateway, as the duty leader does each morning."""

import argparse
import json
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path

TIMEOUT_S = 40
"""The gateway itself waits 30 s for its disk, and then says so."""

MOST_BYTES = 65_536
"""Of an answer that refuses."""


def main(argv: list[str]) -> int:
    """Open the day; 0 when it is open, 1 when the hall refuses, 2 when nobody answers."""
    parser = argparse.ArgumentParser(
        prog="taxhall day",
        description="Open a business day. Numbers begin at 1 again; whoever waits, waits on.",
    )
    parser.add_argument("day", nargs="?", default=date.today().isoformat(), help="default: today")
    parser.add_argument("--gateway", default="http://127.0.0.1:8081", help="address of its page")
    parser.add_argument(
        "--token",
        type=Path,
        default=Path("web-token"),
        help="the file web-token that the gateway keeps beside its database",
    )
    arguments = parser.parse_args(argv)
    try:
        token = arguments.token.read_text("ascii").strip()
    except OSError as error:
        print(f"The token {arguments.token} cannot be read ({error.strerror}): name it by --token.")
        return 2
    return _open(arguments.gateway, token, arguments.day)


def _open(gateway: str, token: str, day: str) -> int:
    request = urllib.request.Request(
        f"{gateway.rstrip('/')}/api/v1/day",
        data=json.dumps({"day": day}).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S):
            print(f"The business day {day} is open.")
            return 0
    except urllib.error.HTTPError as error:
        print(_told(error))
        return 1
    except OSError as error:
        print(f"No gateway answers at {gateway} ({error}): start it, or name it by --gateway.")
        return 2


def _told(error: urllib.error.HTTPError) -> str:
    """The sentence of the answer; who is no gateway of ours gives none."""
    try:
        detail = json.loads(error.read(MOST_BYTES))["detail"]
    except (ValueError, LookupError, TypeError, OSError):
        return f"{error.url} answers {error.code} {error.reason} without a word: is it a gateway?"
    return str(detail)
