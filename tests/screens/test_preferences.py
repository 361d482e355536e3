"""What somebody chooses stays, and leads nowhere else."""

import httpx
import pytest
from fastapi import FastAPI, Request

from screens import preferences
from screens.languages import EN, KO, ZH
from tests.asgi import inside


@pytest.fixture
def page() -> httpx.Client:
    app = FastAPI()
    preferences.install(app)

    @app.get("/seen")
    def seen(request: Request) -> list[object]:
        found = preferences.of(request)
        return [found.language.catalogue, found.large]

    return inside(app, follow_redirects=False)


def test_a_choice_is_kept_by_the_browser_and_leads_back(page: httpx.Client) -> None:
    assert page.get("/seen").json() == [ZH.catalogue, False]
    answer = page.get("/choose?lang=en&large=on&back=/seen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/seen")
    assert page.get("/seen").json() == [EN.catalogue, True]
    assert page.get("/seen?lang=ko&large=off").json() == [KO.catalogue, False]


@pytest.mark.parametrize("back", ["//elsewhere.example", "https://elsewhere.example", "/\\x", "x"])
def test_no_choice_leads_to_another_host(page: httpx.Client, back: str) -> None:
    assert page.get("/choose", params={"lang": "en", "back": back}).status_code == 422


@pytest.mark.parametrize("cookie", ["xx", "zh.small", "", "en.large.more"])
def test_a_cookie_that_nobody_set_does_no_harm(page: httpx.Client, cookie: str) -> None:
    page.cookies.set(preferences.COOKIE, cookie)
    assert page.get("/seen").status_code == 200
