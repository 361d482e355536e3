"""Spares that take dead boards' places, at a real gateway with boards on a real pty."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway import adoption
from gateway.devices import line as lines
from gateway.hall import spares
from protocol import records
from protocol.device_link import CALL_PAD, DISPENSER, FACE, NOTICE, PROMPT, RATING_PAD
from protocol.facts import (
    DeviceAdopted,
    DeviceRecord,
    RatingGiven,
    RatingPrompted,
    RatingUnbound,
    RequestExpired,
    RequestRefused,
    TicketCalled,
)
from tests.gateway.hall_with_spares import (
    CALL_1,
    RATE_1,
    RATE_2,
    SECOND_SPARE,
    SPARE,
    TICKETS,
    SpareHall,
    spare_hall,
)
from tests.waiting import stays_away, wait_for

KEY = bytes(range(32))

SILENT_S = 2.0
SETTLED_S = 0.5
LONG_S = SILENT_S + SETTLED_S + 0.5
"""By then a spare whose place is silent would have been adopted, and looked at five times more."""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board without a place is heard soon."""
    monkeypatch.setattr(lines, "WHO_EVERY_MS", 500)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, heard: None) -> None:
    """The same rules with shorter waits."""
    monkeypatch.setattr(adoption, "FOUND_S", 0.0)
    monkeypatch.setattr(adoption, "LOOK_S", 0.1)
    monkeypatch.setattr(spares, "SILENT_S", SILENT_S)
    monkeypatch.setattr(spares, "SETTLED_S", SETTLED_S)


def live(hall: SpareHall) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{hall.gateway.web.url}/api/v1/live").json()
    return found


def found_on_page(hall: SpareHall) -> dict[str, dict[str, Any]]:
    return {one["uid"]: one for one in live(hall)["found"]}


def test_the_waits_of_a_hall_let_a_spare_stand_in_within_twenty_seconds() -> None:
    heard_s = lines.WHO_EVERY_MS / 1000 + spares.SETTLED_S
    assert max(spares.SILENT_S, heard_s) + adoption.LOOK_S < 20
    assert spares.SILENT_S >= 10, "a plug that is put right is nobody's death"


@pytest.mark.usefixtures("quick")
def test_a_pad_that_died_is_replaced_by_its_spare_once_it_was_silent_for_long(
    tmp_path: Path,
) -> None:
    with spare_hall(tmp_path) as hall:
        service = hall.serve(CALL_1)
        wait_for(lambda: hall.asks(RATE_1) == service)
        hall.board[RATE_1].dark = True
        died = time.monotonic()
        spare = hall.plug(SPARE, RATING_PAD)
        wait_for(lambda: hall.facts(DeviceAdopted), 30)
        took_place = time.monotonic()
        assert took_place - died >= spares.SILENT_S
        assert hall.facts(DeviceAdopted) == [DeviceAdopted(SPARE, RATE_1, "automatic")]
        wait_for(lambda: hall.asks(SPARE) == service, 2)
        spare.rate(service, 4)
        wait_for(lambda: [rating.level for rating in hall.facts(RatingGiven)] == [4])
        assert len(hall.facts(RatingPrompted)) == 1
        second = hall.serve(CALL_1)
        wait_for(lambda: hall.asks(SPARE) == second)
        wait_for(lambda: len(hall.facts(RatingPrompted)) == 2)
        (device,) = [one for one in live(hall)["devices"] if one["uid"] == SPARE]
        assert (device["replaces"], device["link"]) == (RATE_1, "online")


@pytest.mark.usefixtures("quick")
def test_two_vacant_windows_adopt_nobody(tmp_path: Path) -> None:
    with spare_hall(tmp_path) as hall:
        hall.board[RATE_1].dark = hall.board[RATE_2].dark = True
        hall.plug(SPARE, RATING_PAD)
        wait_for(lambda: SPARE in found_on_page(hall))
        assert stays_away(lambda: hall.facts(DeviceAdopted), LONG_S)
        told = live(hall)
        (notice,) = told["notices"]
        for words in (notice["zh"], notice["en"]):
            assert f"taxhall adopt {SPARE} PLACE" in words
            assert "rating_pad 1" in words
            assert "rating_pad 2" in words
        assert "2 places of its kind are silent" in found_on_page(hall)[SPARE]["en"]
        assert hall.post(SPARE, "window 2").status_code == 201
        assert hall.facts(DeviceAdopted) == [DeviceAdopted(SPARE, RATE_2, "person")]
        wait_for(lambda: hall.asks(SPARE) == b"", 2)
        assert live(hall)["notices"] == []


@pytest.mark.usefixtures("quick")
def test_a_start_up_with_a_slow_board_adopts_nobody(tmp_path: Path) -> None:
    with spare_hall(tmp_path, dark=(RATE_1,)) as hall:
        hall.plug(SPARE, RATING_PAD)
        time.sleep(0.3)
        hall.board[RATE_1].dark = False
        assert stays_away(lambda: hall.facts(DeviceAdopted), LONG_S)
        assert found_on_page(hall)[SPARE]["en"].startswith("A spare")


@pytest.mark.usefixtures("quick")
def test_a_stranger_without_a_key_takes_no_sealed_place(tmp_path: Path) -> None:
    with spare_hall(tmp_path, keyed=True) as hall:
        hall.board[RATE_1].dark = True
        hall.plug(SPARE, RATING_PAD)
        wait_for(lambda: SPARE in found_on_page(hall))
        assert stays_away(lambda: hall.facts(DeviceAdopted), LONG_S)
        assert found_on_page(hall)[SPARE]["sealed"] is False
        refused = hall.post(SPARE, "rating_pad 1")
        assert refused.status_code == 409
        assert "provision" in refused.json()["detail"]
        assert hall.post(SPARE, "rating_pad 1", force=True).status_code == 201


@pytest.mark.usefixtures("quick")
def test_a_stranger_with_a_key_that_the_gateway_has_takes_a_sealed_place(tmp_path: Path) -> None:
    (tmp_path / "board-keys").write_text(f"{SPARE} {KEY.hex()}\n")
    (tmp_path / "board-keys").chmod(0o600)
    with spare_hall(tmp_path, keyed=True) as hall:
        hall.board[RATE_1].dark = True
        liar = hall.plug(SECOND_SPARE, RATING_PAD, bytes(32))
        hall.plug(SPARE, RATING_PAD, KEY)
        wait_for(lambda: hall.facts(DeviceAdopted))
        assert hall.facts(DeviceAdopted) == [DeviceAdopted(SPARE, RATE_1, "automatic")]
        wait_for(lambda: hall.asks(SPARE) == b"")
        wait_for(lambda: "no key for it" in found_on_page(hall).get(liar.uid, {}).get("en", ""))
        sealed = {one["uid"]: one["sealed"] for one in live(hall)["devices"]}
        assert set(sealed.values()) == {True}


@pytest.mark.usefixtures("quick")
def test_the_old_pads_last_ratings_arrive_when_it_is_plugged_in_again(tmp_path: Path) -> None:
    with spare_hall(tmp_path) as hall:
        service = hall.serve(CALL_1)
        old = hall.board[RATE_1]
        wait_for(lambda: hall.asks(RATE_1) == service)
        old.dark = True
        old.rate(service, 2)
        hall.plug(SPARE, RATING_PAD)
        wait_for(lambda: hall.facts(DeviceAdopted))
        old.power_on()
        old.shown.clear()
        old.dark = False
        wait_for(lambda: [rating.level for rating in hall.facts(RatingGiven)] == [2])
        wait_for(lambda: "taken its place" in found_on_page(hall)[RATE_1]["en"])
        assert live(hall)["notices"] == []
        wait_for(lambda: hall.asks(RATE_1) == b"")
        third = hall.serve(CALL_1)
        wait_for(lambda: hall.asks(SPARE) == third)
        assert hall.asks(RATE_1) == b"", "it has lost its place"
        assert len(hall.facts(DeviceAdopted)) == 1


def test_a_restart_keeps_who_stands_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seldom = lines.WHO_EVERY_MS
    monkeypatch.setattr(lines, "WHO_EVERY_MS", 500)
    with spare_hall(tmp_path) as hall:
        hall.board[CALL_1].dark = True
        hall.plug(SPARE, CALL_PAD)
        wait_for(lambda: hall.post(SPARE, "call_pad 1").status_code == 201)
        hall.serve(SPARE)
        hall.gateway.stop()
        monkeypatch.setattr(lines, "WHO_EVERY_MS", seldom)
        hall.start()
        opened = time.monotonic()
        hall.serve(SPARE)
        assert time.monotonic() - opened < 4, "it is opened by its uid, not found by chance"
        assert [called.window for called in hall.facts(TicketCalled)] == ["1", "1"]
        assert len(hall.facts(DeviceAdopted)) == 1


@pytest.mark.usefixtures("heard")
def test_a_board_that_still_answers_is_replaced_only_if_somebody_means_it(tmp_path: Path) -> None:
    with spare_hall(tmp_path) as hall:
        hall.plug(SPARE, DISPENSER)
        old = hall.board[TICKETS]
        wait_for(lambda: old.shown.get(FACE, b"").startswith(b"\1"))
        wait_for(lambda: SPARE in found_on_page(hall))
        refused = hall.post(SPARE, "dispenser")
        assert refused.status_code == 409
        assert "还在应答" in refused.json()["detail"]
        assert "still answers" in refused.json()["detail"]
        assert hall.post(SPARE, "dispenser", force=True).status_code == 201
        wait_for(lambda: old.shown[FACE] == b"\0", 2)
        wait_for(lambda: old.shown[NOTICE].decode("gb2312").strip() == "本机已停用", 2)
        old.press(0)
        wait_for(lambda: hall.facts(RequestRefused) == [RequestRefused(TICKETS, "no_role")])
        wait_for(lambda: hall.board[SPARE].shown.get(FACE, b"").startswith(b"\1"), 2)
        assert hall.post(TICKETS, TICKETS, force=True).status_code == 201
        wait_for(lambda: old.shown[FACE].startswith(b"\1"), 2)


@pytest.mark.usefixtures("quick")
def test_what_a_stranger_wrote_elsewhere_is_kept_and_counts_for_nothing_here(
    tmp_path: Path,
) -> None:
    """A pad of another hall, or of a drawer: its records are read once it has a place."""
    with spare_hall(tmp_path) as hall:
        hall.board[RATE_1].dark = True
        stranger = hall.plug(SPARE, RATING_PAD)
        elsewhere = bytes.fromhex("cefaedfe2a000000")
        stranger.rate(elsewhere, 5)
        stranger.press(0)
        stranger.power_on()
        stranger.press(0)
        wait_for(lambda: hall.facts(DeviceAdopted))
        wait_for(lambda: hall.facts(RatingUnbound) == [RatingUnbound("feedface", 42, 5)])
        wait_for(lambda: hall.facts(RequestRefused) == [RequestRefused(SPARE, "stale_screen")])
        assert not hall.facts(RequestExpired), "what it asked of others is none of ours"
        kept = [one.kind for one in hall.facts(DeviceRecord) if one.uid == SPARE]
        assert kept[:5] == [
            *(records.BOOT, records.RATING, records.TICKET),
            *(records.BOOT, records.TICKET),
        ]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "more",
    ["[adopt]\nautomatic = false\n", '[[line]]\nport = "/dev/taxhall-no-such-port"\n'],
    ids=["hall.toml says no", "a line is in trouble"],
)
def test_nobody_is_adopted_by_itself_where(tmp_path: Path, more: str) -> None:
    with spare_hall(tmp_path, more=more) as hall:
        hall.board[RATE_1].dark = True
        hall.plug(SPARE, RATING_PAD)
        wait_for(lambda: SPARE in found_on_page(hall))
        assert stays_away(lambda: hall.facts(DeviceAdopted), LONG_S)
        assert hall.post(SPARE, RATE_1).status_code == 201
        wait_for(lambda: PROMPT in hall.board[SPARE].shown, 2)


def test_whoever_names_a_board_or_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    with spare_hall(tmp_path) as hall:
        for uid, place, word in (
            (SPARE, "window 1", "No board with this uid"),
            (RATE_1, "window 9", "no such place"),
            (RATE_1, "window 1", "already"),
            (RATE_1, "window 2", "another place"),
        ):
            refused = hall.post(uid, place)
            assert refused.status_code == 409
            assert refused.headers["content-type"] == "application/problem+json"
            assert word in refused.json()["detail"]
        assert hall.facts(DeviceAdopted) == []
        metrics = httpx.get(f"{hall.gateway.web.url}/metrics").text
        for what in ("answers_garbled", "rests", "renewals", "isolations", "bytes_unasked"):
            assert f'taxhall_counted_total{{what="{what}"}}' in metrics
