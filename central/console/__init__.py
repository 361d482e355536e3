"""Consoles of the city: halls, opinions, staff, export. Each page is a package of its own."""
