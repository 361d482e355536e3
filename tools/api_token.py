"""`taxhall api-token`: let a kiosk or a program ask a running gateway, and let it no more."""

import argparse
from datetime import datetime
from urllib.parse import quote

from tools import asking

DUTIES = ("kiosk", "clerk", "guide", "leader", "technician")
PATH = "/api/v1/tokens"


def main(argv: list[str]) -> int:
    """0 when it is done, 1 when the hall refuses, 2 when nobody answers."""
    options = _parser().parse_args(argv)
    match options.what:
        case "add":
            body = {"name": options.name, "duty": options.duty, "days": options.days}
            answer = asking.ask(options, PATH, body)
            told = answer.document.get("secret", "")
        case "revoke":
            answer = asking.ask(options, f"{PATH}/{quote(options.name, safe='')}", method="DELETE")
            told = f"{options.name}: 已撤销。 Revoked."
        case _:
            answer = asking.ask(options, PATH, method="GET")
            told = "\n".join(_line(one) for one in answer.document.get("tokens", ()))
    print(answer.sentence or told)
    return answer.code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall api-token",
        description="API tokens. `add` prints the secret, alone on its line and this once: nobody"
        " can read it back.",
    )
    asking.add_options(parser)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = what.add_parser("add", help="a new token")
    add.add_argument("name", help="letters, digits, - _ and .")
    add.add_argument("--duty", required=True, choices=DUTIES)
    add.add_argument("--days", type=int, default=365, help="for which it lasts; default: 365")
    revoke = what.add_parser("revoke", help="the token is worth nothing from this moment")
    revoke.add_argument("name")
    what.add_parser("list", help="the tokens, without their secrets")
    asking.add_options_again(what.choices.values())
    return parser


def _line(one: dict[str, object]) -> str:
    until_ms = one["until_ms"]
    assert isinstance(until_ms, int)
    until = datetime.fromtimestamp(until_ms / 1000).astimezone()
    return f"{one['name']}  {one['duty']}  到 until {until:%Y-%m-%d %H:%M %z}"
