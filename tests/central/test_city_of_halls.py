"""Halls that write true facts, a line that spoils their coming, and figures that stay theirs."""

from pathlib import Path

import pytest

from protocol.facts import RatingGiven, ServiceFinished, TicketIssued, TicketNoShow
from tools.bench.central.city import DAY, by_hand, differences, make, send

SEEN = (TicketIssued, ServiceFinished, TicketNoShow, RatingGiven)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city")


def test_a_hall_of_the_city_has_a_day_as_halls_have_it():
    (entries,) = make(1, 80).values()
    assert [entry.n for entry in entries] == list(range(1, len(entries) + 1))
    kinds = [type(entry.fact) for entry in entries]
    assert kinds.count(TicketIssued) == 80
    assert kinds.count(ServiceFinished) + kinds.count(TicketNoShow) == 80
    assert all(kind in kinds for kind in SEEN)


def test_the_citys_figures_are_a_recount_of_what_its_halls_know(
    folder: Path, request: pytest.FixtureRequest
):
    long = request.config.getoption("--long")
    halls = make(30, 300) if long else make(4, 40)
    figures, sums, sent = send(halls, folder)
    assert sent > sum(map(len, halls.values())), "nothing was doubled or sent again"
    assert differences(halls, figures, sums) == []


def test_a_figure_that_is_off_by_one_is_found(tmp_path: Path):
    halls = make(1, 20)
    figures, sums, _ = send(halls, tmp_path)
    (hall,) = halls
    for (scope, name), times in by_hand(halls[hall]).items():
        figures[hall][DAY][scope].count(name)
        assert differences(halls, figures, sums), f"{times + 1} {name} of {scope} were believed"
        figures[hall][DAY][scope].count(name, -1)
