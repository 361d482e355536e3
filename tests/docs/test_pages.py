"""The pages point at what is there: files, headings, commands, and the code they quote."""

import re
from pathlib import Path

import pytest

from tools.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").glob("*.md"),
    ROOT / "protocol" / "link.md",
    ROOT / "kiosk_fw" / "README.md",
]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text("utf-8"))


def anchor(heading: str) -> str:
    """As GitHub makes it: lower case, punctuation gone, blanks to dashes."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        if "://" in link:
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if fragment:
            assert fragment in {anchor(found) for found in HEADING.findall(prose(target))}, link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_commands_that_taxhall_has(page: Path) -> None:
    named = set(re.findall(r"(?:`|bin/)taxhall ([a-z-]+)", page.read_text("utf-8")))
    assert named <= {command.name for command in COMMANDS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_looks_as_it_is_meant(page: Path) -> None:
    """Commands stand in blocks, a table has a head, and nothing runs into a heading."""
    lines = ["", *prose(page).splitlines(), ""]
    assert [line for line in lines if line.startswith(("taxhall ", "curl "))] == []
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if line.startswith("|") and not before.startswith("|"):
            assert re.fullmatch(r"\|[-:| ]+\|", after), line
        if re.match(r"#+ ", line):
            assert not before.strip(), line


def test_the_paths_that_the_architecture_names_are_there() -> None:
    rooms = re.findall(
        r"`((?:tools|hw_sim|gateway|central|kiosk_fw|insight|protocol|tests)/[\w/.]*)`",
        (ROOT / "docs" / "architecture.md").read_text("utf-8"),
    )
    assert len(rooms) > 20
    assert [room for room in rooms if not (ROOT / room).exists()] == []


def test_the_rule_that_the_first_hour_breaks_stands_where_it_says() -> None:
    page = (ROOT / "docs" / "first-hour.md").read_text("utf-8")
    quoted = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    named = re.search(r"`(test_\w+)` fails", page)
    assert quoted
    assert named
    assert quoted[1] in (ROOT / "gateway" / "hall" / "requests.py").read_text("utf-8")
    tests = "".join(file.read_text("utf-8") for file in (ROOT / "tests" / "hall").glob("*.py"))
    assert f"def {named[1]}(" in tests


def test_both_readmes_offer_the_same_links_and_commands() -> None:
    english, chinese = (prose(ROOT / name) for name in ("README.md", "README.zh-CN.md"))
    twins = {"README.md", "README.zh-CN.md"}
    assert set(LINK.findall(english)) - twins == set(LINK.findall(chinese)) - twins
    for words in (r"`make [a-z]+`", r"`DEMO_SECONDS=\d+ make demo`", r"http://[\d.:]+\d"):
        assert set(re.findall(words, english)) == set(re.findall(words, chinese))
