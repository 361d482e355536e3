"""The operations page's hall.toml starts, and the metrics that it names are there."""

import re
from pathlib import Path

from gateway import config
from gateway.web import metrics
from gateway.web.reading import Reading
from tests.web.halls import HALL

PAGE = Path("docs/operations.md").read_text("utf-8")


def test_the_hall_toml_of_the_page_is_a_good_one(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    path = tmp_path / "hall.toml"
    path.write_text(example, "utf-8")
    loaded = config.load(path)
    assert loaded.printer is not None
    assert len(loaded.plan().boards) == 3


def test_every_metric_of_the_page_is_told() -> None:
    told = metrics.exposition(lambda: Reading(HALL, 0.0))().decode()
    for name in set(re.findall(r"`(taxhall_\w+)`", PAGE)):
        assert f"# HELP {name.removesuffix('_total')}" in told or f"# HELP {name}" in told, name
