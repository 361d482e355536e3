-- What halls have sent and central has committed.
-- A fact is kept once for its hall, by its identity; a receipt says that a row of a hall's stream has
-- arrived. The two differ when a hall with a new stream sends again what its boards still hold.
--
-- The hall is part of a fact's key, so that nothing which one hall sends can stand in the way of
-- another's. A board that has moved brings the records of its flash along: they are kept once for
-- each hall, and each is counted as record_of_two_halls, because a forger would look the same.

CREATE TABLE fact (
    hall        TEXT    NOT NULL,
    identity    TEXT    NOT NULL,
    stream      TEXT    NOT NULL,
    n           INTEGER NOT NULL,
    type        TEXT    NOT NULL,
    cause       TEXT,
    at_ms       INTEGER NOT NULL,
    boot        TEXT    NOT NULL,
    mono_ms     INTEGER NOT NULL,
    data        TEXT    NOT NULL,
    received_ms INTEGER NOT NULL,
    PRIMARY KEY (hall, identity)
) STRICT;

CREATE INDEX fact_by_place ON fact (hall, stream, n);
CREATE INDEX fact_by_type ON fact (hall, type, stream, n);
CREATE INDEX record_by_identity ON fact (identity) WHERE type = 'device.record';

CREATE TABLE receipt (
    hall     TEXT    NOT NULL,
    stream   TEXT    NOT NULL,
    n        INTEGER NOT NULL CHECK (n > 0),
    identity TEXT    NOT NULL,
    digest   BLOB    NOT NULL CHECK (length(digest) = 32),   -- SHA-256 of this entry alone
    PRIMARY KEY (hall, stream, n)
) STRICT, WITHOUT ROWID;

-- A stream belongs to the hall that was first heard with it.
-- through: receipts 1 … through are all there; digest: the running SHA-256 over them.
CREATE TABLE head (
    place    INTEGER PRIMARY KEY,                            -- order in which streams were met
    hall     TEXT    NOT NULL,
    stream   TEXT    NOT NULL UNIQUE,
    through  INTEGER NOT NULL,
    highest  INTEGER NOT NULL,
    digest   BLOB    NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE INDEX head_by_hall ON head (hall, place);

-- The last record of each board among the rows up to its stream's through.
CREATE TABLE mark (
    hall    TEXT    NOT NULL,
    uid     TEXT    NOT NULL,
    journal INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (hall, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE hall (
    hall     TEXT    NOT NULL PRIMARY KEY,
    heard_ms INTEGER,                                        -- last message of its own, by central's clock
    online   INTEGER,                                        -- what its presence said last
    version  TEXT
) STRICT, WITHOUT ROWID;

-- Receipted, and here because it is no fact:
--   unreadable with n (waits for a version that can read it), contradiction (another fact of this
--   hall has this identity). Both are kept until then, and are shown as a fault of the hall.
-- Not receipted:
--   unreadable without n (could be anything), conflict (another event has this row), refused (the
--   stream is another hall's, or one too many). Of these the oldest go when they are too many.
CREATE TABLE quarantine (
    id          INTEGER PRIMARY KEY,
    received_ms INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    topic       TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    size        INTEGER NOT NULL,
    raw         BLOB    NOT NULL,
    hall        TEXT,
    stream      TEXT,
    n           INTEGER,
    read_ms     INTEGER                                      -- when a later version could read it
) STRICT;

CREATE INDEX quarantine_by_hall ON quarantine (hall) WHERE read_ms IS NULL AND hall IS NOT NULL;

CREATE TABLE counter (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
