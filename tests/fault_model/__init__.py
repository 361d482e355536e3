"""Boards, line, gateway and central under every fault at once, in one thread and virtual time.

The classes are the real ones: Journal and DeviceLink on the boards, Line, Board, Keeper and Store
with SQLite in the gateway. Wire, flash, power, disk and central are made, so that they can fail.
A seed is a story; `python -m tests.fault_model --seed 7 -v` tells it.
"""
