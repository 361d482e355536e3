"""The judge of paper: random jobs under random faults of printers and kills of the gateway."""
