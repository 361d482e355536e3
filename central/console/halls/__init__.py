"""Halls: each one's technical state, what its day counts, and what was set aside."""
