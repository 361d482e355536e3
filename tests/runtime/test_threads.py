"""A thread of a program's own goes on until it is told to stop, and no longer."""

from runtime.threads import Lasting, OwnThread


class Waits(OwnThread):
    def __init__(self) -> None:
        super().__init__("waits for its end")
        self.ended = False

    def _run(self) -> None:
        self._stopping.wait()
        self.ended = True


def test_it_has_ended_when_stop_returns_and_lived_until_then():
    one = Waits()
    one.start()
    lasting = Lasting(["waits for"])
    assert not lasting.ended()
    one.stop()
    assert one.ended
    assert lasting.ended() == "the thread waits for its end has ended"


def test_one_that_was_never_started_can_be_stopped():
    one = Waits()
    one.stop()
    assert not one.ended
