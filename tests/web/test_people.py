"""Accounts, tokens, texts and the trail over the web: who may do what."""

import pytest

from gateway.hall.here import Duty
from gateway.web import create_app
from gateway.web.asking import by_people
from tests.people.staff import OTHER, PASSWORD
from tests.store.fakes import Do as Run
from tests.web.halls import TOKEN, Hall, deeds
from tests.web.signed import SESSION, Page, problem


@pytest.mark.parametrize("duty", ["clerk", "guide", "technician"])
def test_who_may_not_is_told_so_before_the_body_is_read(page: Page, duty: str) -> None:
    page.add("wang", Duty(duty))
    with page.browser("wang") as browser:
        for method, path in (
            ("POST", "/api/v1/day"),
            ("GET", "/api/v1/staff"),
            ("POST", "/api/v1/staff"),
            ("PATCH", "/api/v1/staff/x"),
            ("GET", "/api/v1/tokens"),
            ("POST", "/api/v1/tokens"),
            ("DELETE", "/api/v1/tokens/x"),
            ("GET", "/api/v1/audit"),
            ("GET", "/api/v1/words/x"),
            ("DELETE", "/api/v1/words/x"),
            ("DELETE", "/api/v1/persons/x"),
        ):
            answer = browser.request(method, path, content=b" " * 5000)
            assert "岗位" in problem(answer, 403)
    with page.browser() as nobody:
        problem(nobody.post("/api/v1/staff", content=b" " * 5000), 401)


def test_a_leader_reads_the_staff_and_the_trail_and_changes_neither(page: Page) -> None:
    page.add("li", Duty.LEADER)
    token = page.add("wang")
    with page.browser("li") as browser:
        staff = browser.get("/api/v1/staff").json()["staff"]
        assert [one["name"] for one in staff] == ["li", "wang"]
        assert "argon2" not in str(staff)
        problem(browser.patch(f"/api/v1/staff/{token}", json={"shown": "x"}), 403)
        problem(browser.post("/api/v1/staff", json={}), 403)
        lines = browser.get("/api/v1/audit", params={"limit": 2}).json()["lines"]
        assert [line["did"] for line in lines] == ["session.begun", "account.added"]
        older = browser.get("/api/v1/audit", params={"before": lines[-1]["id"]}).json()["lines"]
        assert [line["did"] for line in older] == ["account.added"]
        problem(browser.get("/api/v1/audit", params={"limit": 201}), 422)


def test_an_administrator_keeps_the_accounts(page: Page) -> None:
    with page.program() as program:
        new = {"name": "wang", "shown": "王小明", "duty": "clerk", "password": PASSWORD}
        made = program.post("/api/v1/staff", json=new)
        assert made.status_code == 201
        assert "此姓名已有账号" in problem(program.post("/api/v1/staff", json=new), 409)
        path = f"/api/v1/staff/{made.json()['token']}"
        with page.browser("wang") as browser:
            assert browser.get("/api/v1/me").json()["shown"] == "王小明"
            assert program.patch(path, json={"duty": "leader"}).status_code == 204
            assert browser.get("/api/v1/me").json()["duty"] == "leader"
            assert program.patch(path, json={"active": False}).status_code == 204
            problem(browser.get("/api/v1/me"), 401)
            problem(browser.get("/api/v1/staff"), 401)
        problem(program.patch("/api/v1/staff/none", json={"active": True}), 404)
        for change in ({}, {"shown": None}, {"name": "li"}, {"active": 1}, {"duty": "king"}):
            problem(program.patch(path, json=change), 422)
        weak = problem(program.patch(path, json={"password": "1234567890"}), 422)
        assert "1234567890" not in weak


@pytest.mark.parametrize(
    "name", ["", "  ", "a b", "x" * 33, "a\u202eb", "a\u0000", "a\nb", "a\u200bb", 7, None]
)
def test_a_name_that_cannot_be_seen_or_typed_is_none(page: Page, name: object) -> None:
    with page.program() as program:
        body = {"name": name, "shown": "x", "duty": "clerk", "password": PASSWORD}
        problem(program.post("/api/v1/staff", json=body), 422)
    assert page.people.directory.view.accounts == {}


def test_rare_hanzi_and_long_passwords_are_taken(page: Page) -> None:
    name, password = "𠮷田\ue863", "xyz12" * 25
    with page.program() as program:
        body = {"name": name, "shown": name, "duty": "clerk", "password": password}
        assert program.post("/api/v1/staff", json=body).status_code == 201
    with page.browser() as browser:
        body = {"name": name, "password": password}
        assert browser.post(SESSION, json=body).status_code == 201


def test_a_program_is_let_in_by_its_token_until_it_is_revoked(page: Page) -> None:
    with page.program() as root:
        answer = root.post("/api/v1/tokens", json={"name": "door", "duty": "kiosk", "days": 30})
        assert answer.status_code == 201
        secret = answer.json()["secret"]
        listed = root.get("/api/v1/tokens")
        assert [one["name"] for one in listed.json()["tokens"]] == ["door"]
        assert secret not in listed.text
        with page.program(secret) as door:
            me = door.get("/api/v1/me").json()
            assert (me["duty"], me["program"], me["token"]) == ("kiosk", "door", None)
            problem(door.get("/api/v1/tokens"), 403)
            problem(door.delete(SESSION), 409)
            problem(door.patch("/api/v1/me", json={"old": "x", "password": OTHER}), 409)
            assert root.delete("/api/v1/tokens/door").status_code == 204
            problem(door.get("/api/v1/me"), 401)
        problem(root.delete("/api/v1/tokens/door"), 404)
        problem(root.post("/api/v1/tokens", json={"name": "a/b", "duty": "kiosk"}), 422)


def test_a_text_is_shown_to_the_leader_after_the_trail_has_it(page: Page) -> None:
    page.store.commit(
        Run(lambda tx: tx.db.execute("INSERT INTO words VALUES ('w1', 1, '太慢', 5)") and None)
    )
    page.add("li", Duty.LEADER)
    with page.browser("li") as leader, page.program() as root:
        problem(root.get("/api/v1/words/w1"), 403)
        shown = leader.get("/api/v1/words/w1")
        assert shown.json() == {"token": "w1", "n": 1, "text": "太慢", "at_ms": 5}
        assert page.trail()[-1] == "words.shown"
        assert leader.delete("/api/v1/words/w1").status_code == 204
        assert page.trail()[-1] == "words.erased"
        problem(leader.get("/api/v1/words/w1"), 404)
        problem(root.delete("/api/v1/persons/p1"), 404)


def test_the_api_says_what_it_takes(page: Page) -> None:
    app = create_app(
        Hall().live, deeds(), by_people(TOKEN, page.people.directory), people=page.people
    )
    paths = app.openapi()["paths"]
    for path, verb in (
        *((SESSION, "post"), ("/api/v1/me", "patch"), ("/api/v1/staff", "post")),
        *(("/api/v1/staff/{token}", "patch"), ("/api/v1/tokens", "post")),
    ):
        body = paths[path][verb]["requestBody"]["content"]["application/json"]["schema"]
        assert body["additionalProperties"] is False
        assert "$ref" not in str(body), "a reference that leads nowhere"
