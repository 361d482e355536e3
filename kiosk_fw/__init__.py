"""Firmware of the hall's boards: dispenser, rating pad and call pad. See README.md."""

FIRMWARE = (0, 1, 0)  # release; a board tells it to the gateway when a session opens
