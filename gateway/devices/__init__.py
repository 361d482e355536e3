"""Boards on serial lines: asked in turn, their records handed to the store, their outputs set.

One thread a line. Nothing here decides anything about the hall.
"""
