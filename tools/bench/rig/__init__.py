"""A hall for benches: line and boards in this process, the gateway in one of its own."""
