"""Which passwords are taken, and how they are kept."""

import threading

import pytest
from argon2 import PasswordHasher, extract_parameters

from screens.people import passwords
from screens.people.errors import WeakPasswordError
from screens.people.passwords import AT_ONCE, LEAST, MOST, Passwords

GOOD = "four words of a hall"


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short-one",
        "a" * (MOST + 1),
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "1234567890",
        "QWERTYUIOP",
        "wangxiaoming",
        "WangXiaoMing",
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_in_both_languages(password: str) -> None:
    with pytest.raises(WeakPasswordError) as told:
        passwords.check(password, "wangxiaoming")
    said = str(told.value)
    assert "密码" in said
    assert "password" in said
    assert not password or password not in said


@pytest.mark.parametrize("password", [GOOD, "窗口前面有一棵大梧桐树", "x1y2z" * 25, "a b c d e f"])
def test_other_passwords_are_taken(password: str) -> None:
    assert LEAST <= len(password) <= MOST
    passwords.check(password, "wangxiaoming")


def test_what_is_kept_is_argon2id_in_little_memory_and_never_twice_the_same() -> None:
    keeper = Passwords()
    one, two = keeper.hashed(GOOD), keeper.hashed(GOOD)
    assert one != two
    assert GOOD not in one
    kept = extract_parameters(one)
    assert (kept.type.name, kept.memory_cost, kept.time_cost) == ("ID", 19 * 1024, 2)
    assert keeper.right(one, GOOD)
    assert not keeper.right(one, GOOD + " ")
    assert not keeper.right(None, GOOD)
    assert not keeper.right("no hash at all", GOOD)


def test_a_password_of_nobody_is_compared_with_as_much_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keeper = Passwords()
    compared: list[tuple[int, int]] = []
    verify = keeper._hasher.verify

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            parameters = extract_parameters(kept)
            compared.append((parameters.memory_cost, parameters.time_cost))
            return verify(kept, password)

    kept = keeper.hashed(GOOD)
    monkeypatch.setattr(keeper, "_hasher", Counting())
    assert not keeper.right(kept, "another one of those")
    assert not keeper.right(None, GOOD)
    assert compared[0] == compared[1]


def test_one_password_on_two_keyboards_is_one() -> None:
    keeper = Passwords()
    kept = keeper.hashed("caf\u00e9 au lait")
    assert keeper.right(kept, "cafe\u0301 au lait")


def test_a_long_password_counts_to_its_end() -> None:
    keeper = Passwords()
    kept = keeper.hashed("x1y2z3" * 20 + "a")
    assert not keeper.right(kept, "x1y2z3" * 20 + "b")


def test_what_another_version_hashed_is_outdated() -> None:
    keeper = Passwords()
    assert keeper.outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD))
    assert not keeper.outdated(keeper.hashed(GOOD))


def test_never_more_than_two_are_computed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Passwords()
    running, most, gate = 0, 0, threading.Lock()
    enough = threading.Event()

    class Slow:
        def verify(self, kept: str, password: str) -> bool:
            nonlocal running, most
            with gate:
                running += 1
                most = max(most, running)
            enough.wait(0.02)
            with gate:
                running -= 1
            return True

    monkeypatch.setattr(keeper, "_hasher", Slow())
    threads = [threading.Thread(target=keeper.right, args=("x", "y")) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == AT_ONCE
