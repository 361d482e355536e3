-- A fact has its place: the order of its arrival in its hall, 1, 2, 3 … in the order of commits. The
-- same as PostgreSQL has, so that both are asked in the same words.
--
-- A fact is there once for its hall and identity. The identity of a board's record is the board's
-- (table record); that of every other fact is its stream and n, which its receipt has alone.
-- ticket, service, other_stream: what a fact is about, out of its data, for the drill-down. A ticket
-- is named by the n of its ticket.issued, a service by that of its service.started; a case has the
-- number of its service; other_stream is that of a service of a stream before, which a pad has
-- kept over a change of disks. rare: its type, if it is one that pages look for by type alone.

CREATE TABLE placed (
    hall         TEXT    NOT NULL,
    place        INTEGER NOT NULL,
    stream       TEXT    NOT NULL,
    n            INTEGER NOT NULL,
    identity     TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    cause        TEXT,
    at_ms        INTEGER NOT NULL,
    boot         TEXT    NOT NULL,
    mono_ms      INTEGER NOT NULL,
    data         TEXT    NOT NULL,
    ticket       INTEGER,
    service      INTEGER,
    other_stream TEXT,
    rare         TEXT,
    received_ms  INTEGER NOT NULL
) STRICT;

INSERT INTO placed
SELECT hall, row_number() OVER (PARTITION BY hall ORDER BY rowid), stream, n, identity, type, cause,
       at_ms, boot, mono_ms, data, data ->> 'ticket', coalesce(data ->> 'service', data ->> 'case'),
       data ->> 'stream',
       CASE WHEN type IN (
           'device.record', 'ticket.issued', 'ticket.called', 'ticket.recalled', 'service.started',
           'service.finished', 'rating.prompted', 'rating.given', 'rating.defaulted',
           'rating.refused', 'rating.tagged', 'print.asked', 'print.seen', 'print.confirmed',
           'slip.asked', 'slip.done', 'booking.made', 'triage.answered', 'exit.answered',
           'recommendation.given', 'recommendation.answered'
       ) THEN NULL ELSE type END,
       received_ms
FROM fact ORDER BY rowid;

DROP TABLE fact;
ALTER TABLE placed RENAME TO fact;

CREATE UNIQUE INDEX fact_by_arrival ON fact (hall, place);
CREATE UNIQUE INDEX fact_by_place ON fact (hall, stream, n);
CREATE INDEX fact_by_type ON fact (hall, rare, stream, n) WHERE rare IS NOT NULL;
CREATE INDEX ticket_by_day ON fact (hall, (data ->> 'day'), stream, n) WHERE type = 'ticket.issued';
CREATE INDEX fact_by_ticket ON fact (hall, stream, ticket) WHERE ticket IS NOT NULL;
CREATE INDEX fact_by_service ON fact (hall, stream, service) WHERE service IS NOT NULL;
CREATE INDEX fact_of_other_stream ON fact (hall, other_stream, service)
    WHERE other_stream IS NOT NULL;

CREATE TABLE record (
    identity TEXT    NOT NULL,
    hall     TEXT    NOT NULL,
    place    INTEGER NOT NULL,
    PRIMARY KEY (identity, hall)
) STRICT, WITHOUT ROWID;

INSERT INTO record SELECT identity, hall, place FROM fact WHERE type = 'device.record';

-- A stream belongs to the hall that was first heard with it.
CREATE TABLE stream (
    stream TEXT NOT NULL PRIMARY KEY,
    hall   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO stream SELECT stream, hall FROM head;

CREATE TABLE headed (
    hall    TEXT    NOT NULL,
    stream  TEXT    NOT NULL,
    place   INTEGER NOT NULL,                                -- order in which the hall's were met
    through INTEGER NOT NULL,
    highest INTEGER NOT NULL,
    digest  BLOB    NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (hall, stream)
) STRICT, WITHOUT ROWID;

INSERT INTO headed
SELECT hall, stream, row_number() OVER (PARTITION BY hall ORDER BY place), through, highest, digest
FROM head;

DROP TABLE head;
ALTER TABLE headed RENAME TO head;

ALTER TABLE hall ADD COLUMN places INTEGER NOT NULL DEFAULT 0;  -- its facts; place of the last one
UPDATE hall SET places = coalesce((SELECT max(place) FROM fact WHERE fact.hall = hall.hall), 0);
INSERT INTO hall (hall, places)
SELECT hall, max(place) FROM fact WHERE hall NOT IN (SELECT hall FROM hall) GROUP BY hall;

-- How boards are, as their gateway said last: a DeviceState as JSON.
CREATE TABLE device (
    hall     TEXT    NOT NULL,
    uid      TEXT    NOT NULL,
    at_ms    INTEGER NOT NULL,                               -- by the gateway's clock
    state    TEXT    NOT NULL,
    heard_ms INTEGER NOT NULL,
    PRIMARY KEY (hall, uid)
) STRICT, WITHOUT ROWID;

-- Processes of central that take facts in.
CREATE TABLE worker (
    name     TEXT    NOT NULL PRIMARY KEY,
    heard_ms INTEGER NOT NULL,
    status   TEXT    NOT NULL                                -- JSON
) STRICT, WITHOUT ROWID;
