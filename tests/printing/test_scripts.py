"""The order on paper of a line's pieces, as a person reads them."""

import pytest

from gateway.printing.scripts import Piece, clusters, from_right, in_order, settle, shaped

UYGHUR = "ئۇيغۇرچە"


def order(*texts: str) -> list[str]:
    pieces = [Piece(text, len(text), joined=shaped(text)) for text in texts]
    return [piece.text for piece in in_order(pieces)]


@pytest.mark.parametrize(
    ("read", "set_"),
    [
        ("A1", "A1"),
        ("税务 A", "税务 A"),
    ],
)
def test_what_is_read_from_the_left_stays_as_it_is(read, set_):
    assert order(*read) == list(set_)


def test_a_line_of_uyghur_is_turned_over_but_not_the_number_in_it():
    assert order(UYGHUR, " ", *"A-01", " ", "باج") == ["باج", " ", *"A-01", " ", UYGHUR]


def test_its_brackets_look_inwards():
    assert order(UYGHUR, "(", *"A1", ")") == ["(", *"A1", ")", UYGHUR]


def test_in_a_chinese_line_only_the_uyghur_words_change_places():
    assert order("税", " ", UYGHUR, " ", "باج", "，", "A") == [
        "税",
        " ",
        "باج",
        " ",
        UYGHUR,
        "，",
        "A",
    ]


def test_an_empty_line_has_no_order():
    assert in_order([]) == []


def test_the_first_letter_says_where_a_line_begins():
    assert from_right(f"12 {UYGHUR} A")
    assert not from_right(f"A {UYGHUR}")
    assert not from_right("12 - 3")


def test_marks_stay_with_their_letters():
    assert list(clusters("ax\u0302b")) == ["a", "x\u0302", "b"]
    assert list(clusters("\u0302")) == ["\u0302"]


def test_joiners_are_kept_only_where_letters_join():
    assert settle("税\u200d务") == "税务"
    assert settle("ب\u200cب") == "ب\u200cب"
    assert settle("ᠮ\u180eᠠ") == "ᠮ\u180eᠠ"
    assert settle("ᠮ\u202fᠤ") == "ᠮ\u202fᠤ"
    assert settle("5\u202f000") == "5 000"
