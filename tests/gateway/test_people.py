"""The gateway's own people: what hall.toml says of them holds, and it ends as it began."""

import threading
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from gateway.config import load
from gateway.gateway import Gateway
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty
from gateway.hall.opinions import RouteOpinion, SubmitOpinion
from gateway.hall.places import Wish as Place
from gateway.hall.services import Finish, Start
from gateway.hall.tickets import TakeTicket
from gateway.hall.windows import LogIn, OpenWindow
from gateway.people.accounts import ChangeAccount
from gateway.store import Do as Wish
from gateway.store import RefusedError, WishRefusedError
from gateway.store.commands import Adopt
from protocol.facts import NumbersContinued
from tests.gateway.test_config import GOOD
from tests.people.staff import DAY, ROOT
from tests.store.fakes import Do, FakeClock, Gate
from tests.waiting import wait_for

HOUR = 3_600_000
SAME = {"Sec-Fetch-Site": "same-origin"}
"""As the browser of whoever is signed in says it."""

SETTINGS = """
[web]
port = 0
[people]
session_hours = 2
[retention]
words_days = 1
"""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def gateway(tmp_path: Path, clock: FakeClock) -> Gateway:
    text = GOOD.replace("/dev/ttyUSB0", "/dev/taxhall-no-such-port") + SETTINGS
    text = text.replace("[hall]\n", '[hall]\nfirst_day = "automatic"\n', 1)
    (tmp_path / "hall.toml").write_text(text, "utf-8")
    return Gateway(load(tmp_path / "hall.toml"), clock, "test")


def test_a_gateway_keeps_people_and_texts_as_long_as_its_file_says(
    gateway: Gateway, clock: FakeClock
) -> None:
    gateway.start()
    try:
        sql = "INSERT INTO words VALUES ('w1', 1, 'x', ?)"
        gateway.store.commit(Do(lambda tx: tx.db.execute(sql, (clock.wall,)) and None))
        clock.wall += DAY // 2
        assert gateway.retention.empty() == 0
        clock.wall += DAY // 2 + 1
        assert gateway.retention.empty() == 1

        token = (gateway.config.store.path.parent / "web-token").read_text("ascii").strip()
        who = {"name": "wang", "password": "four words of a hall"}
        with httpx.Client(base_url=gateway.web.url, timeout=20) as client:
            made = client.post(
                "/api/v1/staff",
                json={**who, "shown": "王", "duty": "clerk"},
                headers={"Authorization": f"Bearer {token}"},
            )
            assert made.status_code == 201
            answer = client.post("/api/v1/session", json=who)
        assert "Max-Age=7200" in answer.headers["set-cookie"]
        assert answer.json()["until_ms"] == clock.wall + 2 * DAY // 24
    finally:
        gateway.stop()
    assert "retention" not in {thread.name for thread in threading.enumerate()}


def test_the_page_tells_of_an_entry_whose_holder_is_gone(gateway: Gateway) -> None:
    gateway.start()
    try:
        add, commit = gateway.people.add, gateway.store.commit
        boss = Actor(Duty.LEADER, add(ROOT, "zhao", "赵", Duty.LEADER, None))
        wang = add(ROOT, "wang", "王", Duty.CLERK, None)
        wish = SubmitOpinion(channel="phone", topic="other", kind="complaint", words="慢")
        entry = commit(Wish(wish, Actor(Duty.KIOSK))).n
        commit(Wish(RouteOpinion(opinion=entry, to=wang), boss))

        def told() -> list[str]:
            said = [notice.zh for notice in gateway.live.view().notices]
            return [zh for zh in said if f"{entry} 号意见" in zh]

        assert told() == []
        gateway.people.change(ROOT, wang, None, active=False)
        assert len(told()) == 1
        commit(Wish(RouteOpinion(opinion=entry, to=boss.staff), boss))
        assert told() == []
    finally:
        gateway.stop()


def test_who_says_how_far_the_numbers_went_stands_in_the_fact(gateway: Gateway) -> None:
    gateway.start()
    try:
        key = (gateway.config.store.path.parent / "web-token").read_text("ascii").strip()
        by_token = {"Authorization": f"Bearer {key}"}
        who = {"name": "zhao", "password": "four words of a hall"}
        first = date.fromisoformat(gateway.store.state.day or "")
        days = [(first + timedelta(i)).isoformat() for i in (1, 2)]
        with httpx.Client(base_url=gateway.web.url, timeout=20) as client:
            account = {**who, "shown": "赵", "duty": "leader"}
            made = client.post("/api/v1/staff", json=account, headers=by_token).json()
            program = {"day": days[0], "after": {"A": 7}}
            assert client.post("/api/v1/day", json=program, headers=by_token).status_code == 201
            client.post("/api/v1/session", json=who)
            leader = {"day": days[1], "after": {"A": 9}}
            here = {"Sec-Fetch-Site": "same-origin"}
            assert client.post("/api/v1/day", json=leader, headers=here).status_code == 201
        with gateway.store.reader() as reader:
            told = [entry.fact for entry in reader.entries(after=0)]
        assert [fact for fact in told if isinstance(fact, NumbersContinued)] == [
            NumbersContinued(days[0], "A", 7),
            NumbersContinued(days[1], "A", 9, made["token"]),
        ]
    finally:
        gateway.stop()


def test_a_clerk_who_is_signed_in_rates_nothing_by_the_code_on_the_paper(
    gateway: Gateway, clock: FakeClock
) -> None:
    gateway.start()
    try:
        who = {"name": "wang", "password": "four words of a hall"}
        staff = gateway.people.add(ROOT, who["name"], "王", Duty.CLERK, who["password"])
        clerk, do = Actor(Duty.CLERK, staff), gateway.store.commit
        ticket = do(Wish(TakeTicket("A"), Actor(Duty.KIOSK)))
        for wish in (LogIn, OpenWindow, CallNext, Start, Finish):
            do(Wish(wish(window="1"), clerk))
        code = gateway.codes.of(ticket.n, ticket.fact)
        path = f"/api/v1/codes/ticket/{code}/rating"
        with httpx.Client(base_url=gateway.web.url, timeout=20) as client:
            client.post("/api/v1/session", json=who)
            own = client.post(path, json={"level": 5}, headers=SAME)
            assert (own.status_code, own.json()["code"]) == (403, "not_as_owner")
            clock.mono += 2 * HOUR + 1
            ended = client.post(path, json={"level": 5}, headers=SAME)
        assert (ended.status_code, ended.json()["type"]) == (201, "rating.given")
    finally:
        gateway.stop()


def test_what_a_leader_does_at_a_clerks_window_is_on_the_trail(gateway: Gateway) -> None:
    gateway.start()
    try:
        add, commit, url = gateway.people.add, gateway.store.commit, gateway.web.url
        who = {"name": "zhao", "password": "four words of a hall"}
        boss = Actor(Duty.LEADER, add(ROOT, who["name"], "赵", Duty.LEADER, who["password"]))
        wang = Actor(Duty.CLERK, add(ROOT, "wang", "王", Duty.CLERK, None))
        drawn = gateway.people.add_token(ROOT, "pager", Duty.LEADER, 1, None)
        for wish in (LogIn, OpenWindow):
            commit(Wish(wish(window="1"), wang))
        commit(Wish(TakeTicket("A"), Actor(Duty.KIOSK)))

        done: list[str] = []
        with httpx.Client(base_url=url, timeout=20) as client:

            def do(deed: str, window: str = "1", **headers: str) -> None:
                path = f"/api/v1/windows/{window}/{deed}"
                key = {"Idempotency-Key": f"{deed} {window}"}
                told = client.post(path, json={}, headers=SAME | key | headers)
                assert told.status_code == 201, told.text
                done.append(f"window={window} n={told.json()['n']}")

            client.post("/api/v1/session", json=who)
            do("call-next")
            do("call-next")  # the same request again is the same deed
            do("start", Authorization=f"Bearer {drawn.secret}")
            commit(Wish(Finish(window="1"), wang))
            refused = client.post("/api/v1/windows/1/start", json={}, headers=SAME)
            assert refused.status_code == 409
            do("log-out")
            do("log-in", "2")
            do("open", "2")
            do("log-out", "2")
            lines = client.get("/api/v1/audit").json()["lines"]
        acted = [line for line in reversed(lines) if line["did"] == "window.acted"]
        assert [(line["who"], line["about"]) for line in acted] == [
            (boss.name, f"CallNext {done[0]}"),
            ("leader:pager", f"Start {done[2]}"),
            (boss.name, f"LogOut {done[3]}"),
        ]
    finally:
        gateway.stop()


def test_whoever_is_sent_away_while_the_wish_waits_opens_no_day(gateway: Gateway) -> None:
    """The right is looked at in the savepoint: that is the last moment at which it counts."""
    gateway.start()
    try:
        who = {"name": "zhao", "password": "four words of a hall"}
        staff = gateway.people.add(ROOT, who["name"], "赵", Duty.LEADER, who["password"])
        before = gateway.store.state.day or ""
        day = (date.fromisoformat(before) + timedelta(1)).isoformat()
        with httpx.Client(base_url=gateway.web.url, timeout=20) as client:
            client.post("/api/v1/session", json=who)
            disk = Gate(gateway.store)
            gone = ChangeAccount(ROOT, staff, active=False)
            changed = gateway.store.submit(gone)
            answers: list[httpx.Response] = []

            def ask() -> None:
                answers.append(client.post("/api/v1/day", json={"day": day}, headers=SAME))

            thread = threading.Thread(target=ask)
            thread.start()
            wait_for(lambda: gateway.store._writer._jobs.qsize() >= 2, 10)
            disk.open()
            thread.join(20)
            changed.result(10)
        assert [answer.status_code for answer in answers] == [403]
        assert answers[0].json()["code"] == "not_your_duty"
        assert gateway.store.state.day == before
    finally:
        gateway.stop()


def test_whoever_is_sent_away_adopts_no_board(gateway: Gateway) -> None:
    gateway.start()
    try:
        staff = gateway.people.add(ROOT, "zhao", "赵", Duty.LEADER, None)
        wish = Place("00000000000000f1", "00000000000000e0", "person")
        adopt = Adopt(wish, {}, (), Actor(Duty.LEADER, staff))
        with pytest.raises(RefusedError) as by_a_rule:
            gateway.store.commit(adopt)
        assert not isinstance(by_a_rule.value, WishRefusedError)
        gateway.people.change(ROOT, staff, None, active=False)
        with pytest.raises(WishRefusedError):
            gateway.store.commit(adopt)
    finally:
        gateway.stop()
