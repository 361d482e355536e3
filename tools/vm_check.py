"""Says, at set-up, when simulated boards would find no MicroPython VM on this machine."""

import shutil
import sys
from pathlib import Path

ADVICE = (
    "No MicroPython VM here: the VM package has no build for this machine, and there is no"
    " `micropython` on PATH, which serves as well (Debian 13: apt install micropython;"
    " Homebrew: brew install micropython). Until then neither the demo nor the tests with boards"
    " run."
)


def find_vm() -> str | None:
    """Path of the VM: the one in this environment, else the one on PATH, else None."""
    return shutil.which("micropython", path=str(Path(sys.executable).parent)) or shutil.which(
        "micropython"
    )


def main() -> int:
    if find_vm() is None:
        print(ADVICE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
