"""What programs of the command line have in common: how they are asked, and how they tell."""

import argparse
import re
import sys


def month_of(text: str) -> str:
    """A month as it was written. Raises ArgumentTypeError."""
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is no month: write it as 2026-11")


def show(text: str) -> None:
    """Whatever the terminal can show; whoever reads may stop reading."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        print(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = None  # else Python tries once more at its end
