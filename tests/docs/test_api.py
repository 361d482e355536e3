"""The page of the API has every way, as the table of ways has it."""

from pathlib import Path

import pytest

from gateway.web.body import MOST_BYTES
from gateway.web.ways import WAYS, Way
from gateway.web.wishing import owners_path

PAGE = Path("docs/api.md").read_text("utf-8")


def row(way: Way) -> str:
    marks = [mark for mark, has in (("key", way.keyed), ("subject", way.personal)) if has]
    own = f"`{owners_path(way)}`" if way.of_owner else ""
    own += " in the hall" if way.in_hall else ""
    return f"| `{way.path}` | {way.summary} | {', '.join(marks)} | {own} |"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.wish.__name__)
def test_a_way_stands_on_the_page_as_it_is(way: Way) -> None:
    assert row(way) in PAGE.splitlines()


def test_the_page_has_no_way_that_is_not_there() -> None:
    table = PAGE.partition("| path |")[2].partition("\n\n")[0].splitlines()[2:]
    assert len(table) == len(WAYS)


def test_the_bound_of_a_body_is_the_one_that_holds() -> None:
    assert f"{MOST_BYTES:,} bytes" in PAGE
