"""Every reason of a null is told in words."""

import importlib
import re

from insight.nothing import WHY

REASON = re.compile(r"[a-z]+(_[a-z]+)?")


def test_every_reason_that_a_figure_gives_has_its_words():
    given = {"none_yet", "too_few", "not_set", "not_seen", "worse", "nobody"}
    cards = importlib.import_module("insight.cards")
    given |= {
        value
        for name, value in vars(cards).items()
        if name.isupper() and isinstance(value, str) and REASON.fullmatch(value)
    }
    assert given == set(WHY)
    for zh, en in WHY.values():
        assert zh.endswith("。")
        assert en.endswith(".")
