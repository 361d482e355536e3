"""What keeps a report from being told."""


class ReportError(Exception):
    """There is nothing that may be told; the text is a sentence."""
