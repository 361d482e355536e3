"""The guide's tablet: the right number for everybody, and who waits too long."""
