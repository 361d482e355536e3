"""Every screen speaks Chinese as a whole, and no catalogue has what nobody says."""

import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from gateway.hall import reasons
from gateway.printing.reading import messages
from gateway.printing.text import Coding, knows
from gateway.public.form import CHOOSE_FIRST
from screens.languages import EN, KO, SHARED, ZH, Words, language

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("screens", "gateway", "central", "hw_sim")
PACKAGES = sorted(
    found.parent.relative_to(ROOT).as_posix().replace("/", ".")
    for room in ROOMS
    for found in (ROOT / room).rglob("locale")
)
PAPERS = "gateway.printing"
PUBLIC = "gateway.public"
RULES = {one.en for one in reasons.ALL.values()} | {CHOOSE_FIRST[1]}
"""What the hall's rules say in Chinese and English, and its pages in other languages too."""
_KEYWORDS = {"say": None, "later": None}


def said(package: str) -> set[str]:
    """Every message that the package's code, its pages and its papers say."""
    folder = ROOT / package.replace(".", "/")
    papers = [file.read_text("utf-8") for file in folder.glob("templates/*.toml")]
    on_paper = {message for paper in papers for message in messages(paper)}
    return on_paper | {
        message for file, method in _sources(package, folder) for message in _in(file, method)
    }


def _sources(package: str, folder: Path) -> Iterator[tuple[Path, str]]:
    within = folder.rglob("*.py")
    yield from ((file, "python") for file in within if _of(package, file))
    yield from ((file, "jinja2.ext:babel_extract") for file in folder.glob("templates/**/*.html"))


def _of(package: str, file: Path) -> bool:
    """A package below with a catalogue of its own says its own words."""
    own = ".".join(file.relative_to(ROOT).parent.parts)
    owner = max((one for one in PACKAGES if f"{own}.".startswith(f"{one}.")), key=len)
    return owner == package


def _in(file: Path, method: str) -> Iterator[str]:
    for _, message, _, _ in extract_from_file(method, file, keywords=_KEYWORDS):
        assert isinstance(message, str)
        yield message


def kept(package: str, name: str) -> dict[str, str]:
    file = ROOT / package.replace(".", "/") / "locale" / f"{name}.po"
    if not file.exists():
        return {}
    with file.open("rb") as opened:
        found = read_po(opened, abort_invalid=True)
    return {str(one.id): str(one.string) for one in found if one.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("package", PACKAGES)
def test_chinese_is_whole(package: str) -> None:
    shared = set() if package == SHARED else set(kept(SHARED, "zh"))
    lacking = said(package) - {m for m, text in kept(package, "zh").items() if text} - shared
    assert not lacking, f"{package}/locale/zh.po lacks {sorted(lacking)}"


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("name", [ZH.catalogue, KO.catalogue])
def test_a_catalogue_has_what_is_said_with_the_same_fields(package: str, name: str) -> None:
    known = said(package) | (RULES if package == PUBLIC else set())
    for message, text in kept(package, name).items():
        if package != SHARED:  # what all share is said by other rooms
            assert message in known, f"nobody says {message!r}"
        assert fields(text) == fields(message), message


@pytest.mark.parametrize("name", [ZH.catalogue, KO.catalogue])
def test_papers_speak_every_language_as_a_whole(name: str) -> None:
    """On paper nobody can go back to another language."""
    assert said(PAPERS) == {message for message, text in kept(PAPERS, name).items() if text}


def test_every_head_knows_the_chinese_of_the_papers() -> None:
    for text in kept(PAPERS, ZH.catalogue).values():
        assert knows(text, Coding.GBK), text


def test_what_a_language_lacks_is_said_in_english() -> None:
    words = Words(SHARED, KO)
    assert words("Sign in") == "로그인"
    assert words("Nobody wrote this down") == "Nobody wrote this down"
    assert Words(SHARED, EN)("Sign in") == "Sign in"


def test_an_unknown_language_is_the_first_one() -> None:
    assert language("xx") is ZH
    assert Words(SHARED, ZH).pick("中", "en") == "中"
    assert Words(SHARED, KO).pick("中", "en") == "en"


def test_rules_have_wide_commas_on_pages_and_other_languages_by_catalogue() -> None:
    zh, en = "今日放假,本厅不对外办公", reasons.city.CLOSED_HOLIDAY.en
    assert Words(PUBLIC, ZH).pick(zh, en) == "今日放假，本厅不对外办公"
    assert Words(PUBLIC, ZH).pick("A=1,B=2 共 1,024", en) == "A=1,B=2 共 1,024"
    assert Words(PUBLIC, EN).pick(zh, en) == en
    assert "휴일" in Words(PUBLIC, KO).pick(zh, en)
