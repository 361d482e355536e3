"""A call in words, and in the names of recorded clips."""

from collections.abc import Mapping, Sequence
from typing import Final

from gateway.board.call import Call
from screens.languages import Words

ORDER: Final[Mapping[str, Sequence[str]]] = {
    "zh": ("please", "LABEL", "to", "WINDOW", "window"),
    "en": ("ticket", "LABEL", "please", "WINDOW"),
    "ko": ("LABEL", "guest", "WINDOW", "please"),
}
"""Language → the clips of a call in their order: 请 A 0 1 2 号到 3 号窗口. LABEL stands for a clip
of each letter and digit of the number, WINDOW for the window's own clip, or one a letter of it."""


def text(say: Words, call: Call) -> str:
    """What a voice says. Letters and digits of the number are read one by one."""
    label = " ".join(call.label)
    return say("Ticket {label}, please go to window {window}.", label=label, window=call.window)


def clips(tongue: str, call: Call, whole: bool) -> list[str]:
    """Names of clips without `.wav`. whole: the window has a clip of its own, such as `window-12`,
    which has its number as people say it."""
    found: list[str] = []
    for part in ORDER[tongue]:
        if part == "LABEL":
            found += call.label
        elif part == "WINDOW":
            found += [own_clip(call.window)] if whole else call.window.upper()
        else:
            found.append(part)
    return found


def own_clip(window: str) -> str:
    """Name of the clip that has a window's whole number."""
    return f"window-{window}"
