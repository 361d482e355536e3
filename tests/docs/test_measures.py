"""docs/measures.md is what the definitions in code say."""

from tools.measures import PAGE, page


def test_the_page_has_not_drifted():
    assert PAGE.read_text("utf-8") == page(), "run `python -m tools.measures`"
