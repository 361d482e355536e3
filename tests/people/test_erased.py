"""What was erased is gone from the files of the database, whatever was under way."""

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from gateway.hall.here import Actor, Duty
from gateway.people import retention, scrub
from gateway.people.errors import NotThereError
from gateway.people.people import People, Sessions
from gateway.people.retention import Keep, Retention
from gateway.people.texts import EraseWords, ScrubOn, ShowWords
from gateway.store import outside
from gateway.store.transaction import Transaction
from gateway.store.writer import Writer
from tests.people.staff import DAY, ROOT, Staff, in_files, write
from tests.store.fakes import Do as Run
from tests.store.fakes import FakeClock, open_store
from tests.waiting import wait_for

KIOSK = Actor(Duty.KIOSK)


def test_an_erased_text_is_in_no_file_of_the_database_and_no_fact_changes(staff: Staff) -> None:
    path = staff.store.path
    write(staff.store, "w1", "this text is to go")
    write(staff.store, "w2", "this text stays")
    assert in_files(path, b"this text is to go")
    before = staff.store.head
    staff.people.do(EraseWords(ROOT, "w1"))
    assert in_files(path, b"this text is to go", b"this text stays") == [b"this text stays"]
    assert staff.store.head.digest == before.digest
    assert staff.store.state == before.state
    assert staff.trail() == [(ROOT.name, "words.erased", "w1")]
    with pytest.raises(NotThereError):
        staff.people.do(EraseWords(ROOT, "w1"))


@pytest.mark.parametrize("seed", range(3))
def test_a_table_that_grew_in_any_order_keeps_no_copy_in_its_gaps(staff: Staff, seed: int) -> None:
    """SQLite moves rows between pages as it grows: secure_delete alone leaves some behind."""
    draw = random.Random(seed)
    texts = {
        draw.randbytes(8).hex(): f"text number {n} " + "文" * draw.randrange(2000)
        for n in range(300)
    }

    def fill(tx: Transaction) -> None:
        rows = list(texts.items())
        tx.db.executemany("INSERT INTO words VALUES (?, 1, ?, 0)", rows)

    gone = set(draw.sample(sorted(texts), 150))

    def delete(tx: Transaction) -> None:
        tx.db.executemany("DELETE FROM words WHERE token = ?", [(token,) for token in gone])
        scrub.want(tx.db, "words")

    for command in (Run(fill), Run(delete)):
        staff.store.commit(command)
    while staff.store.commit(ScrubOn()):
        pass
    marks = [texts[token][:16].split("文")[0].encode() for token in gone]
    assert in_files(staff.store.path, *marks) == []
    assert dict(staff.rows("SELECT token, text FROM words")) == {
        token: text for token, text in texts.items() if token not in gone
    }


def test_a_reader_that_holds_the_log_delays_its_emptying_and_not_the_hall(staff: Staff) -> None:
    path = staff.store.path
    write(staff.store, "w1", "this text is to go")
    with sqlite3.connect(path, isolation_level=None) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM words").fetchone()
        staff.people.do(EraseWords(ROOT, "w1"))
        assert in_files(path, b"this text is to go")
        reader.execute("COMMIT")
    reader.close()
    write(staff.store, "w2", "whatever")
    assert in_files(path, b"this text is to go") == []


def much(staff: Staff, kept: int, gone: int) -> tuple[list[str], list[bytes]]:
    """So many texts that stay, and as many marks of texts that were just deleted."""
    draw = random.Random(kept)
    stay = {draw.randbytes(8).hex(): f"kept {n} " + "文" * draw.randrange(300) for n in range(kept)}
    go = {
        draw.randbytes(8).hex(): f"gone {n:04} " + "文" * draw.randrange(300) for n in range(gone)
    }
    rows = list((stay | go).items())
    draw.shuffle(rows)

    def fill(tx: Transaction) -> None:
        tx.db.executemany("INSERT INTO words VALUES (?, 1, ?, 0)", rows)

    def delete(tx: Transaction) -> None:
        outside.erase(tx.db, "words", [(token,) for token in go])
        scrub.want(tx.db, "words")

    staff.store.commit(Run(fill))
    staff.store.commit(Run(delete))
    return sorted(stay), [text[:9].encode() for text in go.values()]


def tokens(staff: Staff) -> list[str]:
    rows = staff.rows("SELECT token FROM words UNION ALL SELECT token FROM words_anew")
    return sorted(token for (token,) in rows)


def test_much_is_written_anew_in_portions_and_each_text_is_there_meanwhile(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrub, "MOST_ROWS", 50)
    stay, gone = much(staff, kept=320, gone=80)
    leader = staff.add("li", Duty.LEADER)
    portions = 1
    while staff.store.commit(ScrubOn()):
        portions += 1
        moved = staff.rows("SELECT count(*) FROM words_anew")[0][0]
        assert moved == min(50 * (portions - 1), 320)
        assert tokens(staff) == stay
        for token in (stay[0], stay[-1]):
            assert staff.people.do(ShowWords(leader, token)).text.startswith("kept")
    assert portions == 7
    assert tokens(staff) == stay
    assert in_files(staff.store.path, *gone) == []
    assert staff.rows("SELECT * FROM scrub") == staff.rows("SELECT * FROM words_anew") == []


def test_what_is_erased_or_written_meanwhile_is_gone_or_there_at_the_end(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrub, "MOST_ROWS", 50)
    stay, gone = much(staff, kept=320, gone=10)
    for _ in range(3):
        assert staff.store.commit(ScrubOn())
    moved, not_moved = stay[0], stay[-1]
    texts = [staff.rows(f"SELECT text FROM words{t} WHERE token = '{token}'")[0][0]
             for t, token in (("_anew", moved), ("", not_moved))]  # fmt: skip
    write(staff.store, "0" * 16, "a new one")
    for token in (moved, not_moved):
        staff.people.do(EraseWords(ROOT, token))
        with pytest.raises(NotThereError):
            staff.people.do(EraseWords(ROOT, token))
    while staff.store.commit(ScrubOn()):
        pass
    assert tokens(staff) == sorted([*stay[1:-1], "0" * 16])
    marks = [text.encode() for text in texts if len(text) > 20]
    assert in_files(staff.store.path, *gone, *marks) == []


def test_after_a_kill_it_goes_on_where_it_was(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(scrub, "MOST_ROWS", 50)
    clock = FakeClock()
    with open_store(tmp_path / "a.db", clock=clock) as store:
        staff = Staff(store, clock, People(store, clock, Sessions()))
        stay, gone = much(staff, kept=320, gone=80)
        for _ in range(3):
            store.commit(ScrubOn())
        for file in tmp_path.glob("a.db*"):  # as the disk has it when the power goes
            (tmp_path / file.name.replace("a.db", "b.db")).write_bytes(file.read_bytes())
        staff.people.close()
    with open_store(tmp_path / "b.db", clock=clock) as store:
        staff = Staff(store, clock, People(store, clock, Sessions()))
        assert staff.rows("SELECT count(*) FROM words_anew") == [(150,)]
        assert tokens(staff) == stay
        monkeypatch.setattr(retention, "LOOK_S", 0.01)
        monkeypatch.setattr(retention, "REST_S", 0.0)
        timer = Retention(store, clock, Keep())
        timer.start()
        wait_for(lambda: not staff.rows("SELECT * FROM scrub"), 20)
        timer.stop()
        assert staff.rows("SELECT count(*) FROM words") == [(320,)]
        assert tokens(staff) == stay
        store.commit(Run(lambda tx: None))  # the log, should who looks here have held it
        assert in_files(store.path, *gone) == []
        staff.people.close()


def test_what_was_erased_just_before_a_kill_leaves_the_log_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    with open_store(tmp_path / "a.db", clock=clock) as store:
        staff = Staff(store, clock, People(store, clock, Sessions()))
        write(store, "w1", "this text is to go")
        monkeypatch.setattr(Writer, "_empty_log", lambda self: None)  # killed before it came to it
        staff.people.do(EraseWords(ROOT, "w1"))
        for file in tmp_path.glob("a.db*"):
            (tmp_path / file.name.replace("a.db", "b.db")).write_bytes(file.read_bytes())
        staff.people.close()
    monkeypatch.undo()
    assert in_files(tmp_path / "b.db", b"this text is to go")
    with open_store(tmp_path / "b.db", clock=clock) as store:
        store.commit(Run(lambda tx: None))
        with store.reader() as reader:
            assert reader.select("SELECT * FROM scrub") == []
        assert in_files(store.path, b"this text is to go") == []


def test_a_visitor_is_the_same_person_while_the_table_is_written_anew(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrub, "MOST_ROWS", 5)
    digests = [bytes([n]) * 12 for n in range(12)]

    def told() -> list[str]:
        return [
            staff.store.commit(Run(lambda tx, d=d: outside.person(tx.db, d, tx.now.wall_ms)))
            for d in digests
        ]

    before = told()
    staff.store.commit(Run(lambda tx: scrub.want(tx.db, "person")))
    while staff.store.commit(ScrubOn()):
        staff.passes(2 * DAY)
        assert told() == before
    assert told() == before
    assert staff.rows("SELECT count(*) FROM person") == [(12,)]
