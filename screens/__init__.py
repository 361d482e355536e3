"""What the pages of hall and city are made of: words, style, sign-in, consoles, and their door."""
