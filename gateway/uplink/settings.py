"""The times of the uplink."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Seconds, all on the monotonic clock."""

    stall: float = 30.0
    """Without progress for so long, everything unconfirmed is sent again."""
    unconfirmed: float = 10.0
    """Rows that central has not confirmed for so long are told as a fault."""
    hole: float = 2.0
    """A hole that central shows is filled when it has stood so long: another worker may be about to
    commit what fills it, or the filling be on its way. So long an acknowledgement that goes back is
    doubted: those of two workers may pass each other."""
    unheard: float = 5.0
    """Before rows go again to which nobody listened, or which the broker did not take."""
    first_wait: float = 1.0
    longest_wait: float = 30.0
    """Between attempts to connect the longest wait doubles from the first to the longest; each is
    drawn between nothing and that, or all halls of a city would come back at once."""
    steady: float = 10.0
    """A connection that lived so long lets the wait begin at the first again."""
    connect: float = 3.0
    """For the TCP connection and the TLS handshake, each; stop() may have to wait for them."""
    answer: float = 5.0
    """For the broker's CONNACK."""
    farewell: float = 1.0
    """For the PUBACK of the farewell."""
    keepalive: int = 20
    """MQTT keep-alive; a silent broker is noticed after at most twice as long."""
