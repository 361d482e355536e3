"""What people wrote: who may read it, and that reading is written down."""

import sqlite3
from datetime import date, timedelta

import pytest

from gateway.hall.calls import CallNext
from gateway.hall.cases import CallBackCase, CloseCase, VerifyCase
from gateway.hall.concerned import NameConcerned
from gateway.hall.day import REMEMBERED_DAYS
from gateway.hall.here import Actor, Duty
from gateway.hall.opinions import (
    CallBackOpinion,
    CloseOpinion,
    ReopenOpinion,
    ReplyToOpinion,
    RouteOpinion,
    SubmitOpinion,
)
from gateway.hall.quality import MOST_APPEAL_DAYS
from gateway.hall.ratings import RateByTicket
from gateway.hall.reasons.opinion import NOT_YOUR_OPINION
from gateway.hall.services import Finish, Hold, ResumeTicket, Start, Transfer
from gateway.hall.tickets import TakeTicket
from gateway.hall.windows import LogIn, OpenWindow
from gateway.people.errors import NotThereError, NotYoursError
from gateway.people.rights import WEB_TOKEN
from gateway.people.texts import ErasePerson, EraseWords, ShowWords
from gateway.store import Do, OpenDay, WishRefusedError
from protocol.facts import OpinionSubmitted
from tests.people.staff import ROOT, Staff, in_files, write

KIOSK = Actor(Duty.KIOSK)


def test_a_leader_reads_a_text_and_the_trail_says_so(staff: Staff) -> None:
    write(staff.store, "w1", "叫号太慢")
    leader = staff.add("li", Duty.LEADER)
    assert staff.people.do(ShowWords(leader, "w1")).text == "叫号太慢"
    assert staff.trail()[-1] == (leader.name, "words.shown", "w1")


def test_what_cannot_be_written_on_the_trail_is_not_shown(staff: Staff) -> None:
    write(staff.store, "w1", "叫号太慢")
    leader = staff.add("li", Duty.LEADER)
    with sqlite3.connect(staff.store.path) as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(sqlite3.IntegrityError, match="full"):
        staff.people.do(ShowWords(leader, "w1"))


@pytest.mark.parametrize("duty", [duty for duty in Duty if duty is not Duty.LEADER])
def test_nobody_else_reads_it(staff: Staff, duty: Duty) -> None:
    write(staff.store, "w1", "叫号太慢")
    with pytest.raises(NotYoursError):
        staff.people.do(ShowWords(Actor(duty, program=WEB_TOKEN), "w1"))
    assert staff.trail() == []


def entered(staff: Staff) -> tuple[int, str]:
    """An entry of the comment book: its n, and the token of its words."""
    wish = SubmitOpinion(channel="kiosk", topic="other", kind="complaint", words="叫号太慢")
    done = staff.store.commit(Do(wish, KIOSK))
    assert isinstance(done.fact, OpinionSubmitted)
    return done.n, done.fact.words


@pytest.mark.parametrize("duty", [Duty.CLERK, Duty.GUIDE])
def test_whoever_was_given_an_entry_reads_it_and_the_trail_says_so(
    staff: Staff, duty: Duty
) -> None:
    opinion, words = entered(staff)
    boss = staff.add("boss", Duty.LEADER)
    wang, li = staff.add("wang", duty), staff.add("li", duty)
    for to in (li, wang):
        with pytest.raises(NotYoursError, match="route it to you"):
            staff.people.do(ShowWords(wang, words))
        assert "words.shown" not in [did for _, did, _ in staff.trail()]
        staff.store.commit(Do(RouteOpinion(opinion=opinion, to=to.staff), boss))
    assert staff.people.do(ShowWords(wang, words)).text == "叫号太慢"
    assert staff.trail()[-1] == (wang.name, "words.shown", words)
    with pytest.raises(NotYoursError):
        staff.people.do(ShowWords(li, words))


@pytest.mark.parametrize("duty", [Duty.CLERK, Duty.GUIDE])
@pytest.mark.parametrize("lies", ["in the book", "with somebody else"])
def test_nobody_routes_an_entry_to_themselves_to_read_it(
    staff: Staff, duty: Duty, lies: str
) -> None:
    opinion, words = entered(staff)
    boss, wang, li = staff.add("boss", Duty.LEADER), staff.add("wang", duty), staff.add("li")
    if lies == "with somebody else":
        staff.store.commit(Do(RouteOpinion(opinion=opinion, to=li.staff), boss))
    with pytest.raises(WishRefusedError) as refused:
        staff.store.commit(Do(RouteOpinion(opinion=opinion, to=wang.staff), wang))
    assert refused.value.reason is NOT_YOUR_OPINION
    with pytest.raises(NotYoursError, match="ask a leader"):
        staff.people.do(ShowWords(wang, words))


def test_who_has_an_entry_reads_what_belongs_to_it_until_it_is_closed(staff: Staff) -> None:
    opinion, words = entered(staff)
    _, not_theirs = entered(staff)
    boss, wang = staff.add("boss", Duty.LEADER), staff.add("wang")
    staff.store.commit(Do(RouteOpinion(opinion=opinion, to=wang.staff), boss))
    steps = [
        ReplyToOpinion(opinion=opinion, words="已增开窗口"),
        ReopenOpinion(opinion=opinion, words="仍未解决"),
        ReplyToOpinion(opinion=opinion, words="又增开窗口"),
        CallBackOpinion(opinion=opinion, reached=True, words="已告知"),
    ]
    facts = [staff.store.commit(Do(wish, wang)).fact for wish in steps]
    texts = [words, *(str(getattr(fact, "words", "")) for fact in facts)]
    for token in texts:
        staff.people.do(ShowWords(wang, token))
    assert [did for _, did, _ in staff.trail()].count("words.shown") == len(texts)
    staff.store.commit(Do(CloseOpinion(opinion=opinion), wang))
    for token in (*texts, not_theirs, "none"):
        with pytest.raises(NotYoursError):
            staff.people.do(ShowWords(wang, token))


def test_whoever_has_an_entry_and_is_of_the_hall_no_more_reads_nothing(staff: Staff) -> None:
    opinion, words = entered(staff)
    boss, wang = staff.add("boss", Duty.LEADER), staff.add("wang")
    staff.store.commit(Do(RouteOpinion(opinion=opinion, to=wang.staff), boss))
    staff.people.change(ROOT, wang.staff or "", None, active=False)
    with pytest.raises(NotYoursError):
        staff.people.do(ShowWords(wang, words))


@pytest.mark.parametrize(
    "duty", [duty for duty in Duty if duty not in (Duty.LEADER, Duty.ADMINISTRATOR)]
)
def test_nobody_but_leaders_and_administrators_erases(staff: Staff, duty: Duty) -> None:
    write(staff.store, "w1", "叫号太慢")
    by = Actor(duty, program=WEB_TOKEN)
    for command in (EraseWords(by, "w1"), ErasePerson(by, "p1")):
        with pytest.raises(NotYoursError):
            staff.people.do(command)
    assert staff.rows("SELECT count(*) FROM words") == [(1,)]


def test_a_person_is_forgotten_and_the_ticket_is_still_a_ticket(staff: Staff) -> None:
    digest = bytes(range(1, 13))
    staff.store.commit(Do(TakeTicket("A"), KIOSK, subject=digest))
    ((token,),) = staff.rows("SELECT token FROM person")
    before = staff.store.head
    assert in_files(staff.store.path, digest)
    staff.people.do(ErasePerson(ROOT, token))
    assert in_files(staff.store.path, digest) == []
    assert (staff.store.head.digest, staff.store.state) == (before.digest, before.state)
    assert staff.trail() == [(ROOT.name, "person.erased", token)]
    with staff.store.reader() as reader:
        assert reader.first_broken() is None
    with pytest.raises(NotThereError):
        staff.people.do(ErasePerson(ROOT, token))


def test_a_leader_neither_reads_nor_erases_a_text_of_an_entry_about_themselves(
    staff: Staff,
) -> None:
    zhao, qian = staff.add("zhao", Duty.LEADER), staff.add("qian", Duty.LEADER)
    opinion, words = entered(staff)
    staff.people.do(ShowWords(zhao, words))  # nobody has said whom it is about
    staff.store.commit(Do(NameConcerned(opinion=opinion, about=zhao.staff), qian))
    reply = staff.store.commit(Do(ReplyToOpinion(opinion=opinion, words="已查"), qian)).fact
    for token in (words, str(getattr(reply, "words", ""))):
        for command in (ShowWords(zhao, token), EraseWords(zhao, token)):
            with pytest.raises(NotYoursError, match="about yourself"):
                staff.people.do(command)
        staff.people.do(ShowWords(qian, token))
    staff.people.do(EraseWords(qian, words))


def test_it_stays_so_when_the_hall_has_forgotten_the_entry(staff: Staff) -> None:
    zhao, qian = staff.add("zhao", Duty.LEADER), staff.add("qian", Duty.LEADER)
    opinions = [entered(staff) for _ in range(3)]
    about = SubmitOpinion(
        channel="kiosk", topic="other", kind="complaint", words="慢", about=zhao.staff
    )
    done = staff.store.commit(Do(about, KIOSK))
    assert isinstance(done.fact, OpinionSubmitted)
    for named in (zhao.staff, None):
        staff.store.commit(Do(NameConcerned(opinion=opinions[1][0], about=named), qian))
    staff.store.commit(Do(NameConcerned(opinion=opinions[2][0], about=zhao.staff), qian))
    for n in (done.n, *(n for n, _ in opinions)):
        staff.store.commit(Do(ReplyToOpinion(opinion=n, words="已查"), qian))
        staff.store.commit(Do(CloseOpinion(opinion=n), qian))
    first = date(2026, 11, 24)
    for days in range(REMEMBERED_DAYS + 1):
        staff.store.commit(OpenDay((first + timedelta(days)).isoformat()))
    assert not staff.store.state.opinions
    for token in (done.fact.words, opinions[2][1]):
        with pytest.raises(NotYoursError, match="about yourself"):
            staff.people.do(ShowWords(zhao, token))
    for _, token in opinions[:2]:
        staff.people.do(ShowWords(zhao, token))


def test_nor_does_a_leaders_program_that_acts_for_nobody(staff: Staff) -> None:
    """It is whoever has its token, who may be the very person."""
    zhao, qian = staff.add("zhao", Duty.LEADER), staff.add("qian", Duty.LEADER)
    staff.people.add_token(ROOT, "screen", Duty.LEADER, 30, None)
    screen = Actor(Duty.LEADER, program="screen")
    opinion, words = entered(staff)
    assert staff.people.do(ShowWords(screen, words)).text == "叫号太慢"
    staff.store.commit(Do(NameConcerned(opinion=opinion, about=zhao.staff), qian))
    for command in (ShowWords(screen, words), EraseWords(screen, words)):
        with pytest.raises(NotYoursError, match="in under your own name"):
            staff.people.do(command)
    staff.people.do(EraseWords(ROOT, words))


def served_badly(staff: Staff, by: Actor) -> int:
    """Somebody is served by this one and rates it; the case."""
    ticket = staff.store.commit(Do(TakeTicket("A"), KIOSK)).n
    for wish in (LogIn(window="1"), OpenWindow(window="1"), CallNext(window="1")):
        staff.store.commit(Do(wish, by))
    case = staff.store.commit(Do(Start(window="1"), by)).n
    staff.store.commit(Do(Finish(window="1"), by))
    staff.store.commit(Do(RateByTicket(ticket=ticket, level=1), KIOSK))
    return case


def test_a_leader_who_served_reads_no_text_of_the_own_case(staff: Staff) -> None:
    zhao, qian = staff.add("zhao", Duty.LEADER), staff.add("qian", Duty.LEADER)
    case = served_badly(staff, zhao)
    verify = VerifyCase(case=case, confirmed=True, words="属实")
    words = str(getattr(staff.store.commit(Do(verify, qian)).fact, "words", ""))
    for command in (ShowWords(zhao, words), EraseWords(zhao, words)):
        with pytest.raises(NotYoursError, match="about yourself"):
            staff.people.do(command)
    assert staff.people.do(ShowWords(qian, words)).text == "属实"


def test_nor_one_of_a_case_that_the_hall_has_forgotten(staff: Staff) -> None:
    zhao, qian = staff.add("zhao", Duty.LEADER), staff.add("qian", Duty.LEADER)
    case = served_badly(staff, zhao)
    steps = (
        VerifyCase(case=case, confirmed=False, words="不属实"),
        CallBackCase(case=case, reached=True, words="已回访"),
        CloseCase(case=case),
    )
    words = [getattr(staff.store.commit(Do(wish, qian)).fact, "words", "") for wish in steps]
    first = date(2026, 11, 24)
    for days in range(MOST_APPEAL_DAYS + 1):
        staff.store.commit(OpenDay((first + timedelta(days)).isoformat()))
    assert not staff.store.state.cases
    with pytest.raises(NotYoursError, match="about yourself"):
        staff.people.do(ShowWords(zhao, words[0]))
    staff.people.do(ShowWords(qian, words[0]))


@pytest.mark.parametrize("sent_on", [False, True])
def test_nor_does_who_went_on_with_a_service_that_another_had_begun(
    staff: Staff, sent_on: bool
) -> None:
    wang, zhao, qian = staff.add("wang"), *(staff.add(one, Duty.LEADER) for one in ("zhao", "qian"))
    ticket = staff.store.commit(Do(TakeTicket("B"), KIOSK)).n
    for by, window in ((wang, "1"), (zhao, "2")):
        for wish in (LogIn(window=window), OpenWindow(window=window)):
            staff.store.commit(Do(wish, by))
    staff.store.commit(Do(CallNext(window="1"), wang))
    case = staff.store.commit(Do(Start(window="1"), wang)).n
    staff.store.commit(Do(Hold(window="1"), wang))
    staff.store.commit(Do(ResumeTicket(window="2", ticket=ticket), zhao))
    ends = Transfer(window="2", business="B", finished=True) if sent_on else Finish(window="2")
    staff.store.commit(Do(ends, zhao))
    staff.store.commit(Do(RateByTicket(ticket=ticket, level=1), KIOSK))
    assert staff.store.state.cases[case].staff == zhao.staff
    steps = (
        VerifyCase(case=case, confirmed=False, words="不属实"),
        CallBackCase(case=case, reached=True, words="已回访"),
        CloseCase(case=case),
    )
    words = [getattr(staff.store.commit(Do(wish, qian)).fact, "words", "") for wish in steps]
    first = date(2026, 11, 24)
    for days in range(MOST_APPEAL_DAYS + 1):
        staff.store.commit(OpenDay((first + timedelta(days)).isoformat()))
    assert not staff.store.state.cases
    with pytest.raises(NotYoursError, match="about yourself"):
        staff.people.do(ShowWords(zhao, words[0]))
    staff.people.do(ShowWords(qian, words[0]))
