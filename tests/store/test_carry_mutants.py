"""Rules of a change of disks, broken once each: what the tests of it look at would see that."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.hall import history, restoring
from gateway.store import commands
from insight import book
from protocol.facts import NumbersContinued, TicketCarried
from tests.insight import test_carried
from tests.tools import test_audit_disks as disks

Mutant = Callable[[pytest.MonkeyPatch], None]


def numbers_begin_at_one(patch: pytest.MonkeyPatch) -> None:
    whole = restoring.carried

    def without(*args: object) -> object:
        return (one for one in whole(*args) if not isinstance(one, NumbersContinued))  # type: ignore[arg-type]

    patch.setattr(restoring, "carried", without)


def history_has_outcomes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(commands, "as_history", lambda outcome: outcome)
    patch.setattr(commands, "is_over", history.is_over)


def carried_is_another_visit(patch: pytest.MonkeyPatch) -> None:
    def carry(self: book.Book, subject: book.Subject, was: book.Subject, said: book.Said) -> None:
        self._tell(subject, said)

    patch.setattr(book.Book, "_carry", carry)


@pytest.mark.parametrize("opens", [disks.by_central, disks.by_hand])
def test_numbers_that_begin_at_one_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opens: disks.Opens
) -> None:
    numbers_begin_at_one(monkeypatch)
    if opens is disks.by_hand:
        assert disks.audited(tmp_path, opens).clean, "this way takes another road"
        return
    with pytest.raises(Exception, match=r"UNIQUE|contradict|issued"):
        disks.audited(tmp_path, opens)


def test_a_record_with_a_second_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history_has_outcomes(monkeypatch)
    report = disks.audited(tmp_path, disks.by_hand)
    assert report.doubled, "requests were refused once more"
    assert any("outcomes in several streams" in one for one in report.differences)


def test_a_carried_ticket_that_counts_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    carried_is_another_visit(monkeypatch)
    failed = 0
    for seed in range(6):
        try:
            test_carried.test_a_number_is_counted_once_however_many_disks_were_lost(seed)
        except AssertionError:
            failed += 1
    assert failed
    assert TicketCarried.TYPE == "ticket.carried"
