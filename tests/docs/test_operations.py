"""The operations page's hall.toml starts, and the metrics that it names are there."""

import re
from pathlib import Path

import pytest

from central import metrics as central
from central.ingest import IngestStatus
from gateway import config
from gateway.hall import slots
from gateway.hall.alarms import SEEN_BY
from gateway.hall.booking_rules import BookingRules
from gateway.hall.here import Duty
from gateway.hall.plan import Business, HallPlan, Window
from gateway.web import metrics
from gateway.web.reading import Reading
from insight.alarms import MANNERS
from tests.web.halls import HALL

PAGE = Path("docs/operations.md").read_text("utf-8")


def test_the_hall_toml_of_the_page_is_a_good_one(tmp_path: Path) -> None:
    example, *_ = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    path = tmp_path / "hall.toml"
    path.write_text(example, "utf-8")
    loaded = config.load(path)
    assert len(loaded.printer) == 1
    assert len(loaded.plan().boards) == 3


def test_without_boards_printer_and_uplink_it_is_a_trial_s(tmp_path: Path) -> None:
    example, *_ = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    tables = re.split(r"^(?=\[)", example, flags=re.M)
    kept = [one for one in tables if not one.startswith(("[[board]]", "[[printer]]", "[uplink]"))]
    assert len(kept) == len(tables) - 5
    path = tmp_path / "hall.toml"
    path.write_text(
        "".join(kept).replace('first_day = "asked"', 'first_day = "automatic"'), "utf-8"
    )
    loaded = config.load(path)
    assert (loaded.board, loaded.printer, loaded.uplink) == ((), (), None)


@pytest.mark.parametrize(("shares", "places"), [(("A",), 3), (("A", "B"), 1)])
def test_the_places_of_a_slot_are_those_of_the_page(shares: tuple[str, ...], places: int) -> None:
    windows = tuple(Window(id, id, shares) for id in ("1", "2"))
    businesses = tuple(Business(code, code) for code in shares)
    plan = HallPlan("h", "h", windows=windows, businesses=businesses, boards=())
    assert slots.capacity(plan, BookingRules(), "A") == places
    assert f"= {places} places" in PAGE or f"which is {places}." in PAGE


def test_every_metric_of_the_page_is_told() -> None:
    told = metrics.exposition(lambda: Reading(HALL, 0.0))().decode()
    told += central.exposition([], {}, IngestStatus())[0].decode()
    for name in set(re.findall(r"`(taxhall_\w+)`", PAGE)):
        assert f"# HELP {name.removesuffix('_total')}" in told or f"# HELP {name}" in told, name


def test_every_kind_of_alarm_stands_with_its_manner() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    for kind, manner in MANNERS.items():
        (row,) = [one for one in rows if one.startswith(f"| `{kind}` |")]
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[3] == span(manner.raise_after_ms), kind
        if kind != "bad_rating":
            assert cells[4].endswith(span(manner.clear_after_ms)), kind
        wait_ms = manner.escalate_after_ms
        assert cells[5] == ("never" if wait_ms is None else span(wait_ms)), kind
        named = {duty for duty in Duty if duty in cells[6]}
        assert named == SEEN_BY[kind], kind


def span(ms: int) -> str:
    if not ms:
        return "at once"
    return f"{ms // 60_000} min" if ms >= 60_000 else f"{ms // 1000} s"
