"""Run by test_in_vm.py: silence is noticed once and stays noticed through the wraps of u32."""

# mypy: ignore-errors
# MicroPython, not CPython.

from kiosk_fw.bus import SILENT_MS, Presence


class Link:
    polled_at = -1


def nobody_has_polled_yet():
    assert not Presence(Link()).polled(5)


def silence_is_noticed_after_two_seconds():
    link = Link()
    presence = Presence(link)
    link.polled_at = 0xFFFFFFF0  # just before the wrap
    assert presence.polled(0xFFFFFFF5)
    assert presence.polled(SILENT_MS - 16)
    assert not presence.polled(SILENT_MS - 15)


def a_cable_out_for_49_days_is_still_out():
    link = Link()
    presence = Presence(link)
    link.polled_at = 1000
    assert presence.polled(1000)
    assert not presence.polled(5000)
    assert not presence.polled(1000)  # u32 has come round
    link.polled_at = 1001
    assert presence.polled(1002)


def a_session_opened_anew_counts_from_its_first_poll():
    link = Link()
    presence = Presence(link)
    link.polled_at = 1000
    assert presence.polled(1000)
    link.polled_at = -1
    assert not presence.polled(1001)
    link.polled_at = 1002
    assert presence.polled(1002)


nobody_has_polled_yet()
silence_is_noticed_after_two_seconds()
a_cable_out_for_49_days_is_still_out()
a_session_opened_anew_counts_from_its_first_poll()
print("ok")
