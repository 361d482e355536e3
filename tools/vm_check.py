"""Says, at set-up, when simulated boards would find no usable MicroPython VM on this machine."""

import sys

from hw_sim.vm_process import VmError, check_version, find_vm, implementation


def main() -> int:
    """Prints one sentence or nothing. Never fails: all the rest works without boards."""
    try:
        check_version(implementation(find_vm()))
    except VmError as missing:
        print(missing, "Until then neither the demo nor the tests with boards run.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
