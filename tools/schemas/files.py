"""The written contract below protocol/: what it should be, and whether it is."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import tools.schemas
from tools.schemas.contract import contract
from tools.schemas.messages import schemas

PROTOCOL: Final = Path(__file__).parents[2] / "protocol"


def generate() -> dict[str, str]:
    """Text of each file by its path below protocol/."""
    files = {f"schemas/{name}.json": _json(schema) for name, schema in schemas().items()}
    # JSON is YAML: what reads AsyncAPI reads this, and no YAML writer is needed to make it.
    return files | {"asyncapi.yaml": _json(contract())}


def drift() -> list[str]:
    """Files below protocol/ that are missing, different or left over."""
    files = generate()
    there = {f"schemas/{path.name}" for path in (PROTOCOL / "schemas").glob("*.json")}
    changed = [
        name
        for name, text in files.items()
        if not (PROTOCOL / name).is_file() or (PROTOCOL / name).read_text("utf-8") != text
    ]
    return sorted({*changed, *(there - files.keys())})


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files, or with --check compare them."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.schemas", description=tools.schemas.__doc__
    )
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args(argv)
    drifted = drift()
    if options.check:
        for name in drifted:
            print(f"protocol/{name} is not what protocol/ defines: run python -m tools.schemas")
        return 1 if drifted else 0
    files = generate()
    (PROTOCOL / "schemas").mkdir(exist_ok=True)
    for name in drifted:
        if name in files:
            (PROTOCOL / name).write_text(files[name], "utf-8")
        else:
            (PROTOCOL / name).unlink()
        print(f"protocol/{name}")
    return 0


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
