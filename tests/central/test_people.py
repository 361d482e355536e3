"""People of the city: who signs in, who sees what, and what a wrong password costs."""

import io
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from central.asking import COOKIE
from central.config import Config, County, Hall
from central.halls import Figures, HallRow
from central.people.accounts import MACHINE, MOST_SESSIONS
from central.people.errors import NotPossibleError
from central.people.nouns import Duty
from central.people.people import SESSION_S, People
from central.public import STALE_S, now_of
from central.reading import read_message
from central.rights import own
from gateway.web import asking
from screens.people.errors import PausedError, WeakPasswordError, WrongError
from screens.people.pauses import FREE
from tests.central.places import BOTH, ask, people_of, store_at
from tests.central.stories import items
from tests.central.test_web import PASSWORD, client
from tests.uplink.harness import row
from tools import city_staff

pytestmark = BOTH

OTHER = "four other words here"
CONFIG = Config(
    hall=(
        Hall(id="h1", name="一厅", county="east"),
        Hall(id="h2", name="二厅", county="west"),
        Hall(id="h3", name="三厅"),
    ),
    county=(County(id="east", name="东县"), County(id="west", name="西县")),
)


@dataclass
class Clock:
    """Both clocks, which a test moves."""

    wall: int = 1_795_000_000_000
    mono: int = 0

    def wall_ms(self) -> int:
        return self.wall

    def mono_ms(self) -> int:
        return self.mono

    def passes(self, ms: int) -> None:
        self.wall += ms
        self.mono += ms


@pytest.fixture
def path(path: Path) -> Path:
    store = store_at(path)
    store.commit(items(*(row(n) for n in range(1, 7))), (), 1)
    other = [replace(row(n, "h2", "0000beef")) for n in (1, 2, 4)]
    store.commit(items(*other), (), 1)
    store.commit(items(*(row(n, "h9", "0000cafe") for n in (1, 2))), (), 1)
    for hall in ("h1", "h2"):
        store.commit(read_message(f"tax/v1/{hall}/events", b"<junk>"), (), 1)
    store.close()
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(path: Path, clock: Clock) -> People:
    people = people_of(path, clock)
    people.add(MACHINE, "wang", "王", Duty.CITY, None, PASSWORD)
    people.add(MACHINE, "li", "李", Duty.COUNTY, "east", PASSWORD)
    return people


def test_who_signs_in_is_known_until_the_session_ends(people: People, clock: Clock):
    secret = people.sign_in("wang", PASSWORD).secret
    found = people.who(secret)
    assert found is not None
    assert (found.shown, found.duty) == ("王", Duty.CITY)
    clock.wall -= 86_400_000
    clock.mono += SESSION_S * 1000
    assert people.who(secret) is None, "a wall clock that was set lengthened a session"
    assert people.who("") is None
    assert people.who("x" * 43) is None


def test_a_session_of_before_ends_by_the_wall_clock_too(path: Path, people: People, clock: Clock):
    secret = people.sign_in("wang", PASSWORD).secret
    later = people_of(path, Clock(clock.wall + SESSION_S * 1000, 5))
    assert later.who(secret) is None
    soon = people_of(path, Clock(clock.wall + 1000, 5))
    assert soon.who(secret) is not None


def test_signing_in_again_and_out_ends_sessions_at_once(people: People, clock: Clock):
    first = people.sign_in("wang", PASSWORD).secret
    second = people.sign_in("wang", PASSWORD, first).secret
    assert people.who(first) is None
    people.sign_out(second)
    assert people.who(second) is None
    many = []
    for _ in range(MOST_SESSIONS + 1):
        clock.passes(1)
        many.append(people.sign_in("wang", PASSWORD).secret)
    assert [people.who(one) is not None for one in many] == [False] + [True] * MOST_SESSIONS


def test_nobody_is_told_what_was_wrong(people: People):
    said = set()
    for name, password in (("wang", OTHER), ("nobody", PASSWORD), ("", "")):
        with pytest.raises(WrongError) as told:
            people.sign_in(name, password)
        said.add(str(told.value))
    assert len(said) == 1


@pytest.mark.parametrize("name", ["wang", "nobody"])
def test_five_wrong_ones_pause_and_a_restart_forgets_none(
    path: Path, people: People, clock: Clock, name: str
):
    for _ in range(FREE):
        with pytest.raises(WrongError):
            people.sign_in(name, OTHER)
    with pytest.raises(PausedError):
        people.sign_in(name, PASSWORD)
    again = people_of(path, clock)
    if name == "wang":
        with pytest.raises(PausedError):
            again.sign_in(name, PASSWORD)
        clock.passes(60_000)
        assert people.sign_in(name, PASSWORD)


def test_a_new_password_from_the_machine_ends_a_pause_and_all_sessions(
    path: Path, people: People, clock: Clock
):
    secret = people.sign_in("wang", PASSWORD).secret
    for _ in range(FREE):
        with pytest.raises(WrongError):
            people.sign_in("wang", OTHER)
    elsewhere = people_of(path, clock)
    account = elsewhere.accounts.named("wang")
    assert account is not None
    elsewhere.set_password(MACHINE, account, OTHER)
    assert people.who(secret) is None
    assert people.sign_in("wang", OTHER)


def test_who_is_active_no_more_is_out_at_once(people: People):
    secret = people.sign_in("li", PASSWORD).secret
    account = people.accounts.named("li")
    assert account is not None
    people.let(MACHINE, account, active=False)
    assert people.who(secret) is None
    with pytest.raises(WrongError):
        people.sign_in("li", PASSWORD)
    people.let(MACHINE, account, active=True)
    assert people.sign_in("li", PASSWORD)


def test_accounts_that_cannot_be_are_refused(people: People):
    with pytest.raises(WeakPasswordError):
        people.add(MACHINE, "zhao", "赵", Duty.CITY, None, "1234567890")
    with pytest.raises(NotPossibleError, match="already"):
        people.add(MACHINE, "wang", "王", Duty.CITY, None, PASSWORD)
    for duty, county in ((Duty.COUNTY, None), (Duty.CITY, "east")):
        with pytest.raises(NotPossibleError, match="county"):
            people.add(MACHINE, "zhao", "赵", duty, county, PASSWORD)
    chief = people.add(MACHINE, "chief", "长", Duty.ADMINISTRATOR, None, PASSWORD)
    account = people.accounts.named("chief")
    assert account is not None
    with pytest.raises(NotPossibleError, match="last"):
        people.let(chief, account, active=False)


def test_no_password_and_no_secret_is_kept(path: Path, people: People):
    secret = people.sign_in("wang", PASSWORD).secret
    tables = ("account", "session", "trail", "counter")
    kept = str([ask(path, f"SELECT * FROM {table}") for table in tables])
    assert "argon2id" in kept
    assert PASSWORD not in kept
    assert secret not in kept


def test_rights_know_the_halls_of_a_county_and_nothing_else(people: People):
    city, county = people.accounts.named("wang"), people.accounts.named("li")
    assert city is not None
    assert county is not None
    halls = ["h1", "h2", "h3", "h9"]
    assert own(CONFIG, city, halls) == halls
    assert own(CONFIG, county, halls) == ["h1"]
    assert own(CONFIG, replace(county, county="closed"), halls) == []


def web(path: Path, duty: Duty | None, county: str | None = None) -> httpx.Client:
    return client(path, config=CONFIG, duty=duty, county=county)


ANSWERS = ("/api/v1/halls", "/api/v1/figures?day=2026-11-22", "/api/v1/figures?month=2026-11")


def test_the_api_answers_nobody_who_has_not_signed_in(path: Path):
    stranger = web(path, None)
    for address in ANSWERS:
        answer = stranger.get(address)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    assert stranger.get("/").status_code == 200
    assert stranger.get("/metrics").status_code == 200


def test_a_county_reads_its_own_halls_and_no_word_of_others(path: Path):
    county, city = web(path, Duty.COUNTY, "east"), web(path, Duty.CITY)
    for address in ANSWERS:
        told = county.get(address)
        assert told.status_code == 200, told.text
        assert [one["id"] for one in told.json()["halls"]] == ["h1"]
        assert "h2" not in told.text
        assert "h9" not in told.text
        seen = [one["id"] for one in city.get(address).json()["halls"]]
        assert seen == ["h1", "h2", "h3", "h9"]


def test_an_administrator_reads_the_state_of_halls_and_no_figures(path: Path):
    administrator = web(path, Duty.ADMINISTRATOR)
    assert administrator.get(ANSWERS[0]).status_code == 200
    assert administrator.get(ANSWERS[1]).status_code == 403


def test_a_form_of_another_page_signs_nobody_in(path: Path):
    browser = web(path, Duty.CITY)
    form = {"name": "city", "password": PASSWORD}
    foreign = browser.post("/sign-in", data=form, headers={"Origin": "http://elsewhere"})
    assert foreign.status_code == 403
    right = browser.post("/sign-in", data=form, follow_redirects=False)
    assert "HttpOnly" in right.headers["set-cookie"]
    assert "SameSite=strict" in right.headers["set-cookie"]
    assert browser.post("/sign-out", headers={"Origin": "http://elsewhere"}).status_code == 403
    assert browser.get(ANSWERS[0]).status_code == 200
    assert browser.post("/sign-out", follow_redirects=False).status_code == 303
    assert browser.get(ANSWERS[0]).status_code == 401


def test_the_open_page_is_light_and_says_why_no_number_stands_there(path: Path):
    page = web(path, None).get("/").text
    assert len(page.encode()) < 50_000
    assert "东县" in page
    assert "h9" not in page, "a hall that nobody has listed is shown to the public"
    assert "尚未收到本厅数据" in page


def test_the_command_line_makes_the_first_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    config = tmp_path / "central.toml"
    config.write_text('[[county]]\nid = "east"\nname = "东县"\n', "utf-8")

    def run(*arguments: str, password: str = PASSWORD) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        return city_staff.main(["--config", str(config), *arguments])

    assert run("list") == 0
    assert "no account" in capsys.readouterr().out
    assert run("add", "wang", "--duty", "city", "--shown", "王") == 0
    assert run("add", "li", "--duty", "county", "--county", "east") == 0
    assert run("add", "wu", "--duty", "county", "--county", "west") == 1
    assert "There is no [[county]] west" in capsys.readouterr().out
    assert run("add", "a b", "--duty", "city") == 1
    assert run("password", "wang", password="1234567890") == 1
    assert run("password", "wang", password=OTHER) == 0
    assert run("deactivate", "li") == 0
    assert run("activate", "nobody") == 1
    capsys.readouterr()
    assert run("list") == 0
    said = capsys.readouterr().out
    assert "wang  王  city\n" in said
    assert "li  li  county east  已停用 not active" in said
    assert people_of(tmp_path / "central.db").sign_in("wang", OTHER)
    assert run("list", "--config", str(tmp_path / "absent.toml")) == 2


def test_the_cookie_is_another_one_than_a_halls():
    names = {COOKIE, asking.COOKIE}
    assert len(names) == 2, "browsers do not keep the cookies of two ports apart"


def test_who_takes_another_password_stays_and_is_out_everywhere_else(people: People):
    here, there = (people.sign_in("wang", PASSWORD).secret for _ in range(2))
    with pytest.raises(WrongError):
        people.change_own(here, OTHER, OTHER)
    with pytest.raises(WeakPasswordError):
        people.change_own(here, PASSWORD, "1234567890")
    people.change_own(here, PASSWORD, OTHER)
    assert people.who(here) is not None
    assert people.who(there) is None
    assert people.sign_in("wang", OTHER)
    with pytest.raises(WrongError):
        people.change_own("nobody's", OTHER, PASSWORD)


def test_only_an_administrator_changes_accounts(people: People):
    chief = people.add(MACHINE, "chief", "长", Duty.ADMINISTRATOR, None, PASSWORD)
    li, wang = people.accounts.named("li"), people.accounts.named("wang")
    assert li is not None
    assert wang is not None
    with pytest.raises(NotPossibleError, match="administrator"):
        people.add(wang.token, "zhao", "赵", Duty.CITY, None, PASSWORD)
    with pytest.raises(NotPossibleError, match="administrator"):
        people.set_password(wang.token, li, OTHER)
    with pytest.raises(NotPossibleError, match="administrator"):
        people.let(wang.token, li, active=False)
    people.let(chief, li, active=False)
    people.let(chief, li, active=True)
    people.set_password(chief, li, OTHER)
    assert people.sign_in("li", OTHER)


@pytest.mark.parametrize(
    ("age_s", "online", "day", "told"),
    [
        (5, True, "2026-11-18", "now"),
        (5, None, "2026-11-18", "now"),
        (STALE_S + 1, True, "2026-11-18", "silent"),
        (5, False, "2026-11-18", "silent"),
        (5, True, "2026-11-17", "closed"),
        (5, True, None, "never"),
        (None, None, None, "never"),
    ],
)
def test_a_number_stands_there_only_while_it_is_true(
    age_s: int | None, online: bool | None, day: str | None, told: str
):
    today = None if day is None else Figures(day, 9, 3, 6, 0, 6, 0, {})
    row = HallRow("h1", "一", "", 1, age_s, online, None, 9, None, None, None, None, today)
    assert now_of(ZoneInfo("Asia/Shanghai"), lambda: 1_795_000_000.0, row) == told
