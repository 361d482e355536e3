"""One hall for all tests of the leader's console; each begins with one clerk and nobody else."""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Browser
from tests.browser.hall import choose, let_in
from tests.browser.leader.console import Page, Scene


@pytest.fixture(scope="package")
def one_scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Scene(tmp_path_factory.mktemp("hall"))
    yield found
    found.program.stop()


@pytest.fixture
def scene(one_scene: Scene) -> Scene:
    one_scene.begin()
    return one_scene


@pytest.fixture
def page(scene: Scene, chromium: Browser, request: pytest.FixtureRequest) -> Page:
    """Of the leader, in the language of the test."""
    lang = request.getfixturevalue("lang") if "lang" in request.fixturenames else "zh"
    choose(chromium, scene.url, lang)
    let_in(chromium, scene.url, "leader")
    chromium.driver.set_window_size(1280, 800)
    return Page(chromium, scene.url)
