"""Scores of people: frozen month by month, proved from the facts, explained to whom they are of."""

from gateway.scores.freezing import Frozen, Scores
from gateway.scores.history import History, ScoresError, history_of
from gateway.scores.proof import Proof, prove
from gateway.scores.reading import read_month

__all__ = [
    "Frozen",
    "History",
    "Proof",
    "Scores",
    "ScoresError",
    "history_of",
    "prove",
    "read_month",
]
