"""The city's central: takes the halls' facts, acknowledges what it has committed, and shows it."""
