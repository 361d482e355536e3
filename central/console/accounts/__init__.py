"""Accounts: the own password, and for administrators who may sign in as what."""
