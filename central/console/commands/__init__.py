"""Commands: what the city asks of its halls, and what came of it."""
