"""A stop of the tour: a page, who looks at it, how, and what it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from selenium import webdriver

Act = Callable[[webdriver.Chrome], None]
"""What is done on the page before the picture is taken."""

LANDSCAPE = (1280, 800)
LONG = (1280, 1300)
WALL = (1920, 1080)
PORTRAIT = (1080, 1920)
PHONE = (390, 844)
NARROW = (360, 800)
TABLET = (820, 1180)


@dataclass(frozen=True)
class Stop:
    """`name` is also the picture's."""

    name: str
    zh: str
    en: str
    """A title in both languages."""
    told: str
    """One or two sentences for who has never seen it."""
    program: Literal["panel", "gateway", "central"]
    path: str
    size: tuple[int, int] = LANDSCAPE
    who: str = ""
    """The account that signs in; empty: nobody."""
    lang: str = "zh"
    large: bool = False
    act: Act | None = None
    ready: str = ""
    """A selector of what must be there before the picture is taken."""
