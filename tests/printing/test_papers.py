"""Papers as they are set: golden text of each, and what holds for all of them."""

import time
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.printing.blocks import ROLL_58, ROLL_80, Block, Cut, Feed, Line, Qr
from gateway.printing.fitting import evenly, fit
from gateway.printing.layout import Habits, Papers, lay_out, templates
from gateway.printing.slips import KINDS, ChecklistSlip, Copied, Named, Slip
from gateway.printing.text import ControlCharacterError, cells, printable
from tests.printing.compact import GOLDEN, HABITS, paper
from tests.printing.desk import slip
from tools.papers.samples import samples

OURS = templates()
SAMPLES = [pytest.param(one, id=one.name) for one in samples()]
ROLLS = (ROLL_80, ROLL_58)
ANY = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60)
HABITUAL = st.builds(
    Habits,
    languages=st.sampled_from([("zh", "en"), ("en",), ("ko", "zh"), ("zh",), ("en", "zh", "ko")]),
    large_type=st.booleans(),
    phone=ANY,
    notice=st.fixed_dictionaries({"zh": ANY, "en": ANY}),
)


def lines_of(blocks: tuple[Block, ...]) -> list[Line]:
    return [block for block in blocks if isinstance(block, Line)]


def texts(blocks: tuple[Block, ...]) -> str:
    return "\n".join(line.text for line in lines_of(blocks))


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_paper_is_set_as_it_was_looked_at(sample) -> None:
    assert paper(sample) == (GOLDEN / f"{sample.name}.txt").read_text("utf-8")


def test_there_is_a_sample_of_every_kind_of_paper() -> None:
    assert {one.slip.KIND for one in samples()} == {kind.KIND for kind in KINDS}
    assert set(OURS) == {*(kind.KIND for kind in KINDS), Copied.KIND}


@st.composite
def any_slip(draw: st.DrawFn) -> Slip:
    """A sample with any names in it."""
    one = draw(st.sampled_from(samples())).slip
    kept = ("language", "code", "code_url", "uid", "role", "missed", "day", "slot", "staff")
    changed: dict[str, object] = {}
    for field in fields(one):
        value = getattr(one, field.name)
        if field.name in kept:
            continue
        if isinstance(value, str) and value:
            changed[field.name] = draw(ANY.filter(bool) if field.name == "number" else ANY)
        elif isinstance(value, tuple) and value and isinstance(value[0], Named):
            changed[field.name] = tuple(draw(st.lists(st.builds(Named, ANY, ANY), min_size=1)))
    return replace(one, **changed)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(any_slip(), HABITUAL, st.sampled_from(ROLLS))
def test_no_line_is_wider_than_the_roll_whatever_the_names(one, habits, roll) -> None:
    blocks = Papers(OURS, habits).lay_out(one, roll)
    for line in lines_of(blocks):
        assert cells(line.text) * line.width <= roll.cells, line
    assert blocks[-1] == Cut()
    assert blocks.count(Cut()) == 1
    assert all(1 <= block.dots <= 255 for block in blocks if isinstance(block, Feed))


@settings(max_examples=100, deadline=None)
@given(any_slip(), HABITUAL, st.sampled_from(ROLLS))
def test_a_paper_with_a_code_never_lacks_it(one, habits, roll) -> None:
    codes = [block for block in Papers(OURS, habits).lay_out(one, roll) if isinstance(block, Qr)]
    said = getattr(one, "code_url", "") or getattr(one, "code", "") or getattr(one, "uid", "")
    assert [code.data for code in codes] == ([said] if said else [])


@pytest.mark.parametrize("roll", ROLLS, ids=lambda roll: f"{roll.mm}mm")
@pytest.mark.parametrize("length", [1, 14, 15, 106, 213])
def test_the_code_and_the_white_around_it_fit_the_roll(roll, length) -> None:
    blocks = lay_out(slip(code="H" * length), roll)
    (at,) = [at for at, block in enumerate(blocks) if isinstance(block, Qr)]
    code, after = blocks[at], blocks[at + 1]
    assert isinstance(code, Qr)
    version = 1 + sum(length > most for most in (14, 26, 42, 62, 84, 106, 122, 152, 180))
    assert (17 + 4 * version + 8) * code.size <= roll.dots
    assert code.size >= 4
    assert after == Feed(4 * code.size)


@settings(max_examples=100, deadline=None)
@given(any_slip(), st.sampled_from(ROLLS))
def test_in_large_type_everything_is_twice_as_high(one, roll) -> None:
    for line in lines_of(Papers(OURS, Habits(large_type=True)).lay_out(one, roll)):
        drawn = set(line.text) <= set("-=") or line.text.startswith("123456789012")
        assert line.height >= 2 or drawn or one.KIND == "self_test"


@pytest.mark.parametrize("roll", ROLLS, ids=lambda roll: f"{roll.mm}mm")
def test_large_type_has_a_larger_number_and_fewer_words(roll) -> None:
    usual = lay_out(slip(area="二楼", code_url="H"), roll)
    large = lay_out(slip(area="二楼", code_url="H", large=True), roll)
    number = {line.text: line for line in lines_of(large)}["A001"]
    assert (number.width, number.height) == (8, 8)
    assert "二楼" in texts(usual)
    assert "二楼" not in texts(large)


def test_people_who_need_help_get_large_type_where_the_hall_says_so() -> None:
    assert Habits().large_for("special")
    assert not Habits().large_for("normal")
    assert not Habits(large_for_special=False).large_for("special")
    assert Habits(large_for_special=False, large_type=True).large_for("normal")


def test_a_paper_in_its_owners_language_has_chinese_beneath_it() -> None:
    english = texts(lay_out(slip(language="en")))
    assert english.index("5 people ahead of you") < english.index("您前面还有 5 人在等待")
    korean = texts(lay_out(slip(language="ko")))
    assert printable("앞에 5명이 기다립니다") in korean
    assert "you" not in korean
    assert "people" not in texts(lay_out(slip(language="zh")))


def test_what_has_no_value_is_left_out_with_its_line() -> None:
    plain = texts(lay_out(slip()))
    assert "窗口" not in plain
    assert "预计" not in plain
    full = texts(lay_out(slip(window_hint="3", eta="15-25", reserved="09:30-10:00")))
    assert "办理窗口：3" in full
    assert "Window: 3" in full
    assert "预计等候约 15-25 分钟" in full
    assert "预约时段 09:30-10:00" in full


def test_the_hall_has_its_phone_and_its_notice_on_every_ticket() -> None:
    shown = texts(Papers(OURS, HABITS).lay_out(slip()))
    assert "咨询电话 0311-12366" in shown
    assert "17:00 停止取号\nNo numbers after 17:00" in shown
    assert "咨询" not in texts(lay_out(slip()))


@pytest.mark.parametrize(
    ("missed", "zh"), [("void", "过号作废"), ("tail", "队尾"), ("after_n", "稍后再叫您")]
)
def test_a_ticket_says_what_a_missed_number_is_worth(missed, zh) -> None:
    others = {"过号作废", "队尾", "稍后再叫您"} - {zh}
    shown = texts(lay_out(slip(missed=missed)))
    assert zh in shown
    assert not any(other in shown for other in others)


def test_a_control_character_in_any_text_is_refused() -> None:
    for one in samples():
        for field in fields(one.slip):
            value = getattr(one.slip, field.name)
            shown = isinstance(value, str) and value and value in texts(lay_out(one.slip))
            if shown and field.name not in ("code_url", "language", "role"):
                with pytest.raises(ControlCharacterError):
                    lay_out(replace(one.slip, **{field.name: value + "\x1bp"}))


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("过号请找导税员，稍后再叫您", 24, ("过号请找导税员，", "稍后再叫您")),
        ("石家庄市桥西区税务局办税服务厅", 16, ("石家庄市桥西区", "税务局办税服务厅")),
        (
            "Missed it? Ask a guide: you are called soon",
            32,
            ("Missed it? Ask a guide:", "you are called soon"),
        ),
        (
            "스캔하면 휴대폰에서 이 목록을 봅니다",
            16,
            ("스캔하면", "휴대폰에서 이", "목록을 봅니다"),
        ),
        ("好，一二三四五六七八九十", 16, ("好，一二三四", "五六七八九十")),
        ("발급 2026-11-22 09:15", 16, ("발급", "2026-11-22 09:15")),
    ],
)
def test_a_sentence_is_broken_where_it_has_a_break(text, room, lines) -> None:
    assert evenly(text, room) == lines


def test_the_entries_of_a_list_are_of_one_size() -> None:
    """In large type on 58 mm a long word alone would be set smaller than its neighbours."""
    names = ("Letter of authority", "Application form, two copies", "Passport")
    papers = tuple(Named(name) for name in names)
    one = ChecklistSlip(
        hall_name="厅", business_name="x", papers=papers, told_at="", code="C", large=True
    )
    entries = [
        line for line in lines_of(lay_out(one, ROLL_58)) if line.text.startswith(("□", "      "))
    ]
    assert {(line.width, line.height) for line in entries} == {(1, 2)}
    shorter = replace(one, papers=papers[::2])
    entries = [line for line in lines_of(lay_out(shorter, ROLL_58)) if line.text.startswith("□")]
    assert {(line.width, line.height) for line in entries} == {(2, 2)}


@settings(deadline=None)
@given(ANY, st.integers(2, 48))
def test_breaking_evenly_loses_nothing_but_spaces(text, room) -> None:
    lines = evenly(text, room)
    assert all(cells(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(printable(text).split())


def test_a_ticket_is_set_in_a_part_of_the_time_that_its_bytes_may_take() -> None:
    """Of the 5 ms (p99) for setting and rendering; here the median, which a busy machine leaves
    alone."""
    took = []
    for n in range(400):
        issued_at = f"2026-11-22 09:{n % 60:02d}"
        ticket = slip(f"A{n:03d}", ahead=n % 60, issued_at=issued_at, code=f"{n:010d}")
        began = time.thread_time()
        lay_out(ticket)
        took.append(time.thread_time() - began)
    assert sorted(took)[200] < 0.0015
    assert fit.cache_info().maxsize is not None, "what is kept is bounded"
