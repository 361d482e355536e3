"""`taxhall staff`: who may sign in at a running gateway, and as what."""

import argparse
import getpass
import sys
from urllib.parse import quote

from screens.people.names import clean
from tools import asking

DUTIES = ("clerk", "guide", "leader", "technician", "administrator")
PATH = "/api/v1/staff"


def main(argv: list[str]) -> int:
    """0 when it is done, 1 when the hall refuses, 2 when nobody answers."""
    options = _parser().parse_args(argv)
    answer: asking.Answer
    match options.what:
        case "list":
            answer = asking.ask(options, PATH, method="GET")
            if answer.code == 0:
                _print(answer)
                return 0
        case "add":
            answer = _add(options)
        case "deactivate":
            answer = _change(options, {"active": False})
        case "activate":
            answer = _change(options, {"active": True})
        case _:
            answer = _change(options, {"password": _password(options.name)})
    print(answer.sentence or f"{options.name}: 已完成。 Done.")
    return answer.code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall staff",
        description="Accounts of the hall's people. A password is asked for at the terminal; where"
        " there is none it is the first line of the input. It is never an argument, which every"
        " user of the machine could read.",
    )
    asking.add_options(parser)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = what.add_parser("add", help="a new account")
    add.add_argument("name", help="to sign in with")
    add.add_argument("--duty", required=True, choices=DUTIES)
    add.add_argument("--shown", help="as taxpayers read it; default: the name")
    for verb, told in (
        ("password", "a new password; it ends all sessions of the account, and a pause"),
        ("deactivate", "nobody signs in with it any more, from this moment"),
        ("activate", "the account may be used again"),
    ):
        what.add_parser(verb, help=told).add_argument("name", help="that it signs in with")
    what.add_parser("list", help="everybody who has an account")
    asking.add_options_again(what.choices.values())
    return parser


def _add(options: argparse.Namespace) -> asking.Answer:
    body = {
        "name": options.name,
        "shown": options.shown or options.name,
        "duty": options.duty,
        "password": _password(options.name),
    }
    return asking.ask(options, PATH, body)


def _change(options: argparse.Namespace, change: dict[str, object]) -> asking.Answer:
    """Of the account that signs in with this name."""
    everybody = asking.ask(options, PATH, method="GET")
    if everybody.code:
        return everybody
    for one in everybody.document["staff"]:
        if one["name"] == clean(options.name):
            return asking.ask(options, f"{PATH}/{quote(one['token'])}", change, "PATCH")
    return asking.Answer(1, {}, f"没有这个账号。 Nobody signs in as {options.name}.")


def _password(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"密码 Password of {name}: ")
    if getpass.getpass("再输一次 Once more: ") != password:
        raise SystemExit("两次输入不同。 These were two different passwords; nothing was changed.")
    return password


def _print(answer: asking.Answer) -> None:
    for one in answer.document["staff"]:
        note = "" if one["can_sign_in"] else "  不能登录 cannot sign in"
        print(f"{one['name']}  {one['shown']}  {one['duty']}  {one['token']}{note}")
