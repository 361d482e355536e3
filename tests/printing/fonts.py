"""Which scripts this machine has fonts for; a test of one that it has not is skipped."""

import pytest

from gateway.printing.fonts import chosen

SCRIPTS = {"Tibetan": "བོད་ཡིག", "Uyghur": "ئۇيغۇرچە", "Mongolian": "ᠮᠣᠩᠭᠣᠯ"}
RARE = "㛃𠮷䶮"
NOBODY_HAS = "\U0010fffd"
"""Private for ever: no font of any machine has a drawing for it."""


def needs(text: str) -> None:
    """Skip the test if a character of `text` would come out as 〓."""
    lacking = [char for char in text if chosen().face(char) is None]
    if lacking:
        pytest.skip(f"no font for {' '.join(lacking)} (Debian: apt install fonts-noto-core)")
