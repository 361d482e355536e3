"""What the gateway makes of what its lines tell: for spares, and for the page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway import board_views
from gateway.adoption import FOUND_S, LATE_S, Adoption
from gateway.devices import why
from gateway.devices.board import Standing
from gateway.devices.status import BoardStatus, LineStatus, by_uid
from gateway.devices.why import Why
from gateway.hall.spares import SILENT_S, Verdict
from gateway.hall.state import EMPTY
from gateway.store import NotKeptError, Store
from gateway.web.view import Health, Link
from protocol import device_link
from protocol.host_link import Unproved
from tests.hall.hall import DISPENSER, PADS, PLAN, RATING, SPARES
from tests.store.fakes import open_store

TROUBLE = Why("坏。", "Bad.")


def board(uid: str, standing: Standing = Standing.OPEN, since: float | None = 0.0) -> BoardStatus:
    counts = ("answers", "silences", "garbled", "sessions", "bad_answers", "rests", "renewals")
    return BoardStatus(
        uid=uid,
        line="line-1",
        standing=standing,
        why=why.NO_ANSWER,
        since_s=since,
        model=device_link.CALL_PAD,
        firmware="0.1.0",
        sealed=False,
        journal=7,
        first=1,
        mark=3,
        **dict.fromkeys((*counts, "isolations"), 0),
    )


def line_of(*boards: BoardStatus) -> LineStatus:
    return LineStatus("line-1", None, None, boards, 0, 0, 0, 0)


class FakeLine:
    def __init__(self, status: LineStatus) -> None:
        self._status = status

    def status(self) -> LineStatus:
        return self._status

    def change(self, **what: Any) -> None:
        self._status = replace(self._status, **what)


@pytest.fixture
def line() -> FakeLine:
    """Call pad 1 is dead since 0 s, a spare is there; all others are in service."""
    others = [board(uid) for uid in (DISPENSER, PADS["2"], *RATING.values())]
    spare = replace(board(SPARES[0], Standing.REFUSED), why=why.NO_PLACE)
    return FakeLine(line_of(*others, board(PADS["1"], Standing.SILENT), spare))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "hall.db") as store:
        yield store


@pytest.fixture
def adoption(line: FakeLine, store: Store) -> Adoption:
    """It has looked for so long that every board was found, and then missed a look."""
    lines: Any = [line]
    adoption = Adoption(PLAN, store, lines, frozenset(), automatic=True)
    adoption._look(10)
    return adoption


def looks(adoption: Adoption, begin: float, end: float, step: float = 0.5) -> None:
    at = begin
    while at <= end:
        adoption._look(at)
        at += step


def test_a_spare_is_adopted_after_ten_good_seconds_and_not_before(
    adoption: Adoption, store: Store
) -> None:
    looks(adoption, 100, 100 + SILENT_S - 0.5)
    assert not store.state.adopted
    adoption._look(100 + SILENT_S)
    assert store.state.adopted == {PADS["1"]: SPARES[0]}
    adoption._look(100 + SILENT_S + 0.5)
    assert store.n == 3, "once"


@pytest.mark.parametrize("trouble", [None, TROUBLE])
def test_after_a_start_boards_are_given_the_time_to_be_found_on_any_line(
    line: FakeLine, store: Store, trouble: Why | None
) -> None:
    lines: Any = [line]
    adoption = Adoption(PLAN, store, lines, frozenset(), automatic=True)
    line.change(trouble=trouble)
    looks(adoption, 100, 105)
    line.change(trouble=None)
    looks(adoption, 105.5, 100 + FOUND_S + SILENT_S - 0.5)
    assert not store.state.adopted
    adoption._look(100 + FOUND_S + SILENT_S)
    assert store.state.adopted


@pytest.mark.parametrize("what", ["trouble", "babble"])
def test_the_ten_seconds_begin_anew_after_a_line_was_in_trouble(
    adoption: Adoption, store: Store, line: FakeLine, what: str
) -> None:
    looks(adoption, 100, 105)
    line.change(**{what: TROUBLE})
    adoption._look(105.5)
    assert adoption.verdicts[SPARES[0]].urgent
    line.change(**{what: None})
    looks(adoption, 106, 106 + SILENT_S - 0.5)
    assert not store.state.adopted
    adoption._look(106 + SILENT_S)
    assert store.state.adopted


def test_a_gateway_that_itself_stood_still_blames_no_board_for_it(
    adoption: Adoption, store: Store
) -> None:
    looks(adoption, 100, 105)
    adoption._look(105 + LATE_S + 60)
    assert not store.state.adopted


def test_a_spare_that_the_disk_does_not_keep_is_tried_again_later(
    adoption: Adoption, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def full(command: object) -> None:
        asked.append(command)
        raise NotKeptError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(store, "commit", full)
        looks(adoption, 100, 100 + SILENT_S + 2)
    assert len(asked) == 1
    looks(adoption, 100 + SILENT_S + 2.5, 100 + 2 * SILENT_S + 1)
    assert store.state.adopted


def test_a_board_is_told_from_where_it_answers_and_else_from_where_it_fell_silent_last() -> None:
    mute = board("a" * 16, Standing.SILENT, None)
    was_here = replace(board("a" * 16, Standing.SILENT, 50.0), line="line-2")
    refused = replace(board("a" * 16, Standing.REFUSED, 1.0), line="line-3")
    opened = replace(board("a" * 16, Standing.OPEN, 2.0), line="line-4")
    isolated = replace(refused, why=why.ISOLATED, line="line-5")
    for better, worse in (
        (was_here, mute),
        (refused, was_here),
        (opened, refused),
        (was_here, isolated),
        (opened, isolated),
    ):
        for order in ((better, worse), (worse, better)):
            assert by_uid(line_of(one) for one in order) == {"a" * 16: better}


def shown(status: BoardStatus) -> Any:
    views = board_views.devices(PLAN, EMPTY, {status.uid: status})
    return next(one for one in views if one.uid == status.uid)


def test_each_standing_of_a_board_is_told_with_its_reason_in_both_languages() -> None:
    pad = board(PADS["1"])
    assert (shown(pad).link, shown(pad).zh, shown(pad).sealed) == (Link.ONLINE, "", False)
    silent = shown(replace(pad, standing=Standing.SILENT))
    assert (silent.link, silent.en) == (Link.SILENT, "")
    isolated = shown(replace(pad, standing=Standing.REFUSED, why=why.ISOLATED))
    assert isolated.link is Link.ISOLATED
    assert "拔下" in isolated.zh
    assert "unplug" in isolated.en
    never = replace(pad, standing=Standing.SILENT, since_s=None, model=None)
    unproved = shown(replace(never, why=why.UNPROVED[Unproved.NO_KEY_THERE]))
    assert (unproved.link, unproved.sealed) == (Link.NEVER, None)
    assert "没有密钥" in unproved.zh
    refused = shown(replace(pad, standing=Standing.REFUSED, why=why.other_version(1)))
    assert refused.link is Link.REFUSED
    assert "版本 1" in refused.zh


def test_boards_without_a_place_are_told_with_what_to_do_even_if_they_are_not_believed() -> None:
    spare = replace(board(SPARES[0], Standing.REFUSED), why=why.NO_PLACE)
    liar = replace(
        board(SPARES[1], Standing.SILENT, None),
        why=why.UNPROVED[Unproved.NO_KEY_HERE],
        model=None,
    )
    gone = board("f" * 16, Standing.SILENT)
    said = {SPARES[0]: Verdict("请指定。", "Say where.", urgent=True)}
    found = board_views.found(PLAN, EMPTY, [spare, liar, gone, board(DISPENSER)], said)
    assert [(one.uid, one.role, one.en) for one in found] == [
        (SPARES[0], "call_pad", "Say where."),
        (SPARES[1], None, why.UNPROVED[Unproved.NO_KEY_HERE].en),
    ]
    (notice,) = board_views.notices(said | {"f" * 16: Verdict("备机。", "A spare.")})
    assert SPARES[0] in notice.zh
    assert "请指定。" in notice.zh


@pytest.mark.parametrize("what", ["trouble", "babble"])
def test_a_line_says_what_is_wrong_in_both_languages(what: str) -> None:
    assert board_views.line(line_of()).health is Health.OK
    wrong: dict[str, Any] = {what: why.babble(PADS["1"])}
    told = board_views.line(replace(line_of(), unasked=9, **wrong))
    assert (told.health, told.unasked_bytes) == (Health.FAULT, 9)
    assert f"请先拔下 {PADS['1']}" in told.zh
    assert f"unplug board {PADS['1']}" in told.en


def test_every_reason_stands_in_both_languages() -> None:
    constants = [one for one in vars(why).values() if isinstance(one, Why)]
    made = [
        why.went_back(3, 5),
        why.other_version(1),
        why.other_kind(9, PLAN.role[DISPENSER]),
        why.babble(None),
        why.cannot_open("p", "e"),
        why.went_away("p", "e"),
        why.took_a_part("p"),
    ]
    for one in (*constants, *made, *why.UNPROVED.values()):
        assert one.zh.endswith("。")
        assert not one.zh.isascii()
        assert one.en.endswith(".")
        assert one.en.isascii()
    assert why.UNPROVED.keys() == set(Unproved)
