"""The people of the demo's hall and city. No password is twice the same, or known beforehand."""

import argparse
import secrets
from pathlib import Path

from central.config import load
from central.people.accounts import MACHINE
from central.people.nouns import Duty
from central.people.people import People
from central.store import open_database
from screens.people.errors import PeopleError
from tools import asking

OF_THE_HALL = (
    ("clerk", "王小明"),
    ("guide", "李导税"),
    ("leader", "陈值班"),
    ("technician", "赵技术"),
    ("administrator", "管理员"),
)
"""Names to sign in with, which are also the duties, and names as people read them."""

OF_THE_CITY = (("city", "周市局"),)


class StaffError(Exception):
    """An account could not be made; the text says why."""


def new_password() -> str:
    """Twelve characters that are easily typed."""
    return secrets.token_hex(6)


def welcome(folder: Path, gateway: str, password: str) -> None:
    """Make all accounts. Raises StaffError."""
    options = argparse.Namespace(gateway=gateway, token=folder / "web-token")
    for duty, shown in OF_THE_HALL:
        account = {"name": duty, "shown": shown, "duty": duty, "password": password}
        answer = asking.ask(options, "/api/v1/staff", account)
        if answer.code:
            raise StaffError(answer.sentence)
    try:
        city = People(open_database(load(folder / "central.toml").store))
        for duty, shown in OF_THE_CITY:
            city.add(MACHINE, duty, shown, Duty(duty), None, password)
    except PeopleError as error:
        raise StaffError(str(error)) from error
