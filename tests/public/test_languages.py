"""A page that was asked for in one language is read on in it."""

import re

import httpx
import pytest

from tests.public.phone import DOOR, Phone

FOLLOWED = re.compile(r'data-follow="([^"]+)"')
IN_WORDS = {"en": "Waiting now", "ko": "창구", "zh": "等候"}


@pytest.mark.parametrize(("lang", "word"), list(IN_WORDS.items()))
def test_a_page_asked_in_one_language_is_followed_and_read_on_in_it(
    phone: Phone, lang: str, word: str
) -> None:
    code = phone.desk.done("/tickets", DOOR, {"business": "A"})["code"]
    for path, part_path in (("/", "/now"), (f"/t/{code}", f"/t/{code}/now")):
        phone.client.cookies.clear()
        phone.client.cookies.set("taxhall-look", "en" if lang == "zh" else "zh")
        page = phone.client.get(f"{path}?lang={lang}")
        followed = FOLLOWED.findall(page.text)[0].replace("&amp;", "&")
        assert followed.startswith(part_path)
        fresh = httpx.get(
            f"{phone.client.base_url}{followed}", headers={"Cookie": "taxhall-look=xx"}
        )
        assert fresh.text.strip() in page.text
        assert f"taxhall-look={lang}" in page.headers["set-cookie"]
    assert word in phone.client.get(f"/now?lang={lang}").text
    assert f'<html lang="{lang}' in phone.client.get("/take").text
    assert "set-cookie" not in phone.client.get("/").headers
