"""Text on the wire to the head: golden bytes, and room on the paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.printing.text import (
    ControlCharacterError,
    cells,
    centre,
    encode,
    printable,
    unprintable,
    wrap,
)


@pytest.mark.parametrize(
    ("text", "golden"),
    [
        ("A001", "41 30 30 31"),
        ("等候人数：5", "1c26 b5c8baf2c8cbcafda3ba 1c2e 35"),
        ("：，。（）", "1c26 a3baa3aca1a3a3a8a3a9 1c2e"),
        ("¥", "1c26 a3a4 1c2e"),
        ("￥100", "1c26 a3a4 1c2e 313030"),
        ("€", "1c26 a1fe 1c2e"),
        ("㛃", "1c26 a1fe 1c2e"),
        ("𠮷", "1c26 a1fe 1c2e"),
        ("𠮷a", "1c26 a1fe 1c2e 61"),
        ("税é", "1c26 cbb0a8a6 1c2e"),
        ("税e\u0301", "1c26 cbb0a8a6 1c2e"),
        ("Á税", "1c26 a1fecbb0 1c2e"),
        ("税 VAT 票", "1c26 cbb0 1c2e 2056415420 1c26 c6b1 1c2e"),
        ("丂", "1c26 8140 1c2e"),
        ("", ""),
    ],
)
def test_text_is_sent_as_these_bytes(text, golden):
    assert encode(text) == bytes.fromhex(golden.replace(" ", ""))


def test_a_character_that_no_head_knows_is_named_once():
    assert unprintable("𠮷野家𠮷 㛃 €5 税") == ("𠮷", "㛃", "€")
    assert printable("𠮷野家") == "〓野家"


@pytest.mark.parametrize("text", ["a\nb", "\x1b@", "税\x10\x04\x01", "\x7f", "\x85"])
def test_a_control_character_in_a_name_never_reaches_the_head(text):
    with pytest.raises(ControlCharacterError, match="control character"):
        encode(text)


@given(st.text(st.characters(exclude_categories=["Cc"])))
def test_whatever_is_written_only_two_byte_gbk_and_ascii_are_sent(text):
    data = encode(text)
    wide = False
    at = 0
    while at < len(data):
        if data[at] == 0x1C:
            assert data[at + 1] == (0x2E if wide else 0x26)
            wide = not wide
            at += 2
        elif wide:
            assert 0x81 <= data[at] <= 0xFE
            assert 0x40 <= data[at + 1] <= 0xFE
            assert data[at + 1] != 0x7F
            at += 2
        else:
            assert 0x20 <= data[at] <= 0x7E
            at += 1
    assert not wide


def test_a_hanzi_takes_two_cells():
    assert cells("A001") == 4
    assert cells("您前面还有 12 人") == 16
    assert cells("𠮷") == 2
    assert centre("税务", 10) == "   税务"


def test_a_business_name_of_thirty_hanzi_is_broken_after_a_full_line():
    name = "增值税专用发票和增值税普通发票以及电子发票最高开票限额变更申请"
    assert len(name) == 31
    assert wrap(name, 48) == (name[:24], name[24:])


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    assert wrap("代开发票，领用发票", 8) == ("代开发", "票，领用", "发票")
    assert wrap("代开票（电子）", 8) == ("代开票", "（电子）")


def test_english_is_broken_between_words():
    assert wrap("Watch the screen and listen", 16) == ("Watch the screen", "and listen")
    assert wrap("supercalifragilistic", 8) == ("supercal", "ifragili", "stic")


@given(st.text(st.characters(exclude_categories=["Cc"])), st.integers(2, 60))
def test_every_line_fits_and_nothing_but_spaces_is_lost(text, width):
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split(" ")) == "".join(printable(text).split(" "))
