"""The file of tallies beside a hall's database may be lost, spoilt or cut off, and tells no lie."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.hall_facts import HallFacts
from gateway.kept_figures import KeptFigures, file_of
from gateway.store import OpenDay, Store
from insight import kept_rows
from insight.book import Book, Rollup
from insight.kept import Change, Kept
from insight.rollups import Rollups
from insight.scope import HALL
from protocol import records
from runtime import kept_file
from runtime.kept_file import HallTallies, KeptFile, KeptFileError
from runtime.kept_up import NotCountedError
from tests.store.fakes import FakeBoard, dispenser, open_store
from tests.tools.audited import live

ZONE = ZoneInfo("Asia/Shanghai")
EVER = ("0000", "9999")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Four days, of which each has a morning; the last one's is not over."""
    with open_store(tmp_path / "gateway.db") as store:
        live(store)
        for day in ("2026-11-24", "2026-11-25", "2026-11-26"):
            store.commit(OpenDay(day))
            dispenser_of_the(day, store).press(0)
        yield store


def dispenser_of_the(day: str, store: Store) -> FakeBoard:
    """It has another journal each day."""
    board = dispenser(store)
    board.journal = int(day[-2:])
    board.deliver(board.write(records.BOOT, records.boot_payload(1, 1)))
    return board


def recount(store: Store, until: int = 10_000) -> Rollup:
    book = Book(ZONE)
    with store.reader() as reader:
        book.take(reader.entries(limit=until))
    return book.rollup


def kept(store: Store) -> Rollup:
    """What a gateway would tell that has just been started."""
    figures = KeptFigures(store, ZONE)
    try:
        n, rollup = figures.of(*EVER)
        assert n == store.n
        return rollup
    finally:
        figures.stop()


def test_what_is_kept_is_a_recount_and_stays_so_after_a_start(store: Store):
    assert kept(store) == recount(store)
    assert len(kept(store)) == 4
    assert file_of(store.path).name == "gateway-figures.db"


def test_a_file_that_was_deleted_comes_again(store: Store):
    kept(store)
    file_of(store.path).unlink()
    assert kept(store) == recount(store)


@pytest.mark.parametrize("bytes_", [b"", b"no database at all" * 400, b"SQLite format 3\0" * 300])
def test_a_file_that_a_disk_has_spoilt_is_counted_anew(store: Store, bytes_: bytes):
    kept(store)
    file_of(store.path).write_bytes(bytes_)
    assert kept(store) == recount(store)


def test_what_another_version_has_counted_is_counted_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as other:
        other.setattr(kept_file, "version", lambda: "2019-01")
        kept(store)
        tamper(store, "UPDATE tally SET counts = '[{\"issued\": 77}, {}, \"I\"]', lengths = x''")
        assert kept(store)["2026-11-24"][HALL]["issued"] == 77
    assert kept(store) == recount(store)


def test_another_programs_database_of_that_name_is_left_alone(store: Store):
    path = file_of(store.path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE theirs (what)")
        db.commit()
    figures = KeptFigures(store, ZONE)
    with pytest.raises(NotCountedError, match="another program"):
        figures.of(*EVER)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM theirs").fetchone() == (0,)


def test_a_rating_of_days_ago_is_in_that_days_figures(tmp_path: Path):
    with open_store(tmp_path / "gateway.db") as store:
        _, pad, stars = live(store)
        for action in (records.NEXT, records.START, records.FINISH):
            pad.act(action)
        figures = KeptFigures(store, ZONE)
        for day in ("2026-11-24", "2026-11-25", "2026-11-26"):
            store.commit(OpenDay(day))
            dispenser_of_the(day, store).press(0)
            figures.of(*EVER)
        with store.reader() as reader:
            *_, service = [entry.n for entry in reader.of_types(["service.started"])]
        stars.rate(service, 1)
        _, rollup = figures.of(*EVER)
        assert rollup["2026-11-23"][HALL]["level_1"] == 1
        assert rollup == recount(store)
        figures.stop()


def test_cut_off_at_any_statement_it_has_what_a_recount_gives(store: Store):
    expected = recount(store)
    path = file_of(store.path)
    statement = 0
    while True:
        statement += 1
        path.unlink(missing_ok=True)
        with store.reader() as reader:
            file = KeptFile(path)
            tallies = Cut(file, "hall-1", [statement])
            try:
                assert Rollups(ZONE, HallFacts(reader), tallies, portion=11).catch_up()
            except CutError:
                cut = True
            else:
                cut = False
            file.close()
            with KeptFile(path) as reopened:
                again = HallTallies(reopened, "hall-1")
                told = again.kept() or Kept()
                until = recount(store, told.mark.place)
                assert again.days(*EVER) == until, "what is there is all that the mark says"
                assert not told.stale
                assert Rollups(ZONE, HallFacts(reader), again, portion=11).catch_up()
                assert again.days(*EVER) == expected, statement
        if not cut:
            break
    assert statement > 20


class CutError(Exception):
    """The power is gone."""


@dataclass(frozen=True)
class Cut(HallTallies):
    """The power goes before its so-and-so-many-th statement."""

    left: list[int]

    def keep(self, change: Change) -> None:
        def cut() -> Iterator[tuple[str, list[kept_rows.Row]]]:
            for sql, rows in kept_rows.statements(self.hall, change):
                for row in rows:
                    self.left[0] -= 1
                    if not self.left[0]:
                        raise CutError
                    yield sql, [row]

        self.file.run(cut())


def test_a_reader_of_the_file_writes_nothing_and_sees_the_same(store: Store):
    expected = kept(store)
    with KeptFile(file_of(store.path), read_only=True) as file:
        tallies = HallTallies(file, "hall-1")
        assert tallies.days(*EVER) == expected
        with pytest.raises(KeptFileError, match="readonly"):
            tallies.clear()


def test_a_reader_makes_no_file_and_takes_none_of_another_version(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    path = file_of(store.path)
    with pytest.raises(KeptFileError):
        KeptFile(path, read_only=True)
    assert not path.exists()
    kept(store)
    monkeypatch.setattr(kept_file, "version", lambda: "2019-01")
    with pytest.raises(KeptFileError, match="another version"):
        KeptFile(path, read_only=True)


def test_its_thread_keeps_it_up_without_being_asked(store: Store):
    figures = KeptFigures(store, ZONE)
    figures.start()
    try:
        assert figures.of(*EVER)[1] == recount(store)
    finally:
        figures.stop()
    assert kept(store) == recount(store)


def tamper(store: Store, sql: str) -> None:
    with closing(sqlite3.connect(file_of(store.path))) as db:
        db.execute(sql)
        db.commit()


def test_pages_that_a_disk_has_spoilt_are_counted_anew(store: Store):
    kept(store)
    path = file_of(store.path)
    for page in range(2, path.stat().st_size // PAGE + 1):
        spoil(path, page)
        told_at_last(store)


def test_what_is_in_a_row_and_no_tally_is_counted_anew(store: Store):
    lost = ("lengths = x'01'", "lengths = x'0100000002000000'")
    for how in ("counts = '[1'", "counts = '[{}, {}, \"z\"]'", "counts = '[{}, 3, \"I\"]'", *lost):
        kept(store)
        tamper(store, f"UPDATE tally SET {how}")
        told_at_last(store)


PAGE = 4096


def spoil(path: Path, page: int) -> None:
    """Fill a page of the file, from 1, with what is nothing."""
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xa5" * PAGE)


def told_at_last(store: Store) -> None:
    """A running gateway says at most once that it cannot, and then what a recount gives."""
    figures = KeptFigures(store, ZONE)
    try:
        try:
            found = figures.of(*EVER)
        except NotCountedError:
            found = figures.of(*EVER)
        assert found == (store.n, recount(store))
    finally:
        figures.stop()
