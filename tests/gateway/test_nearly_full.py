"""A disk that is nearly full: boards keep what is pressed, and everything goes on by itself."""

from pathlib import Path

from gateway.store.room import MB
from gateway.web.view import Health
from protocol.facts import AlarmCleared, AlarmRaised, DeviceRecord, RatingGiven
from tests.gateway.hall_with_spares import CALL_1, RATE_1, TICKETS, spare_hall
from tests.waiting import stays_away, wait_for


def test_boards_keep_their_records_until_there_is_room_again(tmp_path: Path):
    with spare_hall(tmp_path, more="[store]\nleast_free_mb = 300\n") as hall:
        service = hall.serve(CALL_1)
        wait_for(lambda: hall.asks(RATE_1) == service)
        hall.free = 299 * MB
        before = len(hall.facts(DeviceRecord))
        pad, dispenser = hall.board[RATE_1], hall.board[TICKETS]
        rated = pad.rate(service, 4)
        dispenser.press(0)
        assert stays_away(lambda: len(hall.facts(DeviceRecord)) > before, 2.0)
        assert pad.link.acked < rated, "the pad was told that it may forget"

        view = hall.gateway.live.view()
        assert view.store.health is Health.FAULT
        assert "300 MB" in view.store.zh
        assert "300 MB" in view.store.en
        hall.gateway.alarms.look()
        raised = [fact for fact in hall.facts(AlarmRaised) if fact.kind == "disk"]
        assert [(fact.about, fact.severity) for fact in raised] == [("hall", 3)]
        assert "disk" in {one.kind for one in hall.gateway.live.view().alarms}

        hall.free = 400 * MB
        wait_for(lambda: len(hall.facts(RatingGiven)) == 1)
        wait_for(lambda: len(hall.facts(DeviceRecord)) == before + 2)
        assert hall.gateway.live.view().store.health is Health.OK
        assert not hall.facts(AlarmCleared), "half a minute must have gone by"
