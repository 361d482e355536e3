"""Sessions: begun by a password, ended by time, by signing out, and by what happens to accounts."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from argon2 import PasswordHasher

from gateway.hall.here import Duty
from gateway.people import sessions
from gateway.people.people import People
from gateway.people.sessions import BeginSession
from gateway.store import NotKeptError, StoreError
from screens.people.errors import PausedError, PeopleError, WrongError
from screens.people.secret import digest_of
from tests.people.staff import DAY, HOUR, MINUTE, OTHER, PASSWORD, ROOT, Staff
from tests.store.fakes import Gate


def test_who_signs_in_is_known_by_the_cookie_and_the_store_by_its_digest(staff: Staff) -> None:
    wang = staff.add("wang", Duty.GUIDE)
    signed = staff.people.sign_in("wang", PASSWORD)
    assert len(signed.secret) == 43
    assert staff.people.directory.by_session(signed.secret) == wang
    assert staff.rows("SELECT digest, account FROM session") == [
        (digest_of(signed.secret), wang.staff)
    ]
    assert signed.secret not in repr(signed)
    assert staff.trail()[-1] == (f"guide:{wang.staff}", "session.begun", wang.staff)


def test_no_two_sessions_have_one_secret_and_none_is_chosen_by_the_visitor(staff: Staff) -> None:
    staff.add("wang")
    first = staff.people.sign_in("wang", PASSWORD).secret
    second = staff.people.sign_in("wang", PASSWORD, instead_of=first).secret
    third = staff.people.sign_in("wang", PASSWORD, instead_of="chosen").secret
    assert len({first, second, third, "chosen"}) == 4
    known = [staff.people.directory.by_session(x) is not None for x in (first, second, third)]
    assert known == [False, True, True]
    assert staff.people.directory.by_session("chosen") is None


@pytest.mark.parametrize(
    ("name", "password"), [("wang", OTHER), ("nobody", PASSWORD), ("off", PASSWORD)]
)
def test_whatever_is_wrong_the_sentence_is_one(staff: Staff, name: str, password: str) -> None:
    staff.add("wang")
    off = staff.add("off")
    staff.people.change(ROOT, off.staff or "", None, active=False)
    with pytest.raises(WrongError) as told:
        staff.people.sign_in(name, password)
    assert str(told.value) == str(WrongError())
    assert staff.rows("SELECT count(*) FROM session") == [(0,)]


def test_whatever_is_wrong_the_work_is_one(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    """One hash and one commit that reaches the disk, so that the time tells no name."""
    staff.add("wang")
    works: list[list[object]] = []

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def run(first: object, *more: object) -> Any:
            works[-1].append((work.__name__, type(first) if work == commit else None))
            return work(first, *more)

        return run

    right, commit = staff.people._passwords.right, staff.store.commit
    monkeypatch.setattr(staff.people._passwords, "right", counted(right))
    monkeypatch.setattr(staff.store, "commit", counted(commit))
    log = staff.store.path.with_name(staff.store.path.name + "-wal")
    for name in ("wang", "nobody"):
        works.append([])
        before = log.stat().st_size
        with pytest.raises(WrongError):
            staff.people.sign_in(name, OTHER)
        assert log.stat().st_size > before, "nothing was written"
    assert works[0] == works[1]
    assert len(works[0]) == 2


def test_what_was_typed_as_a_name_is_kept_nowhere(staff: Staff) -> None:
    with pytest.raises(WrongError):
        staff.people.sign_in("my-own-password", "x")
    with sqlite3.connect(staff.store.path) as db:
        assert "my-own-password" not in "\n".join(db.iterdump())


def test_a_wrong_password_is_on_the_trail_and_counted_on_the_disk(staff: Staff) -> None:
    wang = staff.add("wang")
    with pytest.raises(WrongError):
        staff.people.sign_in("wang", OTHER)
    assert staff.trail()[-1] == ("somebody", "session.refused", wang.staff)
    assert staff.rows("SELECT failures, failed_ms FROM account") == [(1, staff.clock.wall)]


def test_twenty_guesses_at_the_same_moment_are_five(staff: Staff) -> None:
    staff.add("wang")
    with ThreadPoolExecutor(20) as pool:
        said = Counter(pool.map(lambda _: _guess(staff.people), range(20)))
    assert said == {WrongError: 5, PausedError: 15}
    assert staff.rows("SELECT failures FROM account") == [(5,)]


def _guess(people: People) -> type[PeopleError]:
    with pytest.raises(PeopleError) as refused:
        people.sign_in("wang", OTHER)
    return refused.type


@pytest.mark.parametrize("jump", [-DAY, 0, DAY])
def test_a_session_ends_after_twelve_hours_whatever_the_wall_says(staff: Staff, jump: int) -> None:
    staff.add("wang")
    secret = staff.people.sign_in("wang", PASSWORD).secret
    staff.clock.wall += jump
    staff.passes(12 * HOUR - 1)
    staff.add("li", password=None)  # the directory is read again
    assert staff.people.directory.by_session(secret) is not None
    staff.passes(1)
    assert staff.people.directory.by_session(secret) is None


def test_a_session_outlives_a_restart_and_never_grows_by_it(staff: Staff) -> None:
    staff.add("wang")
    secret = staff.people.sign_in("wang", PASSWORD).secret
    staff.passes(11 * HOUR)
    staff.come_again()
    assert staff.people.directory.by_session(secret) is not None
    staff.passes(HOUR)
    assert staff.people.directory.by_session(secret) is None
    staff.clock.wall -= 3 * DAY
    staff.come_again()
    assert staff.people.directory.by_session(secret) is not None
    staff.passes(12 * HOUR)
    assert staff.people.directory.by_session(secret) is None


@pytest.mark.parametrize("ahead", [HOUR, 700 * DAY])
def test_a_clock_that_stood_ahead_at_the_start_locks_nobody_out_once_it_is_mended(
    staff: Staff, ahead: int
) -> None:
    staff.add("wang")
    session = staff.people.sign_in("wang", PASSWORD).secret
    token = staff.people.add_token(ROOT, "door", Duty.KIOSK, 30, None).secret
    staff.passes(11 * HOUR)
    staff.clock.wall += ahead
    staff.come_again()
    assert staff.people.directory.by_session(session) is None
    staff.passes(HOUR // 2)
    staff.clock.wall -= ahead
    assert staff.people.directory.by_session(session) is not None
    assert staff.people.directory.by_api_token(token) is not None
    staff.clock.wall -= HOUR  # once it was believed, no further step lengthens it
    staff.passes(HOUR // 2)
    assert staff.people.directory.by_session(session) is None


def test_a_clock_that_stood_behind_at_the_start_lets_no_ended_one_live_once_it_is_mended(
    staff: Staff,
) -> None:
    staff.add("wang")
    session = staff.people.sign_in("wang", PASSWORD).secret
    token = staff.people.add_token(ROOT, "door", Duty.KIOSK, 1, None).secret
    staff.passes(2 * DAY)
    right = staff.clock.wall
    staff.clock.wall = 0
    staff.come_again()
    staff.clock.wall = right
    assert staff.people.directory.by_session(session) is None
    assert staff.people.directory.by_api_token(token) is None


@pytest.mark.parametrize("back", [MINUTE, 6 * HOUR, 400 * DAY])
def test_a_clock_that_is_set_back_lengthens_no_session(staff: Staff, back: int) -> None:
    staff.add("wang")
    session = staff.people.sign_in("wang", PASSWORD).secret
    staff.passes(6 * HOUR)
    staff.come_again()
    assert staff.people.directory.by_session(session) is not None
    staff.clock.wall -= back
    staff.passes(6 * HOUR)
    assert staff.people.directory.by_session(session) is None


def test_signing_out_ends_this_session_alone(staff: Staff) -> None:
    wang = staff.add("wang")
    one, two = (staff.people.sign_in("wang", PASSWORD).secret for _ in range(2))
    staff.people.sign_out(wang, one)
    staff.people.sign_out(wang, one)
    assert staff.people.directory.by_session(one) is None
    assert staff.people.directory.by_session(two) == wang
    assert [did for _, did, _ in staff.trail()].count("session.ended") == 1


@pytest.mark.parametrize("change", [{"active": False}, {"password": OTHER}])
def test_who_is_sent_away_or_has_a_new_password_is_out_at_once(
    staff: Staff, change: dict[str, Any]
) -> None:
    wang, li = staff.add("wang"), staff.add("li")
    secret = staff.people.sign_in("wang", PASSWORD).secret
    other = staff.people.sign_in("li", PASSWORD).secret
    staff.people.change(ROOT, wang.staff or "", **{"password": None, **change})
    assert staff.people.directory.by_session(secret) is None
    assert staff.people.directory.by_session(other) == li
    staff.people.change(ROOT, wang.staff or "", None, active=True)
    assert staff.people.directory.by_session(secret) is None, "it came back to life"


def test_a_session_that_was_left_behind_is_worth_nothing_without_its_account(staff: Staff) -> None:
    staff.add("wang")
    secret = staff.people.sign_in("wang", PASSWORD).secret
    with sqlite3.connect(staff.store.path) as db:
        db.execute("UPDATE account SET active = 0")
    staff.come_again()
    assert staff.people.directory.by_session(secret) is None


def test_another_duty_holds_in_the_running_session(staff: Staff) -> None:
    wang = staff.add("wang", Duty.LEADER)
    secret = staff.people.sign_in("wang", PASSWORD).secret
    staff.people.change(ROOT, wang.staff or "", None, duty=Duty.CLERK)
    now = staff.people.directory.by_session(secret)
    assert now is not None
    assert now.duty is Duty.CLERK


def test_the_oldest_of_too_many_sessions_ends(staff: Staff) -> None:
    staff.add("wang")
    secrets = []
    for _ in range(sessions.MOST + 2):
        secrets.append(staff.people.sign_in("wang", PASSWORD).secret)
        staff.passes(1)
    known = [staff.people.directory.by_session(secret) is not None for secret in secrets]
    assert known == [False] * 2 + [True] * sessions.MOST


def test_a_password_that_was_changed_while_it_was_compared_begins_nothing(staff: Staff) -> None:
    wang = staff.add("wang")
    before = staff.people.directory.view.accounts[wang.staff or ""]
    staff.people.change(ROOT, wang.staff or "", OTHER)
    assert before.password is not None
    with pytest.raises(WrongError):
        staff.people.do(BeginSession(before.token, before.password, bytes(32), HOUR))
    assert staff.rows("SELECT count(*) FROM session") == [(0,)]


def test_a_password_of_an_older_version_is_hashed_anew(staff: Staff) -> None:
    staff.add("wang")
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with sqlite3.connect(staff.store.path) as db:
        db.execute("UPDATE account SET password = ?", (old,))
    staff.come_again()
    assert staff.people.sign_in("wang", PASSWORD)
    ((kept,),) = staff.rows("SELECT password FROM account")
    assert "m=19456,t=2,p=1" in kept
    assert staff.people.sign_in("wang", PASSWORD)


def test_a_commit_that_comes_too_late_for_its_caller_is_known_all_the_same(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = staff.add("wang")
    secret = staff.people.sign_in("wang", PASSWORD).secret
    monkeypatch.setattr("gateway.people.people.COMMIT_S", 0.05)
    gate = Gate(staff.store)
    with pytest.raises(StoreError, match="not committed"):
        staff.people.change(ROOT, wang.staff or "", None, active=False)
    gate.open()
    staff.store.commit(BeginNothing())
    assert staff.people.directory.by_session(secret) is None


class BeginNothing:
    """What is behind it in the queue is done when this is."""

    def run(self, _: object) -> None:
        """Nothing."""


def test_on_a_full_disk_nobody_signs_in_and_that_is_what_they_are_told(staff: Staff) -> None:
    staff.add("wang")
    with sqlite3.connect(staff.store.path) as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON session"
            " BEGIN INSERT INTO no_such_table VALUES (1); END"
        )
    with pytest.raises(NotKeptError):
        staff.people.sign_in("wang", PASSWORD)
    assert staff.rows("SELECT count(*) FROM session") == [(0,)]


def test_when_the_newest_change_cannot_be_read_nobody_is_let_in_by_the_old_one(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = staff.add("wang")
    secret = staff.people.sign_in("wang", PASSWORD).secret

    def fails(sql: str, *values: object) -> list[tuple[Any, ...]]:
        raise StoreError("The store does not answer.")

    with monkeypatch.context() as broken:
        broken.setattr(staff.people._reader, "select", fails)
        with pytest.raises(StoreError):
            staff.people.change(ROOT, wang.staff or "", None, active=False)
        with pytest.raises(StoreError):
            staff.people.directory.by_session(secret)
    assert staff.people.directory.by_session(secret) is None
