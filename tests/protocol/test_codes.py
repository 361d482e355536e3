"""Codes of bookings and tickets: what was meant is read, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import codes

KEY = bytes(range(32))
NUMBERS = st.integers(0, (1 << 48) - 1)
LETTERS = st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
KINDS = st.sampled_from([codes.BOOKING, codes.TICKET])


@given(KINDS, NUMBERS, st.data())
def test_a_code_is_read_however_it_was_written(kind: bytes, number: int, data: st.DataObject):
    code = codes.make(KEY, kind, number)
    assert len(code) == codes.LENGTH
    written = ""
    for letter in code:
        alike = {"0": "0oO", "1": "1iIlL"}.get(letter, letter + letter.lower())
        written += data.draw(st.sampled_from(["", " ", "-"])) + data.draw(st.sampled_from(alike))
    assert codes.read(KEY, kind, written) == number


STREAMS = st.integers(0, (1 << 32) - 1).map(lambda stream: f"{stream:08x}")


@given(STREAMS, STREAMS, st.integers(0, (1 << 32) - 1))
def test_a_number_names_a_fact_of_its_own_stream_alone(stream: str, other: str, n: int):
    number = codes.number_of(stream, n)
    assert codes.n_of(stream, number) == n
    assert codes.n_of(other, number) == (n if other[4:] == stream[4:] else None)


@pytest.mark.parametrize("n", [-1, 1 << 32])
def test_an_n_that_would_reach_into_the_stream_is_refused(n: int):
    with pytest.raises(ValueError, match="32 bits"):
        codes.number_of("5eed0001", n)


@given(KINDS, NUMBERS, st.integers(0, codes.LENGTH - 1), LETTERS)
def test_one_wrong_letter_is_noticed(kind: bytes, number: int, place: int, letter: str):
    code = codes.make(KEY, kind, number)
    wrong = code[:place] + letter + code[place + 1 :]
    assert (codes.read(KEY, kind, wrong) is None) == (wrong != code)


@given(NUMBERS)
def test_a_code_is_good_for_one_thing_in_one_hall(number: int):
    ticket = codes.make(KEY, codes.TICKET, number)
    assert codes.read(KEY, codes.BOOKING, ticket) is None
    assert codes.read(bytes(32), codes.TICKET, ticket) is None


@given(st.text())
def test_any_text_is_a_code_or_none(text: str):
    assert codes.read(KEY, codes.BOOKING, text) is None


@pytest.mark.parametrize("number", [-1, 1 << 48])
def test_a_number_that_does_not_fit_is_refused(number: int):
    with pytest.raises(ValueError, match="48 bits"):
        codes.make(KEY, codes.TICKET, number)


def test_a_subject_is_neither_a_code_nor_the_number_itself():
    digest = codes.subject(KEY, "11010519491231002X")
    assert len(digest) == codes.SUBJECT_BYTES
    assert digest == codes.subject(KEY, "110105-19491231 002x")
    assert digest != codes.subject(bytes(32), "11010519491231002X")
    assert b"1101" not in digest


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("11010519491231002X", True),
        ("110105 1949-1231 002x", True),
        ("110105194912310021", False),
        ("440524188001010014", True),
        ("914403001922038216", True),
        ("91440300MA5DA1234X", True),
        ("E12345678", True),
        ("E12345", False),
        ("E123456", True),
        ("A B C DEFGHIJ", False),
        ("1101051949123100212", False),
        ("http://a.b", False),
        ("证件号码一二三", False),
    ],
)
def test_what_can_be_the_number_of_an_identity(text: str, is_one: bool):
    assert codes.is_identity(text) == is_one


@given(KINDS, NUMBERS)
def test_no_code_is_taken_for_an_identity(kind: bytes, number: int):
    assert not codes.is_identity(codes.make(KEY, kind, number))
