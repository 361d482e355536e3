"""The hall board: the screen on the wall that everybody reads, and the voice that calls."""
