"""Start-up of a simulated board: hardware first, then the firmware, or SIM_PROGRAM in its place.

SIM_LINK="NAME=number,..." gives constants of protocol.device_link another value before that.
"""

import os
import sys

import sim_control
import sim_flag

sim_flag.install()
sim_control.start()

_link = os.getenv("SIM_LINK")
if _link:
    from protocol import device_link

    for _pair in _link.split(","):
        _name, _, _value = _pair.partition("=")
        getattr(device_link, _name)  # an AttributeError for a name that is not there any more
        setattr(device_link, _name, int(_value))

_program = os.getenv("SIM_PROGRAM")
if _program:
    _folder, _, _name = _program.rpartition("/")
    sys.path.insert(0, _folder)
    __import__(_name[: -len(".py")])
else:
    from kiosk_fw.main import run

    run(os.getenv("SIM_MODEL"))
