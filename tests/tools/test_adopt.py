"""`taxhall adopt` at a real page: what the technician types and reads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.hall.here import Actor
from gateway.web.adopting import Adopted, NotAdoptedError
from tests.web.halls import TOKEN, Hall, deeds, served
from tools.adopt import main

UID = "a0000000000000f1"
Asked = list[tuple[str, str, bool]]


@pytest.fixture
def token(tmp_path: Path) -> str:
    path = tmp_path / "web-token"
    path.write_text(TOKEN + "\n", "ascii")
    return str(path)


@pytest.fixture
def asked() -> Asked:
    return []


@pytest.fixture
def gateway(asked: Asked) -> Iterator[str]:
    def adopt(uid: str, place: str, force: bool, by: Actor) -> Adopted:
        asked.append((uid, place, force))
        if place == "window 9":
            raise NotAdoptedError("没有这个位置。 There is no such place.")
        return Adopted(uid, "e6614c311b7e8a02", "7号窗口的评价器", "the rating pad of window 7")

    with served(Hall(), deeds(adopt=adopt)) as client:
        yield str(client.base_url)


@pytest.mark.parametrize(
    ("typed", "place", "force"),
    [
        ([UID, "rating_pad", "7"], "rating_pad 7", False),
        ([UID.upper(), "rating_pad 7"], "rating_pad 7", False),
        ([UID, "e6614c311b7e8a02", "--force"], "e6614c311b7e8a02", True),
    ],
)
def test_a_board_is_adopted_as_it_is_typed(
    gateway: str,
    token: str,
    asked: Asked,
    capsys: pytest.CaptureFixture[str],
    typed: list[str],
    place: str,
    force: bool,
) -> None:
    assert main(["--gateway", gateway, "--token", token, *typed]) == 0
    assert asked == [(UID, place, force)]
    said = capsys.readouterr().out
    assert "7号窗口的评价器" in said
    assert f"Board {UID} is the rating pad of window 7 now." in said


def test_a_refusal_is_read_in_both_languages(
    gateway: str, token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--gateway", gateway, "--token", token, UID, "window", "9"]) == 1
    assert capsys.readouterr().out == "没有这个位置。 There is no such place.\n"


def test_a_uid_that_is_none_reaches_no_other_part_of_the_gateway(
    gateway: str, token: str, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--gateway", gateway, "--token", token, "../day?x=", "window", "7"]) in (0, 1)
    assert all(uid == "../day?x=" for uid, _, _ in asked)


@pytest.mark.parametrize("text", [None, "口令"])
def test_without_a_token_nothing_is_asked(
    gateway: str,
    tmp_path: Path,
    asked: Asked,
    capsys: pytest.CaptureFixture[str],
    text: str | None,
) -> None:
    path = tmp_path / "none"
    if text is not None:
        path.write_text(text, "utf-8")
    assert main(["--gateway", gateway, "--token", str(path), UID, "window", "7"]) == 2
    assert "--token" in capsys.readouterr().out
    assert asked == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "nowhere"])
def test_where_no_gateway_answers_that_is_said(
    address: str, token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--gateway", address, "--token", token, UID, "window", "7"]) == 2
    assert "--gateway" in capsys.readouterr().out
