"""hall.toml: what is wrong stops the start with one sentence naming file, key and remedy."""

import re
from pathlib import Path

import pytest

from gateway import config
from gateway.hall.plan import CallPad, Dispenser, Paper
from gateway.hall.quality import (
    USUAL_QUALITY,
    CaseRules,
    Desk,
    OpinionRules,
    RatingRules,
    ReviewRules,
    Topic,
)
from gateway.hall.questions import Answer
from gateway.hall.rules import Rules
from gateway.hall.scoring import ScoreGroup, ScoreRules

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


def test_rules_groups_and_items_are_the_halls_own(tmp_path: Path) -> None:
    text = GOOD.replace(
        'code = "A"', 'code = "A"\ngroup = "g"\nmost_a_day = 99\nmost_a_half_hour = 9', 1
    )
    text += """
[[group]]
code = "g"
name = "发票"
[[item]]
code = "red"
name = "红字发票"
business = "A"
papers = [{ code = "id", name = "身份证" }]
[rules]
missed = "void"
recall_gap_s = 5
"""
    plan = load(tmp_path, text).plan()
    assert plan.rules == Rules(missed="void", recall_gap_s=5)
    assert plan.business["A"].group == "g"
    assert (plan.business["A"].most_a_day, plan.business["A"].most_a_half_hour) == (99, 9)
    assert plan.item["red"].papers == (Paper("id", "身份证"),)


def test_a_hall_that_says_nothing_about_quality_has_what_is_usual(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).plan().quality == USUAL_QUALITY


def test_quality_is_the_halls_own(tmp_path: Path) -> None:
    text = """
[rating]
by_ticket_days = 0
[case]
fix_days = 15
[opinion]
most_hops = 1
[review]
sample = 9
[scores]
weights = "F12-quality"
[[score_group]]
code = "counter"
name = "综合窗口"
staff = ["wang", "3f9c"]
[[topic]]
code = "parking"
name = "停车"
[[desk]]
code = "office"
name = "办公室"
[[question]]
code = "what"
zh = "办什么?"
answers = [
  { code = "tax", zh = "申报", business = "B" },
  { code = "more", zh = "其他", question = "else" },
]
[[question]]
code = "else"
zh = "还办什么?"
answers = [{ code = "web", zh = "社保", advice = "online", text = "网上可办" }]
"""
    quality = load(tmp_path, GOOD + text).plan().quality
    assert quality.rating == RatingRules(by_ticket_days=0)
    assert quality.case == CaseRules(fix_days=15)
    assert quality.opinion == OpinionRules(most_hops=1)
    assert quality.review == ReviewRules(sample=9)
    assert quality.scores == ScoreRules(weights="F12-quality")
    assert quality.score_groups == (ScoreGroup("counter", "综合窗口", ("wang", "3f9c")),)
    assert quality.topics == (Topic("parking", "停车"),)
    assert quality.desks == (Desk("office", "办公室"),)
    assert quality.question["what"].answers[1] == Answer("more", "其他", question="else")
    assert quality.question["else"].answers[0].advice == "online"


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
        ("[hall]", "[rules]\nmost_calls = 0\n[hall]", ["most_calls of [rules]", "correct"]),
        ("[hall]", "[rules]\nmost_calls = true\n[hall]", ["most_calls of [rules]", "correct"]),
        ("[hall]", "[rules]\nmissed = 'no'\n[hall]", ["missed of [rules]", "correct"]),
        ("[hall]", "[rules]\npatience = 3\n[hall]", ["patience of [rules]", "known key"]),
        ("[hall]", "[retention]\nwords_days = 0\n[hall]", ["words_days of [retention]"]),
        ("[hall]", "[retention]\nfact_days = 9\n[hall]", ["fact_days of [retention]", "known"]),
        ("[hall]", "[people]\nsession_hours = 25\n[hall]", ["session_hours of [people]"]),
        ('code = "B"', 'code = "B"\ngroup = "x"', ["Business B", "group x"]),
        (
            "[[line]]",
            '[[item]]\ncode = "x"\nname = "x"\nbusiness = "C"\n[[line]]',
            ["item x", "business C"],
        ),
        ("[hall]", "[case]\nfix_days = 0\n[hall]", ["fix_days of [case]", "correct"]),
        ("[hall]", "[opinion]\npatience = 1\n[hall]", ["patience of [opinion]", "known key"]),
        (
            "[[line]]",
            '[[question]]\ncode = "q"\nzh = "?"\n'
            'answers = [{ code = "a", zh = "?", question = "q" }]\n[[line]]',
            ["Question q", "comes back"],
        ),
        (
            "[[line]]",
            '[[question]]\ncode = "q"\nzh = "?"\n'
            'answers = [{ code = "a", zh = "?", business = "Z" }]\n[[line]]',
            ["question q", "business Z"],
        ),
        ("[hall]", "[scores]\nweights = 'F13'\n[hall]", ["weights of [scores]", "F12"]),
        (
            "[[line]]",
            '[[score_group]]\ncode = "hall"\nname = "x"\nstaff = ["a"]\n[[line]]',
            ["score group hall", "another code"],
        ),
        (
            "[[line]]",
            '[[score_group]]\ncode = "x"\nname = "x"\nstaff = ["a", "a"]\n[[line]]',
            ["a is in the score groups 2 times", "once"],
        ),
        ("[hall]", "[hall", ["not TOML", "correct"]),
        ("[[line]]", "[[lines]]", ["[line]", "missing"]),
        (
            'name = "城东',
            'timezone = "Asia"\nname = "城东',
            ["timezone of [hall]", "Asia/Shanghai"],
        ),
        ("[hall]", "x = " + "[" * 3000, ["nested too deeply", "remove"]),
        ("[hall]", "x" + ".x" * 3000 + " = 1\n[hall]", ["[x]", "known key", "remove"]),
        ("[hall]", "x = " + "9" * 5000, ["not TOML", "correct"]),
        ("[hall]", '"a\\nb" = 1\n[hall]', [r"'a\nb'", "known key", "remove"]),
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


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("name of [hall]", "城东办税服务厅", r"城东\t办税服务厅"),
        ("name of [[business]] number 1", "发票", r"发\n票"),
        ("name of [[business]] number 1", "发票", r"发\u2028票"),
        ("name of [[window]] number 1", "1号窗口", r"1号窗口\u0007"),
        ("businesses.0 of [[window]] number 2", '["B"]', r'["B\n"]'),
        ("port of [[line]] number 1", "/dev/ttyUSB0", r"/dev/tty\u0000"),
    ],
)
def test_a_control_character_is_refused_where_it_would_be_printed_or_opened(
    tmp_path: Path, key: str, old: str, new: str
) -> None:
    with pytest.raises(config.ConfigError, match="remove the control character U") as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert key in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "host",
    [
        "",
        "127.0.0..1",
        "192.168.1.256",
        "192.168.1",
        ".local",
        "a b",
        "x" * 64,
        r"a\u0000b",
        "printer:9100",
        "http://printer",
        "fe80::1%\u2028",
    ],
)
@pytest.mark.parametrize("table", ["[printer]", "uplink", "web"])
def test_a_host_that_cannot_be_one_is_found_before_the_hall_opens(
    tmp_path: Path, table: str, host: str
) -> None:
    with pytest.raises(
        config.ConfigError, match=rf"host of \[{re.escape(table)}\].*use a name such as"
    ):
        load(tmp_path, GOOD + f'[{table}]\nhost = "{host}"\n')


@pytest.mark.parametrize(
    "host",
    ["localhost", "printer-1.hall.example.", "192.168.1.20", "::1", "fe80::1%eth0", "打印机"],
)
def test_names_and_addresses_of_both_kinds_are_hosts(tmp_path: Path, host: str) -> None:
    loaded = load(tmp_path, GOOD + f'[[printer]]\nhost = "{host}"\n')
    assert loaded.printer[0].host == host


@pytest.mark.parametrize("path", ["", "/", ".", "..", "/var/lib/", "../..", r"a\u0000b"])
def test_the_store_is_a_file(tmp_path: Path, path: str) -> None:
    with pytest.raises(config.ConfigError, match=r"path of \[store\]"):
        load(tmp_path, GOOD + f'[store]\npath = "{path}"\n')


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("port of [web]", GOOD + "[web]\nport = true\n"),
        ("port of [web]", GOOD + '[web]\nport = "80"\n'),
        ("port of [[printer]]", GOOD + '[[printer]]\nhost = "a"\nport = true\n'),
        ("baud of [[line]]", GOOD.replace("ttyUSB0", 'ttyUSB0"\nbaud = true\nname = "x')),
        ("line of [[board]]", GOOD.replace('window = "1"', 'window = "1"\nline = true')),
        ("line of [[board]]", GOOD.replace('window = "1"', 'window = "1"\nline = 1.5')),
    ],
)
def test_yes_is_no_number_and_one_is_no_yes(tmp_path: Path, key: str, text: str) -> None:
    with pytest.raises(config.ConfigError) as caught:
        load(tmp_path, text)
    assert key in str(caught.value)
    assert "correct" in str(caught.value)


def test_a_file_of_windows_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "hall.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert config.load(path).hall.name == "城东办税服务厅"


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_in_another_encoding_is_told_to_be_saved_as_utf8(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "hall.toml"
    path.write_bytes(GOOD.encode(encoding))
    with pytest.raises(config.ConfigError, match="save the file as UTF-8") as caught:
        config.load(path)
    assert ("line 4" in str(caught.value)) == (encoding == "gbk")


def test_one_serial_port_under_two_names_is_one_port(tmp_path: Path) -> None:
    port = tmp_path / "ttyUSB0"
    port.touch()
    (tmp_path / "by-id").symlink_to(port)
    one = GOOD.replace("/dev/ttyUSB0", str(port))
    for other in (tmp_path / "by-id", tmp_path / ".." / tmp_path.name / "ttyUSB0"):
        with pytest.raises(config.ConfigError, match=r"one port \(.*its own port"):
            load(tmp_path, one + f'[[line]]\nport = "{other}"\n')
    load(tmp_path, one + f'[[line]]\nport = "{tmp_path / "ttyUSB1"}"\n')


def test_a_missing_file_names_the_option(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match=r"does not exist.*--config"):
        config.load(tmp_path / "no.toml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match=r"cannot be read \(Is a directory\).*--config"):
        config.load(tmp_path)


def test_the_hall_board_and_its_voice_are_set(tmp_path: Path) -> None:
    text = GOOD + (
        '[hall_board]\nlanguages = ["zh", "ko"]\n[[hall_board.notice]]\nzh = "五点停止取号"\n'
        '[voice]\nlanguages = ["zh", "en"]\nrepeat = 3\nclips = "clips"\n'
        '[[voice.quiet]]\nstarts = "12:00"\nends = "13:30"\n'
        '[[voice.level]]\nstarts = "08:00"\nends = "09:00"\nvolume = 50\n'
    )
    loaded = load(tmp_path, text)
    assert loaded.hall_board.languages == ("zh", "ko")
    assert [one.zh for one in loaded.hall_board.notice] == ["五点停止取号"]
    assert loaded.voice.clips == str(tmp_path / "clips")
    assert loaded.voice.quiet[0].ends == "13:30"
    assert loaded.voice.level[0].volume == 50
    assert load(tmp_path, GOOD).voice.clips == ""


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("[voice]\nrepeat = 6", "repeat of [voice]"),
        ("[voice]\nvolume = 0", "volume of [voice]"),
        ("[voice]\nat_most_late_s = 4", "at_most_late_s of [voice]"),
        ("[voice]\nwords_a_minute = 400", "words_a_minute of [voice]"),
        ('[voice]\nlanguages = ["fr"]', "[voice]"),
        ('[voice]\nlanguages = ["zh", "zh"]', "names one twice"),
        ('[voice]\nby = "clips"', "needs a folder"),
        ('[voice]\nwho = "me"', "not a known key"),
        ('[[voice.quiet]]\nstarts = "13:00"\nends = "12:00"', "[[voice.quiet]] starts at 13:00"),
        ('[[voice.level]]\nstarts = "13:00"\nends = "12:00"', "[[voice.level]] starts at 13:00"),
        ('[[voice.level]]\nstarts = "08:00"\nends = "25:00"', "ends"),
        ('[hall_board]\nlanguages = ["en", "en"]', "languages of [hall_board] names one twice"),
        ('[[hall_board.notice]]\nen = "Only English"', "zh"),
    ],
)
def test_a_board_or_voice_that_cannot_be_is_told(tmp_path: Path, table: str, words: str) -> None:
    with pytest.raises(config.ConfigError) as told:
        load(tmp_path, f"{GOOD}{table}\n")
    assert words in str(told.value)
