"""Opinions: comment books and bad ratings of the halls, and whose clock has run out."""
