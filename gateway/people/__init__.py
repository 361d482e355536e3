"""The people of a hall: who they are, what they may, and how long what they wrote is kept.

Facts only ever carry an account's random token. Names, passwords, sessions, API tokens and the
audit trail stand outside the chain of facts, in tables that are changed by commands of the store.
"""

from gateway.people.directory import Directory
from gateway.people.people import People
from gateway.people.retention import Keep, Retention

__all__ = ["Directory", "Keep", "People", "Retention"]
