"""The files that say what each model of head knows, and that nothing in them is idle."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from gateway.printing.blocks import Cut, Feed, Line, Qr
from gateway.printing.layout import lay_out
from gateway.printing.profile import (
    FOLDER,
    Done,
    Knife,
    Profile,
    ProfileError,
    load,
    names,
)
from gateway.printing.render import render
from gateway.printing.text import Coding, cells
from tests.printing.desk import slip
from tests.printing.fonts import needs
from tests.printing.pictures import develop

GATEWAY = FOLDER.parents[1]
WANTED = {
    "generic-80",
    "generic-58",
    "epson-tm-t82",
    "epson-tm-t88",
    "xprinter-80",
    "xprinter-58",
    "gprinter-80",
    "gprinter-58",
    "sunmi-80",
    "sunmi-58",
}


def job(profile: Profile, *blocks: Line | Qr | Feed | Cut) -> bytes:
    """What one job consists of after the head was initialised."""
    return render(blocks, profile).removeprefix(b"\x1b@\x1da\x00")


@pytest.mark.parametrize("name", names())
def test_every_model_prints_a_ticket(name):
    profile = load(name)
    assert profile.title
    blocks = lay_out(slip(), profile.roll)
    widest = max(cells(line.text) * line.width for line in blocks if isinstance(line, Line))
    assert widest <= profile.roll.cells
    data = render(blocks, profile)
    assert "等待".encode("gbk") in data
    assert b"5eed5eed-A001" in data


def test_the_models_of_chinese_halls_are_there():
    assert set(names()) >= WANTED
    assert load("generic-80") == Profile("ESC/POS 80 mm")


@pytest.mark.parametrize("name", names())
def test_every_file_says_where_it_has_its_values_from(name):
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    for line in text.splitlines():
        if line.partition(" ")[0] in ("coding", "asb", "done", "cut", "columns", "setup"):
            before = text[: text.index(line)]
            assert "#" in line or before.rstrip().rpartition("\n")[2].startswith("#"), line


def test_every_field_is_asked_somewhere():
    code = "".join(file.read_text(encoding="utf-8") for file in GATEWAY.rglob("*.py"))
    names = [field.name for field in fields(Profile)]
    owner = r"(profile|model|model\(\)|self)"
    assert [name for name in names if not re.search(rf"{owner}\.{name}\b", code)] == []


def test_a_hall_has_profiles_of_its_own_and_they_come_first(tmp_path: Path):
    (tmp_path / "generic-80.toml").write_text('title = "ours"\ncut = "none"\n')
    (tmp_path / "kiosk.toml").write_text('title = "the kiosk"\ndone = "never"\n')
    assert load("generic-80", tmp_path).cut is Knife.NONE
    assert load("kiosk", tmp_path).done is Done.NEVER
    assert load("generic-58", tmp_path).width_mm == 58
    assert "kiosk" in names(tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title", "Expected '=' after a key"),
        ("cut = 'full'", "title: Field required"),
        ("title = 'a'\nkodierung = 'gbk'", "kodierung: "),
        ("title = 'a'\ncoding = 'big5'", "coding: Input should be 'gbk', 'gb18030'"),
        ("title = 'a'\ncoding = 'utf-8'", "needs utf8_on"),
        ("title = 'a'\nsetup = '1d 5'", "'1d 5' is not bytes in hexadecimal"),
        ("title = 'a'\nraster_rows = 0", "raster_rows: Input should be greater"),
        ("title = 'a'\nwidth_mm = 76", "58 or 80"),
        ("title = 'a'\nmm_per_s = true", "mm_per_s: Input should be a valid integer"),
        ("title = 'a'\nqr = 'yes'", "qr: Input should be a valid boolean"),
        ('title = "\\u001b@"', "title: Value error, remove the control character U+001B"),
        ("title = 'a'\nraster_rows = " + "9" * 5000, "Exceeds the limit"),
        ("title = " + "[" * 3000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_profile_is_told_in_one_sentence(tmp_path: Path, text, says):
    (tmp_path / "odd.toml").write_text(text)
    with pytest.raises(ProfileError, match=re.escape(says)) as trouble:
        load("odd", tmp_path)
    assert "odd.toml is no printer profile: " in str(trouble.value)
    assert "\n" not in str(trouble.value)


def test_a_profile_is_read_as_editors_write_it(tmp_path: Path):
    (tmp_path / "windows.toml").write_bytes("\ufefftitle = '税'\r\ncut = 'none'\r\n".encode())
    assert load("windows", tmp_path) == Profile("税", cut=Knife.NONE)
    (tmp_path / "windows.toml").write_bytes("title = '税务'\n".encode("gbk"))
    with pytest.raises(ProfileError, match="line 1 is not UTF-8 but perhaps GBK"):
        load("windows", tmp_path)


def test_a_name_that_is_no_profile_is_told_those_that_are():
    with pytest.raises(ProfileError, match="name one of epson-tm-t82, epson-tm-t88, generic-58"):
        load("star")


def test_the_head_is_told_around_each_run_what_its_profile_says():
    odd = Profile("odd", hanzi_on="1c 26 1c 43 00", hanzi_off="1c 2e")
    assert bytes.fromhex("1c261c4300 cbb0 1c2e 41 0a") in job(odd, Line("税A"))
    sunmi = load("sunmi-80")
    assert bytes.fromhex("1c26 cbb0 1c2e 0a") in job(sunmi, Line("税"))
    utf_8 = Profile("odd", coding=Coding.UTF_8, utf8_on=sunmi.utf8_on, utf8_off=sunmi.utf8_off)
    assert bytes.fromhex("1c261c43ff e7a88e41 1c43001c2e 0a") in job(utf_8, Line("税A"))


def test_setup_comes_right_after_the_head_was_initialised():
    assert job(load("epson-tm-t88")).startswith(bytes.fromhex("1d50b4b4"))


@pytest.mark.parametrize(
    ("knife", "sent"),
    [
        (Knife.FULL, "1b6406 1d5600"),
        (Knife.PARTIAL, "1b6406 1d5601"),
        (Knife.FED, "1d564200"),
        (Knife.NONE, "0a0a0a0a0a0a"),
    ],
)
def test_the_slip_is_cut_as_the_head_can(knife, sent):
    assert job(Profile("odd", cut=knife), Cut()).endswith(bytes.fromhex("1d2100" + sent))


def test_a_head_of_180_dpi_has_42_letters_on_a_line():
    assert load("epson-tm-t88").roll.dots == 504


def test_a_head_that_draws_no_codes_is_sent_a_picture():
    data = job(Profile("odd", qr=False), Qr("A001", 4))
    assert b"\x1d(k" not in data
    left = b"\x1ba\x00"
    assert left in data
    assert develop(data.partition(left)[2], 576).bands == [48, 36]


def test_a_line_is_text_where_the_head_has_all_of_it_and_else_a_picture():
    needs("㛃")
    text = Line("税务㛃")
    plain, known = Profile("odd"), Profile("odd", coding=Coding.GB18030)
    assert b"\x1dv0" in job(plain, text)
    assert "税务".encode("gbk") not in job(plain, text), "the line is of one piece"
    assert bytes.fromhex("cbb0cef1 8230b731") in job(known, text)


def test_a_head_that_takes_no_text_is_sent_pictures_alone():
    needs("税")
    data = job(Profile("odd", coding=Coding.RASTER), Line("A001"), Line("税务"), Cut())
    assert data.count(b"\x1dv0") == 2
    assert b"A001" not in data
    assert b"\x1c&" not in data
