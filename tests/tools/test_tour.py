"""docs/tour.md is what the tour's stops say, with a picture for each and none besides."""

from pathlib import Path

from PIL import Image

from tools.tour import read
from tools.tour.page import page
from tools.tour.stops import STOPS

DOCS = Path(__file__).resolve().parents[2] / "docs"
MOST_BYTES = 300_000


def test_the_page_is_what_the_stops_say() -> None:
    told = (DOCS / "tour.md").read_text("utf-8")
    assert told == page(STOPS), "make it anew: taxhall tour"


def test_there_is_a_picture_for_each_stop_and_none_besides() -> None:
    pictures = {file.stem: file for file in (DOCS / "tour").glob("*.png")}
    assert pictures.keys() == {stop.name for stop in STOPS}
    for file in pictures.values():
        assert file.stat().st_size < MOST_BYTES, file
        with Image.open(file) as picture:
            assert picture.width >= 320


def test_the_addresses_are_read_from_what_a_demo_prints() -> None:
    demo = read(
        "前面板 front panel   http://127.0.0.1:8080/\n"
        "网关   gateway       http://127.0.0.1:8081/\n"
        "中心   central       http://127.0.0.1:8082/\n"
        "密码   password      0123456789ab\n"
    )
    assert (demo.panel, demo.gateway) == ("http://127.0.0.1:8080", "http://127.0.0.1:8081")
    assert (demo.central, demo.password) == ("http://127.0.0.1:8082", "0123456789ab")
