"""An address that leads nowhere is a page for people, and a document for programs."""

import httpx
import pytest
from fastapi import FastAPI

from screens import pages, problem
from tests.asgi import inside


@pytest.fixture
def visitor() -> httpx.Client:
    app = FastAPI()
    problem.install(app)
    pages.install(app)
    return inside(app)


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有这个页面"), ("en", "no such page")])
def test_a_person_is_led_on(visitor: httpx.Client, lang: str, words: str) -> None:
    answer = visitor.get(f"/nowhere?lang={lang}", headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 404
    assert words in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.parametrize(
    ("path", "accept"), [("/nowhere", "*/*"), ("/api/v1/nowhere", "text/html")]
)
def test_a_program_is_told(visitor: httpx.Client, path: str, accept: str) -> None:
    answer = visitor.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
