"""The house's own papers: rooms, lock files, licence."""

import re
import tomllib
from pathlib import Path

import pytest

from tools.cli import ROOMS

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def rooms_on_disk() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"}


def test_every_room_is_known_to_the_program_the_package_and_the_import_linter() -> None:
    rooms = rooms_on_disk()
    assert rooms <= set(ROOMS)
    assert rooms <= set(PROJECT["tool"]["setuptools"]["packages"]["find"]["include"])
    assert rooms == set(PROJECT["tool"]["importlinter"]["root_packages"])


@pytest.mark.parametrize("room", ["protocol", "insight", "gateway/hall"])
def test_a_room_without_io_is_held_to_it(room: str) -> None:
    if not (ROOT / room / "__init__.py").exists():
        return  # nothing to hold yet
    held = {
        module
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        if {"time", "socket", "sqlite3"} <= set(contract.get("forbidden_modules", ()))
        for module in contract["source_modules"]
    }
    assert room.replace("/", ".") in held


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_everything_by_hash_and_names_no_address(lock: Path) -> None:
    text = "\n".join(line for line in lock.read_text("utf-8").splitlines() if line[:1] != "#")
    assert not re.search(r"https?://|file:|^\s*--(index|extra|find|trusted)", text, re.MULTILINE)
    pins = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert pins
    for pin in pins:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+", pin), pin
        assert "--hash=sha256:" in pin, pin


def test_a_hall_machine_gets_the_versions_that_the_tests_ran_on() -> None:
    run, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / name).read_text("utf-8"), re.M))
        for name in ("run.txt", "dev.txt")
    )
    assert run
    assert run <= dev


def test_each_declared_package_is_in_the_lock() -> None:
    declared = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["sim"],
        *PROJECT["project"]["optional-dependencies"]["dev"],
    ]
    locked = set(
        re.findall(r"^(\S+)==", (ROOT / "requirements" / "dev.txt").read_text("utf-8"), re.M)
    )
    names = {re.split(r"[^a-z0-9-]", line)[0] for line in declared} - {"taxhall"}
    assert names <= locked
