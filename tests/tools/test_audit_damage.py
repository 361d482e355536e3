"""Each kind of damage to a database, which the audit must find."""

import pytest

from tests.tools.audited import Run, again
from tools.audit import main

RECORD = "(SELECT min(n) FROM fact WHERE type = 'device.record' AND data LIKE '%\"kind\":3%')"
TICKET = "(SELECT max(n) FROM fact WHERE type = 'ticket.issued')"
RATING = "(SELECT n FROM fact WHERE type = 'rating.given')"
NEXT_N = "(SELECT max(n) + 1 FROM fact)"


AT_THE_GATEWAY = {
    "a record changed": (
        f"UPDATE fact SET data = replace(data, '\"kind\":3', '\"kind\":4') WHERE n = {RECORD}",
        "differs: board",
    ),
    "a fact changed": (
        f"UPDATE fact SET data = replace(data, '\"level\":5', '\"level\":1') WHERE n = {RATING}",
        "was altered",
    ),
    "a digest changed": (
        "UPDATE fact SET digest = zeroblob(32) WHERE n = 5",
        "row 5 or its digest was altered",
    ),
    "a row gone": ("DELETE FROM fact WHERE n = 6", "rows 6 to 6 are missing"),
    "a name changed": ("UPDATE fact SET identity = 'other' WHERE n = 4", "is named other"),
    "a name twice": (
        "UPDATE fact SET identity = (SELECT identity FROM fact WHERE n = 4) WHERE n = 5",
        "is there 2 times",
    ),
    "a mark too far": ("UPDATE mark SET seq = seq + 1", "records reach"),
    "a mark too low": ("UPDATE mark SET seq = seq - 1", "records reach"),
    "no mark": ("DELETE FROM mark", "mark None"),
    "an outcome gone": (f"UPDATE fact SET cause = NULL WHERE n = {TICKET}", "has no outcome"),
    "two outcomes": (
        "UPDATE fact SET cause = (SELECT cause FROM fact WHERE type = 'service.started')"
        " WHERE type = 'ticket.no_show'",
        "has 2 outcomes",
    ),
    "an outcome that does not fit": (
        f'UPDATE fact SET type = \'service.started\', data = \'{{"ticket":99,"window":"1"}}\''
        f" WHERE n = {TICKET}",
        "of kind 3 became service.started",
    ),
    "an outcome of a boot": (
        "UPDATE fact SET cause = (SELECT identity FROM fact WHERE data LIKE '%\"kind\":1%')"
        " WHERE type = 'print.confirmed'",
        "asks for nothing",
    ),
    "an outcome of nothing": (
        "UPDATE fact SET cause = 'nobody-00000000-1' WHERE type = 'print.confirmed'",
        "which is not there",
    ),
    "a number twice": (again("ticket.issued"), "number given out twice"),
    "a service rated twice": (again("rating.given"), "service rated twice"),
    "a ticket started twice": (again("service.started"), "ticket started twice"),
    "a fact that cannot be read": ("UPDATE fact SET data = '{}' WHERE n = 4", "cannot be read"),
    "delivered too early": ("UPDATE uplink SET through = 9999", "counts rows up to 9999"),
}

AT_CENTRAL = {
    "a fact gone": ("DELETE FROM fact WHERE n = 4", "is not there"),
    "a fact changed": (
        "UPDATE fact SET data = replace(data, '\"level\":5', '\"level\":1')",
        "differs from the gateway's",
    ),
    "a fact too many": (
        "INSERT INTO fact (hall, place, stream, n, identity, type, at_ms, boot, mono_ms, data,"
        " received_ms) SELECT hall, 999, stream, 999, 'forged', type, at_ms, boot, mono_ms, data,"
        " received_ms FROM fact WHERE n = 4",
        "forged is not at the gateway",
    ),
    "a fact twice": (
        "INSERT INTO fact SELECT * FROM fact WHERE n = 4",
        "is there twice",
    ),
    "a steady clock changed": (
        "UPDATE fact SET mono_ms = mono_ms + 60000 WHERE n = 5",
        "is not what its receipt is for",
    ),
    "a wall clock changed": (
        "UPDATE fact SET at_ms = at_ms + 86400000 WHERE n = 5",
        "is not what its receipt is for",
    ),
    "a cause gone": (
        "UPDATE fact SET cause = NULL WHERE type = 'ticket.issued'",
        "is not what its receipt is for",
    ),
    "a type that no version knows": (
        "UPDATE fact SET type = 'of.nobody' WHERE n = 5",
        "cannot be read",
    ),
    "a fact in another row": (
        "UPDATE fact SET n = 999 WHERE n = 5",
        "has no receipt",
    ),
    "what pages look for, changed": (
        "UPDATE fact SET rare = NULL WHERE type = 'day.opened'",
        "is not found by what it is about",
    ),
    "a receipt gone": ("DELETE FROM receipt WHERE n = 4", "row 4 has no receipt"),
    "a receipt changed": (
        "UPDATE receipt SET digest = zeroblob(32) WHERE n = 4",
        "receipt of row 4 is for another event",
    ),
    "a receipt too many": (
        "INSERT INTO receipt SELECT hall, stream, 999, 'forged', digest FROM receipt WHERE n = 4",
        "row 999 has a receipt",
    ),
    "a digest changed": ("UPDATE head SET digest = zeroblob(32)", "its digest at row"),
    "something in quarantine": (
        "INSERT INTO quarantine (received_ms, kind, topic, reason, size, raw, hall, stream, n)"
        " SELECT 1, 'conflict', '', 'row holds another', 0, '', hall, stream, 4 FROM head",
        "is in quarantine (conflict)",
    ),
}


@pytest.mark.parametrize(("sql", "found"), AT_THE_GATEWAY.values(), ids=AT_THE_GATEWAY.keys())
def test_damage_at_the_gateway_is_found(run: Run, sql: str, found: str):
    run.gateway(sql)
    assert any(found in sentence for sentence in run.audit().differences)
    assert main([str(run.folder)]) == 1


@pytest.mark.parametrize(("sql", "found"), AT_CENTRAL.values(), ids=AT_CENTRAL.keys())
def test_damage_at_central_is_found(run: Run, sql: str, found: str):
    run.central(sql)
    assert any(found in sentence for sentence in run.audit().differences)
    assert main([str(run.folder)]) == 1
