"""Text on the wire to the head: golden bytes for each coding, and room on the paper."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gateway.printing.text import (
    GBK_MODE,
    Coding,
    ControlCharacterError,
    Mode,
    cells,
    encode,
    knows,
    pieces,
    printable,
    unprintable,
    wrap,
)
from tests.printing.fonts import NOBODY_HAS, RARE, SCRIPTS, needs

UTF_8 = Mode(bytes.fromhex("1c2843 0200 3032"), bytes.fromhex("1c2843 0200 3031"))
LONG = "增值税专用发票和增值税普通发票以及电子发票最高开票限额变更申"
ANY = st.text(st.characters(exclude_categories=["Cc"]))
JOINED = st.text(st.sampled_from(" 税A1(，་།" + "".join(SCRIPTS.values()) + "\u200d\u202f"))


def golden(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("A001", "41 30 30 31"),
        ("等候人数：5", "1c26 b5c8baf2c8cbcafda3ba 1c2e 35"),
        ("：，。（）", "1c26 a3baa3aca1a3a3a8a3a9 1c2e"),
        ("¥", "1c26 a3a4 1c2e"),
        ("￥100", "1c26 a3a4 1c2e 313030"),
        ("税é", "1c26 cbb0a8a6 1c2e"),
        ("税e\u0301", "1c26 cbb0a8a6 1c2e"),
        ("税 VAT 票", "1c26 cbb0 1c2e 2056415420 1c26 c6b1 1c2e"),
        ("丂", "1c26 8140 1c2e"),
        (LONG, f"1c26 {LONG.encode('gb2312').hex()} 1c2e"),
        ("", ""),
    ],
)
def test_text_that_every_head_knows_is_sent_as_these_bytes(text, sent):
    for coding in (Coding.GBK, Coding.GB18030):
        assert knows(text, coding)
        assert encode(text, coding) == golden(sent)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("€", "1c26 a2e3 1c2e"),
        ("㛃", "1c26 8230b731 1c2e"),
        ("䶮税", "1c26 fe9fcbb0 1c2e"),
        ("¥", "1c26 a3a4 1c2e"),
    ],
)
def test_a_head_of_gb18030_is_sent_four_bytes_too(text, sent):
    assert knows(text, Coding.GB18030)
    assert encode(text, Coding.GB18030) == golden(sent)


@pytest.mark.parametrize("text", ["€", "㛃", "𠮷", "Á税", "한국어", *SCRIPTS.values()])
def test_what_gbk_lacks_is_not_sent_as_text(text):
    assert not knows(text, Coding.GBK)
    assert not knows(text, Coding.UTF_8), "nobody can ask which characters its font has"
    assert "〓".encode("gbk") in encode(text, Coding.GBK), "and never as bytes of another coding"


@pytest.mark.parametrize("text", ["𠮷", "Á税", "한국어", "\ue000", *SCRIPTS.values()])
def test_a_head_of_gb18030_is_not_taken_to_have_all_of_unicode(text):
    assert not knows(text, Coding.GB18030)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("A001", "41303031"),
        ("：，。（）", "1c284302003032 efbc9aefbc8ce38082efbc88efbc89 1c284302003031"),
        ("¥5", "1c284302003032 efbfa535 1c284302003031"),
        ("税 é", "1c284302003032 e7a88e20c3a9 1c284302003031"),
        (LONG, f"1c284302003032 {LONG.encode().hex()} 1c284302003031"),
    ],
)
def test_a_head_of_utf_8_is_told_around_the_line(text, sent):
    assert knows(text, Coding.UTF_8)
    assert encode(text, Coding.UTF_8, UTF_8) == golden(sent)


def test_a_head_that_takes_no_text_is_sent_none():
    assert not knows("A001", Coding.RASTER)
    with pytest.raises(ValueError, match="pictures"):
        encode("A001", Coding.RASTER)


def test_only_what_no_font_has_is_named_and_each_once():
    needs(RARE + "€한")
    text = f"𠮷野家𠮷 㛃 €5 한국어{NOBODY_HAS}{NOBODY_HAS}"
    assert unprintable(text) == (NOBODY_HAS,)
    assert printable(text) == "𠮷野家𠮷 㛃 €5 한국어〓〓"


@pytest.mark.parametrize("text", ["a\nb", "\x1b@", "税\x10\x04\x01", "\x7f", "\x85"])
def test_a_control_character_in_a_name_never_reaches_the_head(text):
    for coding in (Coding.GBK, Coding.GB18030, Coding.UTF_8):
        with pytest.raises(ControlCharacterError, match="control character"):
            encode(text, coding)
    with pytest.raises(ControlCharacterError):
        wrap(text, 20)


def test_invisible_characters_are_left_out():
    assert encode("税\u200b务\ufeff") == encode("税务")
    assert encode("税\ufe0f") == encode("税")
    assert cells("葛\U000e0100") == 2


@settings(deadline=None)
@given(ANY, st.sampled_from([Coding.GBK, Coding.GB18030]))
def test_whatever_is_written_only_bytes_of_the_coding_are_sent(text, coding):
    data = encode(text, coding)
    wide = False
    at = 0
    while at < len(data):
        if data[at] == 0x1C:
            assert data[at : at + 2] == (GBK_MODE.leave if wide else GBK_MODE.enter)
            wide = not wide
            at += 2
        elif wide:
            assert 0x81 <= data[at] <= 0xFE
            if coding is Coding.GB18030 and 0x30 <= data[at + 1] <= 0x39:
                assert 0x81 <= data[at + 2] <= 0xFE
                assert 0x30 <= data[at + 3] <= 0x39
                at += 4
                continue
            assert 0x40 <= data[at + 1] <= 0xFE
            assert data[at + 1] != 0x7F
            at += 2
        else:
            assert 0x20 <= data[at] <= 0x7E
            at += 1
    assert not wide


@settings(deadline=None)
@given(ANY)
def test_utf_8_holds_no_command_of_its_own(text):
    data = encode(text, Coding.UTF_8, UTF_8).removeprefix(UTF_8.enter).removesuffix(UTF_8.leave)
    assert all(byte >= 0x20 and byte != 0x7F for byte in data)
    data.decode("utf-8")


def test_a_hanzi_takes_two_cells():
    assert cells("A001") == 4
    assert cells("您前面还有 12 人") == 16
    assert cells(NOBODY_HAS) == 2


def test_what_is_drawn_takes_cells_too():
    needs(RARE + "한Á")
    assert cells("𠮷") == cells("한") == 2
    assert cells("Á") == 1


@pytest.mark.parametrize("word", SCRIPTS.values(), ids=SCRIPTS)
def test_a_word_of_joined_letters_takes_what_it_measures(word):
    needs(word)
    assert 2 <= cells(word) <= 2 * len(word)
    assert cells(f"{word} {word}") == 2 * cells(word) + 1
    (piece,) = pieces(word)
    assert piece.joined


@settings(deadline=None)
@given(ANY | JOINED)
def test_the_widths_of_the_pieces_add_up(text):
    assert sum(piece.cells for piece in pieces(text)) == cells(text)
    assert "".join(piece.text for piece in pieces(text)) == printable(text)
    assert printable(printable(text)) == printable(text)


def test_a_business_name_of_thirty_hanzi_is_broken_after_a_full_line():
    assert len(LONG) == 30
    assert wrap(LONG, 48) == (LONG[:24], LONG[24:])


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    assert wrap("代开发票，领用发票", 8) == ("代开发", "票，领用", "发票")
    assert wrap("代开票（电子）", 8) == ("代开票", "（电子）")


def test_english_is_broken_between_words():
    assert wrap("Watch the screen and listen", 16) == ("Watch the screen", "and listen")
    assert wrap("supercalifragilistic", 8) == ("supercal", "ifragili", "stic")
    assert wrap("the cafés of Öland", 12) == ("the cafés", "of Öland")


def test_tibetan_is_broken_after_a_syllable_and_no_line_begins_with_its_point():
    text = "བོད་ཡིག་ལས་ཁུངས།"
    needs(text)
    lines = wrap(text, 6)
    assert len(lines) > 1
    assert "".join(lines) == text
    assert all(line[-1] in "་།" and line[0] not in "་།" for line in lines)


def test_syllables_that_fit_together_stand_on_one_line():
    text = "བོད་ཡིག་ལས་ཁུངས།"
    needs(text)
    assert cells(text) < sum(cells(part + "་") for part in text.split("་")), "each is rounded up"
    assert wrap(text, cells(text)) == (text,)


def test_uyghur_is_broken_between_words():
    text = "باجخانا مۇلازىمەت زالى"
    needs(text.replace(" ", ""))
    assert wrap(text, max(map(cells, text.split()))) == tuple(text.split())


@settings(deadline=None)
@given(ANY | JOINED, st.integers(2, 60))
@example("\u1823\u200d", 2)
@example("00 \u0f7c0", 2)
def test_every_line_fits_and_nothing_but_spaces_is_lost(text, width):
    """A joiner makes some letters wider, which no line can be too narrow for."""
    lines = wrap(text, width)
    forms = ("{}", "{}\u200d", "\u200d{}", "\u200d{}\u200d")
    letters = (form.format(char) for char in printable(text) for form in forms)
    widest = max((piece.cells for letter in letters for piece in pieces(letter)), default=0)
    assert all(cells(line) <= max(width, widest) for line in lines)
    assert "".join("".join(lines).split()) == "".join(printable(text).split())
