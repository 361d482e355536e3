-- What halls have sent and central has committed.
-- A fact is kept once, by its identity; a receipt says that a row of a hall's stream has arrived.
-- The two differ when a hall with a new stream sends again what its boards still hold.

CREATE TABLE fact (
    identity    TEXT    NOT NULL PRIMARY KEY,
    hall        TEXT    NOT NULL,
    stream      TEXT    NOT NULL,
    n           INTEGER NOT NULL,
    type        TEXT    NOT NULL,
    cause       TEXT,
    at_ms       INTEGER NOT NULL,
    boot        TEXT    NOT NULL,
    mono_ms     INTEGER NOT NULL,
    data        TEXT    NOT NULL,
    received_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX fact_by_place ON fact (hall, stream, n);
CREATE INDEX fact_by_type ON fact (hall, type, stream, n);

CREATE TABLE receipt (
    hall     TEXT    NOT NULL,
    stream   TEXT    NOT NULL,
    n        INTEGER NOT NULL CHECK (n > 0),
    identity TEXT    NOT NULL,
    digest   BLOB    NOT NULL CHECK (length(digest) = 32),   -- SHA-256 of this entry alone
    PRIMARY KEY (hall, stream, n)
) STRICT, WITHOUT ROWID;

-- through: receipts 1 … through are all there; digest: the running SHA-256 over them.
CREATE TABLE head (
    place    INTEGER PRIMARY KEY,                            -- order in which streams were met
    hall     TEXT    NOT NULL,
    stream   TEXT    NOT NULL,
    through  INTEGER NOT NULL,
    highest  INTEGER NOT NULL,
    digest   BLOB    NOT NULL CHECK (length(digest) = 32),
    UNIQUE (hall, stream)
) STRICT;

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

-- kind: unreadable (with n: receipted, waits for a version that can read it),
--       conflict (another event has this row), contradiction (another fact has this identity).
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

CREATE TABLE counter (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
