"""Start-up of a simulated board: hardware first, then the firmware, or SIM_PROGRAM in its place."""

import os
import sys

import sim_control
import sim_flag

sim_flag.install()
sim_control.start()

_program = os.getenv("SIM_PROGRAM")
if _program:
    _folder, _, _name = _program.rpartition("/")
    sys.path.insert(0, _folder)
    __import__(_name[: -len(".py")])
else:
    from kiosk_fw.main import run

    run(os.getenv("SIM_MODEL"))
