"""`taxhall staff`: who may sign in at a running gateway, and as what."""

import argparse
from urllib.parse import quote

from screens.people.names import clean
from tools import asking
from tools.accounts import PASSWORDS, add_verbs, password_of

DUTIES = ("clerk", "guide", "leader", "technician", "administrator")
PATH = "/api/v1/staff"


def main(argv: list[str]) -> int:
    """0 when it is done, 1 when the hall refuses, 2 when nobody answers."""
    options = _parser().parse_args(argv)
    answer = _done(options)
    if options.what == "list" and answer.code == 0:
        _print(answer)
        return 0
    print(answer.sentence or f"{options.name}: 已完成。 Done.")
    return answer.code


def _done(options: argparse.Namespace) -> asking.Answer:
    """What the hall says to it."""
    match options.what:
        case "list":
            return asking.ask(options, PATH, method="GET")
        case "add":
            return _add(options)
        case "deactivate":
            return _change(options, {"active": False})
        case "activate":
            return _change(options, {"active": True})
        case _:
            return _change(options, {"password": password_of(options.name)})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall staff",
        description=f"Accounts of the hall's people. {PASSWORDS}",
    )
    asking.add_options(parser)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = add_verbs(what, shown_to="taxpayers")
    add.add_argument("--duty", required=True, choices=DUTIES)
    asking.add_options_again(what.choices.values())
    return parser


def _add(options: argparse.Namespace) -> asking.Answer:
    body = {
        "name": options.name,
        "shown": options.shown or options.name,
        "duty": options.duty,
        "password": password_of(options.name),
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


def _print(answer: asking.Answer) -> None:
    for one in answer.document["staff"]:
        note = "" if one["can_sign_in"] else "  不能登录 cannot sign in"
        print(f"{one['name']}  {one['shown']}  {one['duty']}  {one['token']}{note}")
