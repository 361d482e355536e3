"""What programs with people share: names, passwords, pauses, and the secrets of sessions."""
