"""The pages say the words of the rules, and say them whole in every language."""

import pytest

from gateway.hall import exits, ratings
from gateway.public import words
from screens.languages import KO, ZH, Words
from tests.screens.test_catalogues import kept, said

PACKAGE = "gateway.public"


@pytest.mark.parametrize(
    ("shown", "of_rules"),
    [
        (words.TAGS, ratings.WORDS),
        (words.CHANNELS, exits.CHANNELS),
        (words.WHY, exits.WHY),
    ],
)
def test_tables_have_what_the_rules_have_in_their_chinese(
    shown: dict[str, str], of_rules: dict[str, tuple[str, str]]
) -> None:
    chinese = Words(PACKAGE, ZH)
    assert {code: chinese(text) for code, text in shown.items()} == {
        code: zh for code, (zh, _) in of_rules.items()
    }
    for code, text in shown.items():
        assert text.casefold() == of_rules[code][1].casefold() or text == "Some other reason"


@pytest.mark.parametrize("name", ["zh", "ko"])
def test_every_message_of_these_pages_is_said(name: str) -> None:
    lacking = said(PACKAGE) - kept(PACKAGE, name).keys() - kept("screens", name).keys()
    assert not lacking


def test_levels_are_those_of_the_rating_pads() -> None:
    from hw_sim.panel.words import LEVELS

    chinese = Words(PACKAGE, ZH)
    assert [(level, chinese(text)) for level, text in words.LEVELS.items()] == [
        (level, zh) for level, zh, _ in LEVELS
    ]
    assert Words(PACKAGE, KO)(words.LEVELS[5]) == "매우 만족"
