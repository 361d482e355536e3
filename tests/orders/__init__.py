"""What central asks of a hall, from the message to what becomes of it."""
