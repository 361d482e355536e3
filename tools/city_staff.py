"""`taxhall city-staff`: who may sign in at the city's central, and whose halls they see.

It works on the database itself, beside a running central or before its first start: whoever may
write that file is its administrator, so there is no default password and no token to be kept.
"""

import argparse
import sys
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from central.config import Config, ConfigError, load
from central.people.accounts import MACHINE
from central.people.nouns import Account, Duty
from central.people.people import People
from central.store import StoreError, open_database
from screens.people.errors import PeopleError
from screens.people.names import ShownName, SignInName, clean
from tools.accounts import PASSWORDS, add_verbs, password_of


def main(argv: list[str]) -> int:
    """0 when it is done, 1 when a rule refuses, 2 when there is no database to work on."""
    options = _parser().parse_args(argv)
    try:
        config = load(options.config)
        people = People(open_database(config.store))
    except (ConfigError, StoreError, PeopleError) as error:
        print(error)
        return 2
    try:
        print(_do(options, config, people))
    except PeopleError as no:
        print(no)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall city-staff",
        description=f"Accounts of the city's people. {PASSWORDS}",
    )
    parser.add_argument("--config", type=Path, default=Path("central.toml"), metavar="FILE")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = add_verbs(what, shown_to="colleagues")
    add.add_argument("--duty", required=True, choices=[duty.value for duty in Duty])
    add.add_argument("--county", help="id of a [[county]] of central.toml, for the duty county")
    for one in what.choices.values():  # people write it behind the verb, too
        one.add_argument(
            "--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="central.toml"
        )
    return parser


def _do(options: argparse.Namespace, config: Config, people: People) -> str:
    """What came of it. Raises PeopleError."""
    match options.what:
        case "list":
            return "\n".join(_line(one) for one in people.accounts.all()) or (
                "还没有账号。 There is no account yet."
            )
        case "add":
            _add(options, config, people)
        case "password":
            account = _account(people, options.name)
            people.set_password(MACHINE, account, password_of(options.name))
        case verb:
            people.let(MACHINE, _account(people, options.name), verb == "activate")
    return f"{options.name}: 已完成。 Done."


def _add(options: argparse.Namespace, config: Config, people: People) -> None:
    counties = [county.id for county in config.county]
    if options.county is not None and options.county not in counties:
        raise PeopleError(
            f"没有这个县区。 There is no [[county]] {options.county} in {options.config}; it has"
            f" {', '.join(counties) or 'none'}."
        )
    try:
        name = TypeAdapter(SignInName).validate_python(options.name)
        shown = TypeAdapter(ShownName).validate_python(options.shown or options.name)
    except ValidationError as error:
        told = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise PeopleError(f"姓名不合要求。 The name cannot be used: {told}.") from error
    duty = Duty(options.duty)
    people.add(MACHINE, name, shown, duty, options.county, password_of(name))


def _account(people: People, name: str) -> Account:
    found = people.accounts.named(clean(name))
    if found is None:
        raise PeopleError(f"没有这个账号。 Nobody signs in as {name}.")
    return found


def _line(one: Account) -> str:
    county = f" {one.county}" if one.county else ""
    note = "" if one.active else "  已停用 not active"
    return f"{one.name}  {one.shown}  {one.duty}{county}{note}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
