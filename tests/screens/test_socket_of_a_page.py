"""A socket of a console is of the browser that loaded its page, and of no other session."""

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from nicegui.client import Client
from starlette.requests import HTTPConnection

from screens.console.serving import of_its_page


def asked(cookies: str, **query: str) -> HTTPConnection:
    headers = [(b"cookie", cookies.encode())]
    return HTTPConnection(
        {"type": "websocket", "headers": headers, "query_string": urlencode(query).encode()}
    )


@pytest.fixture(autouse=True)
def page(monkeypatch: pytest.MonkeyPatch) -> None:
    client = SimpleNamespace(request=asked("taxhall-session=leader; taxhall-look=zh; other=1"))
    monkeypatch.setitem(Client.instances, "page", client)


def test_the_browser_that_loaded_it_has_it_in_whatever_language() -> None:
    assert of_its_page(asked("taxhall-session=leader; taxhall-look=en.large", client_id="page"))


@pytest.mark.parametrize("cookies", ["taxhall-session=clerk", "", "taxhall-city=leader"])
def test_nobody_else_has_it(cookies: str) -> None:
    assert not of_its_page(asked(cookies, client_id="page"))


def test_a_socket_that_names_no_page_is_none() -> None:
    assert not of_its_page(asked("taxhall-session=leader"))


def test_of_a_page_that_is_gone_the_browser_is_told_by_the_page_itself() -> None:
    assert of_its_page(asked("taxhall-session=leader", client_id="of before the restart"))
