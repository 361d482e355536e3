"""Devices: every board and printer, how they are, and which board takes which place."""
