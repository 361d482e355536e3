"""What a hall said when it did not take its day back stands among its commands, once."""

from central.commands import untaken_day
from central.commands.reading import Reading
from central.commands.rules import State
from protocol.commands import Reply
from tests.central.commands.halls import Halls, T

SAID = Reply("s1-restore-9-1-1", "expired", "11111111", zh="已过期。", en="It has ended.")


def test_it_is_told_once_and_goes_out_to_nobody(halls: Halls):
    halls.births("h1")
    for worker in range(2):
        untaken_day.keep(halls.db, "h1", SAID, T - 5_000, T + 5_000, T + worker)
    (view,) = Reading(halls.db).of_hall("h1", 9, T)
    assert (view.name, view.state, view.reply) == ("day.restore", State.EXPIRED, SAID)
    assert (view.asked_ms, view.replied_ms) == (T - 5_000, T)
    (asking,) = Reading(halls.db).newest(9, T)
    assert asking.counts == {State.EXPIRED: 1}
    halls.births("h1")
    assert halls.due() == []
