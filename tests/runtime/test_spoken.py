"""Which MQTT is asked for next, told without a network."""

from runtime.mqtt.spoken import V5, V311, Spoken


def test_five_is_asked_for_first():
    assert Spoken().version == V5


def test_a_broker_that_says_that_it_has_only_three_is_believed_for_good():
    spoken = Spoken()
    spoken.refused()
    for happened in (spoken.ended, spoken.closed, spoken.ended, spoken.closed, spoken.closed):
        assert spoken.version == V311
        happened()
    assert spoken.version == V311


def test_a_broker_that_died_before_it_answered_is_asked_for_five_again():
    spoken = Spoken()
    spoken.closed()
    assert spoken.version == V311
    spoken.ended()
    assert spoken.version == V5


def test_a_broker_that_answers_neither_is_asked_in_turn():
    spoken = Spoken()
    asked = []
    for _ in range(4):
        asked.append(spoken.version)
        spoken.closed()
    assert asked == [V5, V311, V5, V311]
