"""Rules of a change of disks, broken once each: what the tests of it look at would see that."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.hall import restoring
from gateway.hall.plan import HallPlan
from gateway.store import board_records
from insight import book
from protocol.facts import Fact
from tests.insight import test_carried
from tests.tools import test_audit_disks as disks

Mutant = Callable[[pytest.MonkeyPatch], None]


def numbers_begin_at_one(patch: pytest.MonkeyPatch) -> None:
    whole = restoring.carried

    def without(plan: HallPlan, past: restoring.Past, first: int) -> Iterator[Fact]:
        forgotten = replace(past, state=replace(past.state, last_number={}))
        return whole(plan, forgotten, first)

    patch.setattr(restoring, "carried", without)


def history_has_outcomes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(board_records, "as_history", lambda outcome: outcome)


def carried_is_another_visit(patch: pytest.MonkeyPatch) -> None:
    def carry(self: book.Book, subject: book.Subject, was: book.Subject, said: book.Said) -> None:
        self._tell(subject, said)

    patch.setattr(book.Book, "_carry", carry)


def test_numbers_that_begin_at_one_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers_begin_at_one(monkeypatch)
    report = disks.audited(tmp_path, disks.by_central)
    assert any("number given out by several disks" in one for one in report.differences)


def test_a_record_with_a_second_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history_has_outcomes(monkeypatch)
    report = disks.audited(tmp_path, disks.by_hand)
    assert report.doubled
    assert any("is of before this disk" in one for one in report.differences)


def test_a_carried_ticket_that_counts_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    carried_is_another_visit(monkeypatch)
    failed = 0
    for seed in range(6):
        try:
            test_carried.test_a_number_is_counted_once_however_many_disks_were_lost(seed)
        except AssertionError:
            failed += 1
    assert failed
