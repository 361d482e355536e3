"""Staff: frozen scores of the halls, their windows and people, as tokens, and the appeals."""
