"""The public page of a hall: who waits, how long it takes, and never a figure that is not true."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import Request

from gateway.store.errors import StoreStoppedError
from tests.public.phone import DOOR, HALL, Phone, look, part, served
from tests.public.phone import phone as a_phone


def test_the_hall_says_who_waits_how_long_it_takes_and_which_windows_serve(phone: Phone) -> None:
    desk = phone.desk
    page = phone.get("/")
    assert "现在没有窗口办理" in part(page, "state")
    assert part(page, "waiting-A") == "0"
    clerk = desk.sit("1", "c1")
    for _ in range(5):
        desk.take("A")
    desk.done("/windows/1/call-next", clerk)
    page = phone.get("/")
    assert part(page, "state").startswith("正在营业 1 个窗口在办理")
    assert part(page, "waiting-A") == "4"
    # Nobody has been served today, so nothing is guessed.
    assert part(page, "span-A") == "等候时间暂不清楚"
    assert part(page, "window-1") == "正在叫号 A001"
    assert "现在没有窗口办理" in part(page, "span-C")
    english = phone.get("/", lang="en")
    assert "how long it takes is not known yet" in part(english, "span-A")
    assert "Chang&#39;an Tax Hall" in english


def test_no_person_and_no_rating_stands_on_the_public_page(phone: Phone) -> None:
    code = served(phone.desk)
    phone.sent(f"/t/{code}/rate", level=1)
    page = phone.get("/")
    for word in ("c1", "差评", "非常不满意", "告警"):
        assert word not in page


def test_before_a_day_is_open_nobody_is_counted_as_waiting(tmp_path: Path) -> None:
    with a_phone(tmp_path) as phone:
        state = replace(phone.desk.store.state, day=None)
        phone.counter.look = lambda: replace(look(phone.desk), state=state)  # type: ignore[method-assign]
        page = phone.get("/")
        assert "尚未开业" in part(page, "state")
        assert part(page, "waiting-A") == "—"
        assert "尚未开业" in phone.get("/take")


@pytest.mark.parametrize("path", ["/", "/t/{}"])
def test_a_hall_that_stands_still_is_told_and_never_shown_as_nobody_waiting(
    phone: Phone, path: str
) -> None:
    path = path.format(phone.desk.done("/tickets", DOOR, {"business": "A"})["code"])
    phone.counter.look = lambda: look(phone.desk, 4.0)  # type: ignore[method-assign]
    page = phone.get(path)
    assert "已停止更新 4 秒" in part(page, "fault")
    assert "waiting-A" not in page
    assert 'data-testid="ahead"' not in page
    fresh = phone.client.get(f"{path.rstrip('/')}/now")
    assert 'data-testid="fault"' in fresh.text
    assert fresh.headers["x-age"] == "4.0"


def test_a_hall_that_cannot_be_read_is_told(phone: Phone) -> None:
    def stopped() -> None:
        raise StoreStoppedError("nothing is written any more")

    phone.counter.look = stopped  # type: ignore[assignment]
    page = phone.get("/")
    assert "读不到大厅数据" in part(page, "fault")
    assert "waiting-A" not in page
    assert "暂时不能办理" in part(phone.get("/take", 503), "trouble")


def test_a_failing_disk_is_told_in_plain_words_above_figures_that_stay(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.desk.take("A")
    assert 'data-testid="store"' not in phone.get("/")
    monkeypatch.setattr(type(phone.desk.store), "trouble", "database or disk is full")
    page = phone.get("/")
    told = part(page, "store")
    assert "导税员" in told
    assert "disk" not in phone.get("/", lang="en").split("</main>")[0].split("<main")[1]
    assert page.index('data-testid="store"') < page.index('data-testid="waiting"')
    assert part(page, "waiting-A") == "1"  # what is committed is true


def test_names_of_the_hall_are_text_never_markup(tmp_path: Path) -> None:
    with a_phone(tmp_path, replace(HALL, name="<script>alert(1)</script>")) as phone:
        page = phone.get("/")
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_what_everybody_sees_is_drawn_once_for_a_state_and_a_language(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = phone.counter.part

    def counted(request: Request, template: str, **more: object) -> str:
        drawn.append(template)
        return draw(request, template, **more)

    monkeypatch.setattr(phone.counter, "part", counted)
    for _ in range(3):
        phone.get("/")
        phone.get("/now")
    assert len(drawn) == 1
    phone.get("/", lang="en")
    assert len(drawn) == 2
    phone.desk.take("A")
    assert part(phone.get("/"), "waiting-A") == "1"
    assert len(drawn) == 3
