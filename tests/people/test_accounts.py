"""Accounts and API tokens: who may change them, and what stays when two do so at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from gateway.hall import reasons, wishes
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Mode
from gateway.hall.opinions import RouteOpinion, SubmitOpinion
from gateway.hall.services import Finish, Start
from gateway.hall.tickets import CancelTicket, TakeTicket
from gateway.hall.windows import LogIn, OpenWindow, SetSkills
from gateway.people import accounts, api_tokens
from gateway.people.accounts import AddAccount, ChangeAccount
from gateway.people.api_tokens import AddToken, RevokeToken
from gateway.people.errors import NotPossibleError, NotThereError, NotYoursError
from gateway.people.nouns import MEMBERS, Account
from gateway.people.rights import WEB_TOKEN
from gateway.store import Do, Once, WishRefusedError
from gateway.web.wishing import owner
from screens.people.errors import WeakPasswordError, WrongError
from tests.people.staff import OTHER, PASSWORD, ROOT, Staff

OTHERS = [duty for duty in Duty if duty is not Duty.ADMINISTRATOR]


def account(staff: Staff, of: Actor) -> Account:
    return staff.people.directory.view.accounts[of.staff or ""]


def change(staff: Staff, of: Actor, by: Actor = ROOT, **what: object) -> None:
    staff.people.change(by, of.staff or "", what.pop("password", None), **what)  # type: ignore[arg-type]


def test_an_account_is_known_at_once_and_its_password_to_nobody(staff: Staff) -> None:
    wang = staff.add("wang", Duty.CLERK)
    kept = account(staff, wang)
    assert (kept.name, kept.shown, kept.duty, kept.active) == ("wang", "wang", Duty.CLERK, True)
    assert "argon2" not in repr(kept)
    assert PASSWORD not in str(staff.rows("SELECT * FROM account"))
    assert staff.trail() == [(ROOT.name, "account.added", f"{wang.staff} duty=clerk")]


@pytest.mark.parametrize("duty", OTHERS)
def test_only_administrators_change_accounts_and_tokens(staff: Staff, duty: Duty) -> None:
    wang = staff.add("wang")
    by = Actor(duty, program=WEB_TOKEN)
    before = staff.rows("SELECT * FROM account"), staff.rows("SELECT * FROM api_token")
    for command in (
        AddAccount(by, "li", "li", Duty.CLERK, None),
        ChangeAccount(by, wang.staff or "", shown="x"),
        AddToken(by, "door", bytes(32), Duty.KIOSK, 1),
        RevokeToken(by, "door"),
    ):
        with pytest.raises(NotYoursError):
            staff.people.do(command)
    assert (staff.rows("SELECT * FROM account"), staff.rows("SELECT * FROM api_token")) == before


def test_rights_that_went_while_one_waited_are_gone(staff: Staff) -> None:
    one, two = staff.add("one", Duty.ADMINISTRATOR), staff.add("two", Duty.ADMINISTRATOR)
    change(staff, one, active=False)
    with pytest.raises(NotYoursError):
        change(staff, two, by=one, active=False)
    change(staff, two, duty=Duty.CLERK)
    with pytest.raises(NotYoursError):
        staff.people.add(two, "mine", "mine", Duty.ADMINISTRATOR, PASSWORD)


def test_the_last_administrator_stays_but_for_the_gateways_own_token(staff: Staff) -> None:
    one, two = staff.add("one", Duty.ADMINISTRATOR), staff.add("two", Duty.ADMINISTRATOR)
    change(staff, two, by=one, duty=Duty.CLERK)
    for what in ({"active": False}, {"duty": Duty.CLERK}):
        with pytest.raises(NotPossibleError, match="last active administrator"):
            change(staff, one, by=one, **what)
    assert account(staff, one).active
    assert account(staff, one).duty is Duty.ADMINISTRATOR
    change(staff, one, active=False)
    assert not account(staff, one).active


def test_two_administrators_who_send_each_other_away_leave_one(staff: Staff) -> None:
    one, two = staff.add("one", Duty.ADMINISTRATOR), staff.add("two", Duty.ADMINISTRATOR)

    def sends_away(by: Actor, whom: Actor) -> None:
        try:
            change(staff, whom, by=by, active=False)
        except NotYoursError:
            return

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sends_away, (one, two), (two, one)))
    assert [account(staff, who).active for who in (one, two)].count(True) == 1


def test_two_who_change_one_account_lose_nothing(staff: Staff) -> None:
    wang = staff.add("wang")
    changes = [{"shown": "王小明"}, {"duty": Duty.GUIDE}, {"password": OTHER}, {"active": True}]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda what: change(staff, wang, **what), changes))
    now = account(staff, wang)
    assert (now.shown, now.duty, now.active) == ("王小明", Duty.GUIDE, True)
    assert staff.people.sign_in("wang", OTHER)
    assert [did for _, did, _ in staff.trail()].count("account.changed") == 4


def test_the_trail_tells_what_was_changed_and_no_secret_or_name(staff: Staff) -> None:
    wang = staff.add("wang")
    change(staff, wang, shown="王小明", duty=Duty.LEADER, password=OTHER)
    (_, (who, did, about)) = staff.trail()
    assert (who, did) == (ROOT.name, "account.changed")
    assert about == f"{wang.staff} duty=leader password shown"


def test_a_change_that_is_refused_leaves_no_line_and_no_part(staff: Staff) -> None:
    one = staff.add("one", Duty.ADMINISTRATOR)
    before = staff.trail()
    with pytest.raises(NotPossibleError):
        change(staff, one, by=one, shown="x", active=False)
    with pytest.raises(WeakPasswordError):
        change(staff, one, password="one", shown="x")
    with pytest.raises(NotThereError):
        staff.people.change(ROOT, "nobody", None, shown="x")
    assert (account(staff, one).shown, staff.trail()) == ("one", before)


def test_a_name_is_one_persons_however_it_is_typed(staff: Staff) -> None:
    staff.add("caf\u00e9")
    with pytest.raises(NotPossibleError, match="with this name already"):
        staff.people.add(ROOT, "caf\u00e9", "x", Duty.CLERK, None)
    assert staff.people.sign_in("  cafe\u0301 ", PASSWORD)


@pytest.mark.parametrize("duty", [Duty.BOARD, Duty.KIOSK])
def test_nobody_signs_in_as_a_thing(staff: Staff, duty: Duty) -> None:
    wang = staff.add("wang")
    with pytest.raises(NotPossibleError):
        staff.add("door", duty)
    with pytest.raises(NotPossibleError):
        change(staff, wang, duty=duty)


def test_there_is_an_end_to_accounts_and_tokens(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "MOST", 1)
    monkeypatch.setattr(api_tokens, "MOST", 1)
    staff.add("one", password=None)
    with pytest.raises(NotPossibleError, match="the most"):
        staff.add("two", password=None)
    staff.people.add_token(ROOT, "one", Duty.KIOSK, 1, None)
    with pytest.raises(NotPossibleError, match="revoke one"):
        staff.people.add_token(ROOT, "two", Duty.KIOSK, 1, None)


def test_somebody_takes_another_password_by_knowing_the_old_one(staff: Staff) -> None:
    staff.add("wang")
    mine = staff.people.sign_in("wang", PASSWORD).secret
    elsewhere = staff.people.sign_in("wang", PASSWORD).secret
    wang = staff.people.directory.by_session(mine)
    assert wang is not None
    with pytest.raises(WrongError):
        staff.people.change_own(wang, mine, OTHER, OTHER)
    with pytest.raises(WeakPasswordError):
        staff.people.change_own(wang, mine, PASSWORD, "wang")
    staff.people.change_own(wang, mine, PASSWORD, OTHER)
    assert staff.people.directory.by_session(mine) == wang
    assert staff.people.directory.by_session(elsewhere) is None
    assert staff.people.sign_in("wang", OTHER)


def test_an_api_token_lets_a_program_in_until_it_is_revoked(staff: Staff) -> None:
    drawn = staff.people.add_token(ROOT, "door", Duty.KIOSK, 30, None)
    directory = staff.people.directory
    assert directory.by_api_token(drawn.secret) == Actor(Duty.KIOSK, program="door")
    assert drawn.secret not in repr(drawn)
    assert drawn.secret not in str(staff.rows("SELECT * FROM api_token"))
    staff.people.do(RevokeToken(ROOT, "door"))
    assert directory.by_api_token(drawn.secret) is None
    with pytest.raises(NotThereError):
        staff.people.do(RevokeToken(ROOT, "door"))
    assert [did for _, did, _ in staff.trail()] == ["token.added", "token.revoked"]


def test_half_a_secret_is_none(staff: Staff) -> None:
    secret = staff.people.add_token(ROOT, "door", Duty.KIOSK, 30, None).secret
    staff.add("wang")
    cookie = staff.people.sign_in("wang", PASSWORD).secret
    for cut in (0, 1, 20, len(secret) - 1):
        assert staff.people.directory.by_api_token(secret[:cut]) is None
        assert staff.people.directory.by_session(cookie[:cut]) is None
    assert staff.people.directory.by_api_token(secret + "x") is None
    assert staff.people.directory.by_api_token(cookie) is None
    assert staff.people.directory.by_session(secret) is None
    assert staff.people.directory.by_session("\udcff中") is None


def test_a_token_for_somebody_is_worth_what_the_account_is(staff: Staff) -> None:
    wang = staff.add("wang", Duty.GUIDE)
    with pytest.raises(NotPossibleError, match="which is guide"):
        staff.people.add_token(ROOT, "pad", Duty.LEADER, 30, wang.staff)
    with pytest.raises(NotThereError):
        staff.people.add_token(ROOT, "pad", Duty.GUIDE, 30, "nobody")
    secret = staff.people.add_token(ROOT, "pad", Duty.GUIDE, 30, wang.staff).secret
    by_token = staff.people.directory.by_api_token
    assert by_token(secret) == replace(wang, program="pad")
    change(staff, wang, duty=Duty.CLERK)
    assert by_token(secret) is None
    change(staff, wang, duty=Duty.GUIDE)
    assert by_token(secret) is not None
    change(staff, wang, active=False)
    assert by_token(secret) is None


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"active": False}, "deactivated"),
        ({"active": False, "duty": Duty.GUIDE}, "deactivated"),
        *(({"duty": duty}, "other_duty") for duty in sorted(MEMBERS - wishes.CLERKS)),
    ],
)
@pytest.mark.parametrize("busy", [False, True])
def test_who_may_sit_there_no_more_leaves_the_window_at_once_and_the_fact_says_by_whom(
    staff: Staff, busy: bool, what: dict[str, object], why: str
) -> None:
    wang, li, root = staff.add("wang"), staff.add("li"), staff.add("root", Duty.ADMINISTRATOR)
    do = staff.store.commit
    do(Do(LogIn(window="1"), wang))
    do(Do(OpenWindow(window="1"), wang))
    if busy:
        do(Do(TakeTicket("A"), Actor(Duty.BOARD)))
        do(Do(CallNext(window="1"), wang))
        do(Do(Start(window="1"), wang))
    change(staff, wang, by=root, **what)
    ((data,),) = staff.rows("SELECT data FROM fact ORDER BY n DESC LIMIT 1")
    told = {"staff": wang.staff, "window": "1", "why": why, "by": root.staff}
    assert json.loads(data) == told
    with pytest.raises(WishRefusedError):
        do(Do(LogIn(window="1"), wang))  # it was asked before, and waited
    assert staff.store.state.at("1").mode is Mode.CLOSED
    do(Do(LogIn(window="1"), li))
    if busy:
        do(Do(Finish(window="1"), li))
    do(Do(OpenWindow(window="1"), li))
    change(staff, wang, by=root, **what)
    assert staff.store.state.at("1").staff == li.staff


def test_who_is_made_a_leader_stays_at_the_window(staff: Staff) -> None:
    wang = staff.add("wang")
    staff.store.commit(Do(LogIn(window="1"), wang))
    change(staff, wang, duty=Duty.LEADER)
    assert staff.store.state.at("1").staff == wang.staff


@pytest.mark.parametrize("what", [{"active": False}, {"duty": Duty.TECHNICIAN}])
def test_a_wish_that_waited_behind_the_end_of_its_rights_is_not_done(
    staff: Staff, what: dict[str, object]
) -> None:
    """It was asked while they were somebody; its savepoint comes when they are it no more."""
    guide = staff.add("sun", Duty.GUIDE)
    once = Once("k", bytes(32))
    asked = Do(TakeTicket("A"), guide, once)
    staff.store.commit(asked)
    n = staff.store.n
    change(staff, guide, by=ROOT, **what)
    for again in (
        asked,
        Do(TakeTicket("A"), guide),
        Do(TakeTicket("A"), replace(guide, staff="x")),
    ):
        with pytest.raises(WishRefusedError) as refused:
            staff.store.commit(again)
        assert refused.value.reason is reasons.NOT_YOUR_DUTY
    assert staff.store.n == n


def test_a_wish_of_a_program_is_not_done_behind_the_end_of_its_token(staff: Staff) -> None:
    staff.people.add_token(ROOT, "door", Duty.KIOSK, 30, None)
    door = Actor(Duty.KIOSK, program="door")
    wish = TakeTicket("A")
    staff.store.commit(Do(wish, door))
    for other in (replace(door, duty=Duty.GUIDE), replace(door, program="gate")):
        with pytest.raises(WishRefusedError):
            staff.store.commit(Do(wish, other))
    staff.people.do(RevokeToken(ROOT, "door"))
    with pytest.raises(WishRefusedError) as refused:
        staff.store.commit(Do(wish, door))
    assert refused.value.reason is reasons.NOT_YOUR_DUTY


def test_whoever_has_a_code_needs_no_account(staff: Staff) -> None:
    """And a program that is called so gets nothing by it."""
    staff.add("wang")
    n = staff.store.commit(Do(TakeTicket("A"), owner("ticket", 0))).n
    mine = owner("ticket", n)
    with pytest.raises(WishRefusedError):
        staff.store.commit(Do(CancelTicket(n), Actor(Duty.KIOSK, program=mine.code)))
    assert staff.store.commit(Do(CancelTicket(n), mine)).fact


def test_by_the_gateways_own_token_the_fact_says_so(staff: Staff) -> None:
    wang = staff.add("wang")
    staff.store.commit(Do(LogIn(window="1"), wang))
    change(staff, wang, shown="王小明", password=OTHER)
    assert staff.store.state.at("1").staff == wang.staff
    change(staff, wang, active=False)
    ((data,),) = staff.rows("SELECT data FROM fact ORDER BY n DESC LIMIT 1")
    assert json.loads(data)["by"] == WEB_TOKEN


def test_nothing_is_given_to_a_name_that_is_nobodys(staff: Staff) -> None:
    opinion = SubmitOpinion(channel="kiosk", topic="other", kind="question", words="何时?")
    n = staff.store.commit(Do(opinion, Actor(Duty.KIOSK))).n
    boss = staff.add("boss", Duty.LEADER)
    people = [staff.add(duty, duty, None) for duty in sorted(MEMBERS)]
    gone = staff.add("gone")
    change(staff, gone, active=False)
    serve = (Duty.CLERK, Duty.GUIDE, Duty.LEADER)
    nobody = ["wang", "gone", gone.staff, *(p.staff for p in people if p.duty not in serve)]
    for who in nobody:
        for wish in (RouteOpinion(opinion=n, to=who), SetSkills(who or "", ("A",))):
            with pytest.raises(WishRefusedError) as refused:
                staff.store.commit(Do(wish, boss))
            assert refused.value.reason is reasons.NO_SUCH_STAFF
    for somebody in (p.staff for p in people if p.duty in serve):
        staff.store.commit(Do(RouteOpinion(opinion=n, to=somebody), boss))
        staff.store.commit(Do(SetSkills(somebody or "", ("A",)), boss))


def test_a_hall_without_accounts_is_not_asked_for_them(staff: Staff) -> None:
    boss = Actor(Duty.LEADER, staff="boss")
    assert staff.store.commit(Do(SetSkills("whoever", ("A",)), boss)).fact


def test_no_token_takes_the_gateways_own_name_or_decides_who_people_are(staff: Staff) -> None:
    for name, duty in ((WEB_TOKEN, Duty.KIOSK), ("x", Duty.ADMINISTRATOR), ("x", Duty.BOARD)):
        with pytest.raises(NotPossibleError):
            staff.people.add_token(ROOT, name, duty, 30, None)
    staff.people.add_token(ROOT, "x", Duty.KIOSK, 30, None)
    with pytest.raises(NotPossibleError, match="revoke it first"):
        staff.people.add_token(ROOT, "x", Duty.KIOSK, 30, None)


def test_no_token_is_named_as_somebody_on_the_trail(staff: Staff) -> None:
    """A program without an account stands there by its name, a person by the account's token."""
    li = staff.add("li", Duty.LEADER)
    with pytest.raises(NotPossibleError, match="somebody's account"):
        staff.people.add_token(ROOT, li.staff or "", Duty.LEADER, 30, None)
