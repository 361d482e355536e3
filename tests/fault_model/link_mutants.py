"""Links with one rule removed: of which frames are believed."""

from collections.abc import Callable

import pytest

from protocol import checks, device_link, frames, host_link
from protocol.checks import Crc
from protocol.device_link import DeviceLink

Patch = pytest.MonkeyPatch


# -- what is believed


def _other_seed(patch: Patch, seed: Callable[..., int], key: Callable[..., bytes]) -> None:
    for module in (host_link, device_link):
        patch.setattr(module, "seed_of", seed)
        patch.setattr(module, "session_key", key)


def seed_without_the_journal(patch: Patch) -> None:
    """A frame of another journal of the same session fits."""
    seed, key = checks.seed_of, checks.session_key
    _other_seed(
        patch,
        lambda nonce, uid, _: seed(nonce, uid, 0),
        lambda own, nonce, theirs, uid, _: key(own, nonce, theirs, uid, 0),
    )


def seed_without_the_host_nonce(patch: Patch) -> None:
    """A frame of another session with the same journal fits."""
    seed, key = checks.seed_of, checks.session_key
    _other_seed(
        patch,
        lambda _, uid, number: seed(0, uid, number),
        lambda own, _, theirs, uid, number: key(own, 0, theirs, uid, number),
    )


def i_am_without_the_host_nonce(patch: Patch) -> None:
    """An I_AM that answered an OPEN of long ago passes for the one that is waited for."""
    seed = checks.seed_of

    def loose(nonce: int, uid: bytes, number: int) -> int:
        return seed(nonce, uid, number) if number else 0

    patch.setattr(host_link, "seed_of", loose)
    patch.setattr(device_link, "seed_of", loose)


def seed_without_anything(patch: Patch) -> None:
    """A frame of any session of whichever board with this address fits."""
    patch.setattr(host_link, "seed_of", lambda *_: 0)
    patch.setattr(device_link, "seed_of", lambda *_: 0)


def take_any_tag(patch: Patch) -> None:
    """An answer to an earlier request passes for the one that is waited for."""

    def decode(self: Crc, raw: bytes, after: int) -> tuple[int, int, int, bytes] | None:
        frame = frames.decode(raw, self._seed)
        return None if frame is None else (frame[0], after + 1, frame[2], frame[3])

    patch.setattr(Crc, "decode", decode)


def keep_an_address_that_was_given_away(patch: Patch) -> None:
    """OPEN for another board with our address is not our business."""
    begin = DeviceLink._open

    def stubborn(self: DeviceLink, tag: int, body: bytes, now: int) -> bytes | None:
        return begin(self, tag, body, now) if body[:8] == self._uid else None

    patch.setattr(DeviceLink, "_open", stubborn)
