"""Simulated people: taxpayers and clerks who act only through keys, lamps, digits and paper."""

from hw_sim.people.crowd import People
from hw_sim.people.floor import Counts, Device, DispenserSpot, WindowSpot
from hw_sim.people.habits import Habits

__all__ = ["Counts", "Device", "DispenserSpot", "Habits", "People", "WindowSpot"]
