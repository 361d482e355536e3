"""Letting a board take a place over the web, and what is told of boards."""

from collections.abc import Iterator

import httpx
import pytest

from gateway.hall.here import Actor
from gateway.web.adopting import Adopted, NotAdoptedError, NotAdoptedNowError
from tests.web.halls import TOKEN, Hall, deeds, served

KEY = {"Authorization": f"Bearer {TOKEN}"}
PATH = "/api/v1/boards/00000000000000f1/adopt"


class Adopter:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bool]] = []
        self.trouble: Exception | None = None

    def __call__(self, uid: str, place: str, force: bool, by: Actor) -> Adopted:
        if self.trouble is not None:
            raise self.trouble
        self.asked.append((uid, place, force))
        return Adopted(uid, "00000000000000e0", "1 号窗口的评价器", "the rating pad of window 1")


@pytest.fixture
def adopter() -> Adopter:
    return Adopter()


@pytest.fixture
def browser(adopter: Adopter) -> Iterator[httpx.Client]:
    with served(Hall(), deeds(adopt=adopter)) as client:
        yield client


@pytest.mark.parametrize("force", [False, True])
def test_a_technician_with_the_token_says_where_a_board_belongs(
    browser: httpx.Client, adopter: Adopter, force: bool
) -> None:
    body = {"place": "rating_pad 1"} | ({"force": True} if force else {})
    answer = browser.post(PATH, json=body, headers=KEY)
    assert answer.status_code == 201
    assert answer.json() == {
        "uid": "00000000000000f1",
        "place": "00000000000000e0",
        "zh": "1 号窗口的评价器",
        "en": "the rating pad of window 1",
    }
    assert adopter.asked == [("00000000000000f1", "rating_pad 1", force)]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_nobody_moves_a_board_without_the_token(
    browser: httpx.Client, adopter: Adopter, headers: dict[str, str]
) -> None:
    answer = browser.post(PATH, json={"place": "rating_pad 1"}, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert adopter.asked == []


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (NotAdoptedError("没有这个位置。 No such place."), 409),
        (NotAdoptedNowError("The disk takes no writes; ask again."), 503),
    ],
)
def test_a_refusal_is_a_problem_document_with_the_sentence(
    browser: httpx.Client, adopter: Adopter, trouble: Exception, status: int
) -> None:
    adopter.trouble = trouble
    answer = browser.post(PATH, json={"place": "window 9"}, headers=KEY)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == str(trouble)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"place": ""},
        {"place": 7},
        {"place": "x" * 41},
        {"place": "window 1", "force": "yes"},
        {"place": "window 1", "by": "automatic"},
    ],
)
def test_a_wish_that_cannot_be_read_moves_nothing(
    browser: httpx.Client, adopter: Adopter, body: object
) -> None:
    answer = browser.post(PATH, json=body, headers=KEY)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert adopter.asked == []


def test_the_json_says_who_stands_where_who_has_no_place_and_who_is_sealed(
    browser: httpx.Client,
) -> None:
    told = browser.get("/api/v1/live").json()
    assert told["devices"][2]["replaces"] == "00000000000000e0"
    assert told["devices"][0]["sealed"] is True
    assert told["found"][0] == {
        "uid": "00000000000000f1",
        "role": "rating_pad",
        "port": "line-1",
        "sealed": False,
        "firmware": "0.1.0",
        "zh": "请指定位置。",
        "en": "Say where.",
    }


def test_without_such_boards_the_page_has_no_room_for_them() -> None:
    hall = Hall()
    hall.change(found=())
    with served(hall, deeds()) as client:
        assert 'data-testid="found"' not in client.get("/").text
