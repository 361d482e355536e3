"""The city's own pages: the wall, the figures from the city down to one ticket, and the curves."""
