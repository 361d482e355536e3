"""Figures over facts: pure functions that the hall and the city both use, so that both agree."""
