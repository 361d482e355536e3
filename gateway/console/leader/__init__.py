"""The duty leader's: what needs a hand now, and settling it. Five pages with one catalogue."""
