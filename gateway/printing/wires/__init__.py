"""Ways to a print head: each gives bytes out and bytes in, and waits for nothing for ever."""
