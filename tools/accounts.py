"""What `taxhall staff` and `taxhall city-staff` have in common: verbs, and how a password comes."""

import argparse
import getpass
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

PASSWORDS: Final = (
    "A password is asked for at the terminal; where there is none it is the first line of the"
    " input. It is never an argument, which every user of the machine could read."
)


def add_verbs(what: "Verbs", shown_to: str) -> argparse.ArgumentParser:
    """Let `what` take every verb; gives the parser of `add`, which takes a duty too.

    shown_to: who reads the name that is shown.
    """
    add = what.add_parser("add", help="a new account")
    add.add_argument("name", help="to sign in with")
    add.add_argument("--shown", help=f"as {shown_to} read it; default: the name")
    for verb, told in (
        ("password", "a new password; it ends all sessions of the account, and a pause"),
        ("deactivate", "nobody signs in with it any more, from this moment"),
        ("activate", "the account may be used again"),
    ):
        what.add_parser(verb, help=told).add_argument("name", help="that it signs in with")
    what.add_parser("list", help="everybody who has an account")
    return add


def password_of(name: str) -> str:
    """The password of whoever signs in by this name, as it is typed. Ends the program where two
    different ones are typed at a terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"密码 Password of {name}: ")
    if getpass.getpass("再输一次 Once more: ") != password:
        raise SystemExit("两次输入不同。 These were two different passwords; nothing was changed.")
    return password
