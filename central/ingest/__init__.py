"""Takes in what halls send, by one worker or several, and says what central has to say."""

from central.ingest.outgoing import Due, Outgoing
from central.ingest.status import IngestStatus
from central.ingest.worker import Ingest

__all__ = ["Due", "Ingest", "IngestStatus", "Outgoing"]
