"""The people of the city: who they are, whose halls they see, and their sessions."""
