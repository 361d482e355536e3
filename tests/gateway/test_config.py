"""hall.toml: what is wrong stops the start with one sentence naming file, key and remedy."""

from pathlib import Path

import pytest

from gateway import config
from gateway.hall.plan import CallPad, Dispenser

GOOD = """
[hall]
id = "hall-01"
name = "城东办税服务厅"

[[business]]
code = "A"
name = "发票"
[[business]]
code = "B"
name = "申报"

[[window]]
id = "1"
name = "1号窗口"
businesses = ["A", "B"]
[[window]]
id = "2"
name = "2号窗口"
businesses = ["B"]

[[line]]
port = "/dev/ttyUSB0"

[[board]]
uid = "e6614c311b7e8a00"
role = "dispenser"
keys = ["A", "", "B"]
[[board]]
uid = "e6614c311b7e8a01"
role = "call_pad"
window = "1"
"""


def load(tmp_path: Path, text: str) -> config.Config:
    path = tmp_path / "hall.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path)


def test_a_good_file_becomes_the_plan_of_a_hall(tmp_path: Path) -> None:
    loaded = load(tmp_path, GOOD)
    plan = loaded.plan()
    assert plan.role["e6614c311b7e8a00"] == Dispenser(("A", None, "B"))
    assert plan.role["e6614c311b7e8a01"] == CallPad("1")
    assert loaded.uids_on(0) == ["e6614c311b7e8a00", "e6614c311b7e8a01"]
    assert loaded.store.path == tmp_path / "gateway.db"
    assert loaded.web.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "城东', 'nmae = "城东', ["name of [hall]", "missing", "add"]),
        (
            'id = "hall-01"',
            'id = "hall-01"\nfoo = 1',
            ["foo of [hall]", "known key", "remove"],
        ),
        ('port = "/dev/ttyUSB0"', "", ["port of [[line]] number 1", "missing", "add"]),
        ('name = "2号窗口"', 'name = "1号窗口"', ["[[window]]", "name = '1号窗口'", "its own"]),
        ('id = "2"', 'id = "1"', ["window 1", "its own name"]),
        ('["A", "B"]', '["B"]', ["business A", "no window", "add"]),
        ('businesses = ["B"]', 'businesses = ["C"]', ["window 2", "business C"]),
        ('window = "1"', 'window = "9"', ["e6614c311b7e8a01", "window 9"]),
        ('window = "1"', "", ["e6614c311b7e8a01", "needs a window", "correct"]),
        ('keys = ["A", "", "B"]', "", ["e6614c311b7e8a00", "needs keys", "correct"]),
        ("8a01", "8a00", ["e6614c311b7e8a00", "its own"]),
        ("e6614c311b7e8a01", "E66", ["uid of [[board]] number 2", "correct"]),
        ('role = "call_pad"', 'role = "robot"', ["role of [[board]] number 2", "correct"]),
        ('role = "call_pad"', 'role = "call_pad"\nline = 2', ["on line 2", "[[line]]"]),
        ("[hall]", "[hall", ["not TOML", "correct"]),
        ("[[line]]", "[[lines]]", ["[line]", "missing"]),
    ],
)
def test_a_mistake_is_one_sentence_with_file_key_and_remedy(
    tmp_path: Path, old: str, new: str, words: list[str]
) -> None:
    with pytest.raises(config.ConfigError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    sentence = str(caught.value)
    assert sentence.startswith(str(tmp_path / "hall.toml"))
    assert "\n" not in sentence
    for word in words:
        assert word in sentence


def test_a_missing_file_names_the_option(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match=r"does not exist.*--config"):
        config.load(tmp_path / "no.toml")
