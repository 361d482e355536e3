"""The ticket as it is set: what a person reads, in which order and size."""

import pytest

from gateway.printing.blocks import ROLL_58, ROLL_80, Block, Cut, Line, Qr
from gateway.printing.layout import Habits, Papers, lay_out, missing_characters, templates
from gateway.printing.text import ControlCharacterError, cells
from tests.printing.desk import slip

LONG = "增值税专用发票、普通发票（含电子发票）代开与最高开票限额变更申请"
ONLY_CHINESE = Papers(templates(), Habits(languages=("zh",)))
ONLY_ENGLISH = Papers(templates(), Habits(languages=("en",)))
PAPERS = [pytest.param(ROLL_80, id="80mm"), pytest.param(ROLL_58, id="58mm")]


def lines_of(blocks: tuple[Block, ...]) -> list[Line]:
    return [block for block in blocks if isinstance(block, Line)]


def texts_of(blocks: tuple[Block, ...]) -> list[str]:
    return [line.text for line in lines_of(blocks)]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("number", ["A001", "VIP1234567890", "B" * 70])
@pytest.mark.parametrize("reprint", [False, True])
def test_every_line_fits_the_paper_in_its_own_size(paper, number, reprint):
    ticket = slip(
        number,
        business_name=LONG,
        business_name_en="Special VAT invoices, ordinary and electronic invoices, limits",
        ahead=1234,
        window_hint="3、4、5、6、7、8、9、10、11、12、13、14、15",
        reprint=reprint,
    )
    for line in lines_of(lay_out(ticket, paper)):
        assert cells(line.text) * line.width <= paper.cells


@pytest.mark.parametrize("paper", PAPERS)
def test_the_number_is_by_far_the_largest_thing_and_bold(paper):
    blocks = lines_of(lay_out(slip("A001"), paper))
    number = next(line for line in blocks if line.text == "A001")
    assert number.bold
    assert min(number.width, number.height) >= 3
    assert all(line.height < number.height for line in blocks if line is not number)


def test_chinese_stands_first_and_english_beneath_it():
    texts = texts_of(lay_out(slip(window_hint="3、4")))
    assert texts == [
        "石家庄市桥西区税务局办税服务厅",
        "Qiaoxi District Tax Service Hall",
        "-" * 48,
        "发票领用",
        "Invoice collection",
        "A001",
        "您前面还有 5 人在等待",
        "5 people ahead of you",
        "办理窗口：3、4",
        "Windows: 3, 4",
        "请留意叫号，听从现场引导",
        "Please watch for your number",
        "过号作废，请重新取号",
        "A missed number is void: take a new one",
        "-" * 48,
        "5eed5eed-A001",
        "取号时间 2026-11-22 09:15",
        "Issued 2026-11-22 09:15",
    ]


def test_one_person_ahead_is_not_people():
    assert "1 person ahead of you" in texts_of(lay_out(slip(ahead=1)))
    nobody = texts_of(lay_out(slip(ahead=0)))
    assert {"您前面没有人在等待", "Nobody ahead of you"} <= set(nobody)


def test_a_ticket_in_one_language_has_no_word_of_the_other():
    chinese = texts_of(ONLY_CHINESE.lay_out(slip()))
    english = texts_of(ONLY_ENGLISH.lay_out(slip()))
    assert "Invoice collection" not in chinese
    assert not any("ahead" in text for text in chinese)
    assert all(text.isascii() for text in english)


def test_a_business_without_an_english_name_is_still_named_on_english_paper():
    assert "发票领用" in texts_of(ONLY_ENGLISH.lay_out(slip(business_name_en="")))


def test_only_a_reprint_says_so_and_says_it_first():
    assert not any("补打" in text for text in texts_of(lay_out(slip())))
    assert texts_of(lay_out(slip(reprint=True)))[:2] == ["【补打】", "REPRINT"]


@pytest.mark.parametrize("paper", PAPERS)
def test_the_code_is_a_qr_and_the_ticket_ends_in_a_cut(paper):
    blocks = lay_out(slip("A007"), paper)
    assert [block.data for block in blocks if isinstance(block, Qr)] == ["5eed5eed-A007"]
    assert blocks[-1] == Cut()
    assert blocks.count(Cut()) == 1


def test_a_character_that_no_font_has_is_reported():
    ticket = slip(business_name="\U0010fffd田\U0010fffd业务")
    assert missing_characters(ticket) == ("\U0010fffd",)
    assert "〓田〓业务" in texts_of(lay_out(ticket))
    assert missing_characters(slip()) == ()


def test_a_name_cannot_smuggle_a_command_to_the_head():
    with pytest.raises(ControlCharacterError):
        lay_out(slip(business_name="发票\x1bp\x00"))


@pytest.mark.parametrize("wrong", [{"ahead": -1}, {"number": ""}, {"code": ""}])
def test_what_cannot_be_a_ticket_is_refused(wrong):
    with pytest.raises(ValueError, match="ticket"):
        slip(**wrong)
