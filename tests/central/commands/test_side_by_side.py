"""Several workers and several people at once: nothing is claimed twice, nobody waits for ever."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from central.commands.asked import Asking
from central.commands.commanding import Commanding
from central.commands.wanted import wanted_of
from central.config import Config
from central.store import Database
from protocol.commands import Reply, write_reply
from tests.central.commands.halls import BOOKING, NOTICE, Halls

IDS = [f"h{n:02}" for n in range(40)]


def test_of_four_workers_one_sends_each_command(halls: Halls):
    halls.births(*IDS)
    halls.ask("notice.set", NOTICE, IDS)
    for hall in IDS:
        halls.ask("booking.make", BOOKING, (hall,), within_ms=60_000)

    def work(_: int) -> list[str]:
        sender, sent = halls.worker(), []
        while found := sender.due(4):
            sent += [one.id for one in found]
            sender.sent([one.id for one in found])
            for one in found:
                _, _, hall, _, name = one.topic.split("/")
                sender.replied(hall, name, write_reply(Reply(one.id, "done", "11111111", 1)))
        return sent

    with ThreadPoolExecutor(4) as pool:
        sent = [id for ids in pool.map(work, range(4)) for id in ids]
    assert len(sent) == 2 * len(IDS)
    assert Counter(sent).most_common(1)[0][1] == 1
    assert halls.db.select("SELECT count(*) FROM command WHERE outcome = 'done'") == [(80,)]


def test_of_settings_that_are_asked_at_once_one_stands(halls: Halls, db: Database):
    commanding = Commanding(Config(), db, lambda: halls.now_ms)
    make = wanted_of("notice.set", NOTICE)

    def ask(turn: int) -> str:
        asking = Asking(f"p{turn}", "notice.set", tuple(IDS), make, None, "key")
        return commanding.ask(asking).id

    with ThreadPoolExecutor(6) as pool:
        asked = set(pool.map(ask, range(6)))
    assert len(asked) == 6
    versions = [version for (version,) in db.select("SELECT version FROM asking")]
    assert len(set(versions)) == 6
    standing = db.select(
        "SELECT DISTINCT asking.version FROM command JOIN asking ON asking.id = command.asking"
        " WHERE replaced = 0"
    )
    assert standing == [(max(versions),)]


def test_the_same_key_at_once_is_one_asking(halls: Halls, db: Database):
    commanding = Commanding(Config(), db, lambda: halls.now_ms)
    asking = Asking("p", "booking.make", ("h1",), wanted_of("booking.make", BOOKING), 9**15, "k")
    with ThreadPoolExecutor(6) as pool:
        asked = set(pool.map(lambda _: commanding.ask(asking).id, range(6)))
    assert len(asked) == 1
    assert db.select("SELECT count(*) FROM command") == [(1,)]
