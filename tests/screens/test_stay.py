"""A page is open while its rights last, and few are held for browsers that never come back."""

import asyncio
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from nicegui import background_tasks
from nicegui.client import Client

from screens.console import stay


class Page:
    """As much of a page of NiceGUI as staying needs."""

    def __init__(self, id: str, connected: bool = True) -> None:
        self.id, self.is_deleted = id, False
        self.opened: list[str] = []
        self.request = SimpleNamespace(url=SimpleNamespace(path="/console/guide"))
        self._connects: list[Callable[[], None]] = []
        self._deletes: list[Callable[[], None]] = []
        self._here = asyncio.Event()
        if connected:
            self._here.set()

    async def connected(self) -> None:
        await self._here.wait()

    def connect(self) -> None:
        for one in self._connects:
            one()

    def on_connect(self, handler: Callable[[], None]) -> None:
        self._connects.append(handler)

    def on_delete(self, handler: Callable[[], None]) -> None:
        self._deletes.append(handler)

    def open(self, path: str) -> None:
        self.opened.append(path)

    def delete(self) -> None:
        self.is_deleted = True
        for one in self._deletes:
            one()
        self._here.set()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(stay, "EVERY_S", 0.01)
    monkeypatch.setattr(background_tasks, "create", lambda going, name: _task(going, name))
    yield
    stay._coming.clear()


_TASKS: set[asyncio.Task[Any]] = set()


def _task(going: Any, name: str) -> None:
    task = asyncio.get_running_loop().create_task(going, name=name)
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)


def of(page: Page) -> Client:
    return cast(Client, page)


@pytest.mark.parametrize(
    ("then", "way"), [(None, "/sign-in?to=/console/guide"), ("clerk", "/console")]
)
def test_a_page_ends_with_the_rights_by_which_it_was_opened(then: str | None, way: str) -> None:
    async def story() -> None:
        page = Page("a")
        rights: list[str | None] = ["guide"]
        stay.keep_while_allowed(of(page), lambda: rights[0])
        await asyncio.sleep(0.1)
        assert not page.is_deleted
        rights[0] = then
        await asyncio.sleep(0.2)
        assert page.is_deleted
        assert page.opened == [way]

    asyncio.run(story())


def test_a_page_stays_while_nobody_can_be_looked_up() -> None:
    async def story() -> None:
        page, trouble = Page("a"), [False]

        def rights() -> str:
            if trouble[0]:
                raise OSError("disk")
            return "guide"

        stay.keep_while_allowed(of(page), rights)
        trouble[0] = True
        await asyncio.sleep(0.1)
        assert not page.is_deleted
        page.delete()

    asyncio.run(story())


def test_of_pages_whose_browser_never_comes_the_oldest_goes() -> None:
    pages = [Page(f"p{n}", connected=False) for n in range(stay.MOST_COMING + 1)]
    stay.comes(of(pages[0]))
    pages[0].connect()
    for page in pages[1:]:
        stay.comes(of(page))
    assert not any(page.is_deleted for page in pages)
    stay.comes(of(Page("one more", connected=False)))
    assert [page.id for page in pages if page.is_deleted] == ["p1"]


def test_there_is_room_for_so_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {str(n): None for n in range(stay.MOST_OPEN)}
    monkeypatch.setattr(Client, "instances", held)
    assert stay.has_room()
    held["one more"] = None
    assert not stay.has_room()
