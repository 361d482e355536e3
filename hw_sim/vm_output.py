"""What a VM prints: the last lines, and the newest traceback among them."""

from collections import deque

_LINES_KEPT = 400


class VmOutput:
    """The newest 400 lines; `traceback` is the newest one, None while there was none."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self._unfinished = b""
        self._trace: list[str] = []
        self.traceback: str | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines so far, the newest last."""
        return tuple(self._lines)

    def take(self, data: bytes) -> None:
        """Take printed bytes; a line counts once it is ended."""
        *lines, self._unfinished = (self._unfinished + data).split(b"\n")
        for raw in lines:
            line = raw.decode(errors="replace").rstrip("\r")
            self._lines.append(line)
            self._follow_traceback(line)

    def _follow_traceback(self, line: str) -> None:
        """A traceback is its head, indented lines, and one line which names the error."""
        if line.startswith("Traceback"):
            self._trace = [line]
        elif self._trace:
            self._trace.append(line)
            if not line.startswith("  "):
                self.traceback = "\n".join(self._trace)
                self._trace = []
