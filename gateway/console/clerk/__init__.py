"""The clerk's console: one window, one person in front of it, and the deed that comes next."""
