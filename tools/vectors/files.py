"""Which vectors there are, and where they are kept."""

from pathlib import Path

from tools.vectors import coding, conversing, framing, journaling

FOLDER = Path(__file__).parent.parent.parent / "protocol" / "vectors"

ALL = {
    "codes": coding.code_vectors,
    "frames": framing.frame_vectors,
    "refused": framing.refused_vectors,
    "records": journaling.record_vectors,
    "journal": journaling.journal_vectors,
    "seal": framing.seal_vectors,
    "session": conversing.session_vectors,
}
"""Name of the file → what makes its vectors."""
