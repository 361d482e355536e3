"""A day in three places is sound; what is lost, doubled, waiting or cannot be audited is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from gateway.hall import wishes
from gateway.hall.here import Duty
from gateway.hall.places import Sighting, Wish
from gateway.hall.reasons import Reason
from gateway.hall.wish import AtWindow
from gateway.store import Adopt, Reader
from protocol import records
from protocol.device_link import CALL_PAD
from protocol.journal import Journal
from tests.hall.hall import SPARES
from tests.protocol.ram_nor import RamNor
from tests.store.fakes import FakeBoard, dispenser, open_store
from tests.tools.audited import SECTORS, Run, again, keep_central, keep_flash, live
from tests.tools.damage import rewrite
from tools.audit import main
from tools.audit.gateway import OUTCOMES


def test_a_day_on_which_a_spare_took_a_pads_place_is_clean(tmp_path: Path) -> None:
    with open_store(tmp_path / "gateway.db") as store:
        boards = live(store)
        old, spare = boards[1], FakeBoard(store, SPARES[0])
        seen = {spare.uid: Sighting(spare.uid, CALL_PAD, answers=True, fits=True)}
        store.submit(Adopt(Wish(spare.uid, old.uid, "person"), seen, ())).result(5)
        spare.act(records.NEXT)
        old.act(records.NEXT)
        keep_flash(tmp_path, [*boards, spare])
    keep_central(tmp_path)
    report = Run(tmp_path).audit()
    assert report.clean, report.differences
    with Reader(tmp_path / "gateway.db") as reader:
        assert reader.counts()["device.adopted"] == 1


def test_two_people_at_a_window_are_found(run: Run) -> None:
    run.gateway(
        'UPDATE fact SET data = replace(data, \'"window":"1"\', \'"window":"2"\')'
        " WHERE type IN ('service.finished', 'ticket.no_show')"
    )
    assert any("was there" in sentence for sentence in run.audit().differences)


def test_whatever_a_board_may_want_is_an_outcome_of_its_records() -> None:
    for wish, rule in wishes.RULES.items():
        if Duty.BOARD not in rule.duties or not issubclass(wish, AtWindow):
            continue
        found = get_type_hints(rule.decide)["return"]
        kinds = {kind.TYPE for kind in get_args(found) if kind is not Reason}
        assert kinds <= OUTCOMES[records.KEY], wish


def test_a_sound_day_is_clean_and_told_as_the_contract_says(
    run: Run, capsys: pytest.CaptureFixture[str]
):
    assert main([str(run.folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["facts"]["gateway"] == told["facts"]["central"] > told["facts"]["devices"] > 0
    assert {key: told[key] for key in told if key != "facts"} == {
        "clean": True,
        "lost": 0,
        "doubled": 0,
        "gaps": [],
        "differences": [],
    }
    assert main([str(run.folder)]) == 0
    assert capsys.readouterr().out.endswith("\nclean\n")


def test_a_hall_of_real_boards_is_audited_without_their_flash(
    run: Run, capsys: pytest.CaptureFixture[str]
):
    (run.folder / "boards").rename(run.folder / "gone")
    assert main([str(run.folder)]) == 2
    assert "--no-boards" in capsys.readouterr().err
    assert main([str(run.folder), "--no-boards"]) == 0
    run.central("DELETE FROM fact WHERE n = 4")
    assert main([str(run.folder), "--no-boards"]) == 1


def test_the_places_may_be_named_one_by_one(run: Run, tmp_path: Path):
    moved = run.folder / "gateway.db"
    moved = moved.rename(tmp_path / "elsewhere.db")
    assert main([str(run.folder), "--gateway", str(moved)]) == 0


def test_what_another_hall_claims_is_no_damage_of_this_one(run: Run):
    run.central(
        "INSERT INTO fact (hall, place, stream, n, identity, type, at_ms, boot, mono_ms, data,"
        " received_ms) SELECT 'hall-02', place, 'ffffffff', n, identity, type, at_ms, boot,"
        " mono_ms, '{}', received_ms FROM fact",
        "INSERT INTO quarantine (received_ms, kind, topic, reason, size, raw, hall, stream, n)"
        " SELECT 1, 'refused', '', 'the stream of another', 0, '', 'hall-02', stream, 4 FROM head",
    )
    assert run.audit().clean


def test_what_is_lost_and_what_is_doubled_is_counted(run: Run):
    run.gateway(again("ticket.issued"))
    run.central("DELETE FROM fact WHERE n IN (4, 5)")
    report = run.audit()
    assert (report.lost, report.doubled) == (2, 1)
    assert report.waiting == 1, "the new row was never sent"


def test_what_is_still_on_its_way_is_not_clean_and_not_lost(run: Run):
    run.gateway("UPDATE uplink SET through = 4")
    run.central(
        "DELETE FROM fact WHERE n > 4",
        "DELETE FROM receipt WHERE n > 4",
        "UPDATE head SET through = 4, digest = (SELECT zeroblob(32))",
    )
    report = run.audit()
    assert not report.clean
    assert report.lost == 0
    assert report.waiting > 0
    assert "not there yet" in report.as_json()["differences"][0]


def test_the_largest_gap_there_can_be_takes_no_memory(run: Run):
    last = (1 << 32) - 2
    gap = json.dumps({"uid": "e6614c311b7e8aff", "journal": 7, "first": 1, "last": last})
    run.gateway(
        "INSERT INTO fact SELECT n + 1, 'x-1', 'device.gap', NULL, at_ms, boot, mono_ms,"
        f" '{gap}', digest FROM fact ORDER BY n DESC LIMIT 1"
    )
    assert run.audit().gaps[-1]["last"] == last


def test_a_press_that_never_left_its_board_is_found(run: Run):
    path = run.flash()
    flash = RamNor(SECTORS, bytearray(path.read_bytes()))
    journal = Journal(flash, SECTORS, lambda: 0)
    seq = journal.append(records.TICKET, 77, records.ticket_payload(0, 0))
    path.write_bytes(flash.image)
    report = run.audit()
    assert report.lost == 1
    assert f"record {seq} of board" in report.differences[0]


def test_a_slot_that_fails_after_it_was_read_well_is_no_difference(run: Run):
    path = run.flash()
    image = bytearray(path.read_bytes())
    image[2 * 32 + 4] &= 0x0F
    image[2 * 32 + 28 : 3 * 32] = bytes(4)
    path.write_bytes(image)
    assert run.audit().clean


def test_records_overwritten_before_they_were_read_are_told_as_a_gap(tmp_path: Path):
    with open_store(tmp_path / "gateway.db") as store:
        board = dispenser(store)
        for _ in range(3):
            board.write(records.BOOT, records.boot_payload(1, 1))
        command = board.take_command(first=3)
        store.submit(type(command)(**{**vars(command), "oldest": 3})).result(5)
        keep_flash(tmp_path, [FakeBoard(store)])
    keep_central(tmp_path)
    report = Run(tmp_path).audit()
    assert [(gap["first"], gap["last"]) for gap in report.gaps] == [(1, 2)]
    assert not report.clean


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "gateway.db").unlink(), "gateway.db does not exist"),
        (lambda folder: (folder / "central.db").write_bytes(b"x" * 5000), "central.db fails"),
        (lambda folder: rewrite(folder / "central.db", "DROP TABLE receipt"), "no such table"),
        (lambda folder: (folder / "boards").rename(folder / "gone"), "holds no board"),
        (lambda folder: next(folder.glob("boards/*.flash")).write_bytes(b"?"), "no flash"),
    ],
)
def test_what_cannot_be_audited_is_told_in_a_sentence(
    run: Run, spoil: Callable[[Path], object], words: str, capsys: pytest.CaptureFixture[str]
):
    spoil(run.folder)
    assert main([str(run.folder)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
