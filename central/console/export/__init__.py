"""Export: figures of a day or month by hall, to look at, and as files."""
