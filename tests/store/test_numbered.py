"""Facts by their n: what a case or an opinion is told from, however many facts there are."""

from gateway.store import Store
from tests.store.fakes import dispenser


def test_facts_are_read_by_their_n_in_order(store: Store) -> None:
    board = dispenser(store)
    for _ in range(3):
        board.press(0)
    with store.reader() as reader:
        every = reader.entries()
        assert reader.numbered([5, 2, 5, 10_000]) == [every[1], every[4]]
        assert reader.numbered([]) == []
        assert reader.numbered(range(1, 1001)) == every


def test_each_is_a_look_up_by_key_and_no_scan(store: Store) -> None:
    asked: list[str] = []
    with store.reader() as reader:
        reader._db.set_trace_callback(asked.append)
        reader.numbered([2, 1])
        reader._db.set_trace_callback(None)
        (sql,) = asked
        plan = [row[3] for row in reader.select(f"EXPLAIN QUERY PLAN {sql}")]
    assert plan == ["SEARCH fact USING INTEGER PRIMARY KEY (rowid=?)"]
