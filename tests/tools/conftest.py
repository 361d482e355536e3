"""A day that every audit begins with."""

from pathlib import Path

import pytest

from tests.store.fakes import open_store
from tests.tools.audited import Run, keep_central, keep_flash, live


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("day")
    with open_store(folder / "gateway.db") as store:
        keep_flash(folder, live(store))
    keep_central(folder)
    return folder


@pytest.fixture
def run(day: Path, tmp_path: Path) -> Run:
    for file in [path for path in day.rglob("*") if path.is_file()]:
        copy = tmp_path / "run" / file.relative_to(day)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    return Run(tmp_path / "run")
