"""What a page does with a code that is none, a form from elsewhere, and too much of anything."""

import re
from pathlib import Path

from gateway.config.tables import PublicTable
from gateway.public.form import MOST_BYTES
from tests.public.phone import Phone, part, served
from tests.public.phone import phone as a_phone

OF_TICKET = ("", "/now", "/cancel", "/rate", "/why", "/handled", "/exit", "/thanks")


def test_a_code_leads_to_what_it_is_of(phone: Phone) -> None:
    at = phone.sent("/take", business="A")
    spoken = "-".join(at[3:][i : i + 4] for i in range(0, 20, 4)).lower()
    answer = phone.client.get("/mine", params={"code": spoken})
    assert (answer.status_code, answer.headers["location"]) == (303, at)
    assert "没有这个凭证码" in part(phone.get("/mine?code=ABC", 404), "wrong")


def test_an_unknown_code_gives_a_plain_page_and_nothing_else(phone: Phone) -> None:
    ticket = phone.sent("/take", business="A")[3:]
    n = phone.desk.store.n
    wrong = ticket[:-1] + ("0" if ticket[-1] != "0" else "G")
    paths = [f"/t/{wrong}{path}" for path in OF_TICKET]
    paths += [f"/b/{code}{path}" for code in (wrong, ticket) for path in ("", "/cancel")]
    paths += [f"/o/{wrong}", f"/o/{ticket}", "/t/x", "/t/" + "9" * 2000]
    for path in paths:
        page = phone.get(path, 404)
        assert "本厅没有这个凭证码" in part(page, "unknown"), path
    for path in ("cancel", "rate", "why", "handled", "exit"):
        assert phone.post(f"/t/{wrong}/{path}", {"key": "x" * 22}).status_code == 404
    assert phone.desk.store.n == n


def test_a_form_from_another_site_does_nothing_and_a_silent_browser_is_heard(
    phone: Phone,
) -> None:
    fields = {**phone.form("/take"), "business": "A"}
    n = phone.desk.store.n
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ):
        answer = phone.post("/take", dict(fields), **headers)
        assert (answer.status_code, "其他网站" in answer.text) == (403, True), headers
    assert phone.desk.store.n == n
    assert phone.post("/take", dict(fields)).status_code == 303


def test_a_form_without_end_is_not_read(phone: Phone) -> None:
    long = phone.post("/comment", {"key": "x" * 22, "words": "a" * MOST_BYTES})
    assert long.status_code == 413
    many = phone.post("/comment", {f"f{number}": "1" for number in range(100)})
    assert many.status_code == 413
    assert "无法识别" in part(many.text, "trouble")


def test_one_connection_asks_for_so_much_an_hour_and_refusals_do_not_count(
    tmp_path: Path,
) -> None:
    with a_phone(tmp_path, allowed=PublicTable(most_an_hour=2)) as phone:
        for _ in range(3):
            assert phone.send("/take", business="none").status_code == 404
        form = phone.form("/take") | {"business": "A"}
        for _ in range(3):
            assert phone.post("/take", dict(form)).status_code == 303
        code = phone.sent("/take", business="B")[3:]
        refused = phone.send("/take", business="A")
        assert refused.status_code == 429
        assert "次数太多" in part(refused.text, "trouble")
        assert phone.sent(f"/t/{code}/cancel"), "what is one's own is not counted"


def test_no_code_stands_in_a_title_and_no_address_goes_elsewhere(phone: Phone) -> None:
    code = served(phone.desk)
    for path in OF_TICKET:
        if path != "/now":
            (title,) = re.findall(r"<title>(.*?)</title>", phone.get(f"/t/{code}{path}"))
            assert code not in title
    answer = phone.client.get(f"/t/{code}")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert not re.findall(r"""(?:src|href|action)=["'](?!/|#)[^"']*""", answer.text)
