"""The commands of ESC/POS: python-escpos, without its database of printers.

By itself it reads some seventy models through a YAML parser in Python, 0.3 s of every start, and
each start leaves a copy of them behind among the system's temporary files. It is given the one of
`capabilities.json`; what differs from head to head is in `gateway.printing.profile`, and text goes
past its encodings (`gateway.printing.text`).
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

CAPABILITIES: Final = Path(__file__).with_name("capabilities.json")
_ASKED: Final = "ESCPOS_CAPABILITIES_FILE"
"""The variable that python-escpos asks, once, as it is imported."""


@contextmanager
def _one_profile() -> Iterator[None]:
    asked, temporary = os.environ.get(_ASKED), tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="taxhall-") as folder:
        os.environ[_ASKED], tempfile.tempdir = str(CAPABILITIES), folder
        try:
            yield
        finally:
            tempfile.tempdir = temporary
            if asked is None:
                del os.environ[_ASKED]
            else:
                os.environ[_ASKED] = asked


with _one_profile():
    from escpos.constants import QR_ECLEVEL_M
    from escpos.escpos import Escpos
    from escpos.exceptions import DeviceNotFoundError
    from escpos.printer import Dummy, Serial

__all__ = ["QR_ECLEVEL_M", "DeviceNotFoundError", "Dummy", "Escpos", "Serial"]
