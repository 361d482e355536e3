"""python-escpos is asked for commands alone, and leaves nothing behind."""

import os
import subprocess
import sys

import pytest

from gateway.printing.render import render
from tests.printing.heads import TICKET


def test_a_job_begins_with_a_clean_head_and_ends_in_a_cut():
    assert render(TICKET).startswith(b"\x1b\x40\x1d\x61\x00")
    assert render(TICKET).endswith(b"\x1d\x21\x00\x1b\x64\x06\x1d\x56\x00")


@pytest.mark.parametrize("first", ["", "import escpos.printer; "])
def test_a_start_leaves_no_file_and_the_librarys_own_profiles_would_print_the_same(tmp_path, first):
    ours = first == ""
    program = (
        f"import sys; {first}from tests.printing.heads import TICKET, render; "
        "sys.stdout.write(render(TICKET).hex())"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert printed.stdout.decode() == render(TICKET).hex()
    assert ours == (not list(tmp_path.iterdir())), "the library has mended what is worked around"
