"""Takes in what halls send, by one worker or several, and says what central has to say."""

from central.ingest.outgoing import Due, Outgoing
from central.ingest.worker import Ingest, IngestStatus

__all__ = ["Due", "Ingest", "IngestStatus", "Outgoing"]
