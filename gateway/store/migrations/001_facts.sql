-- The facts of one hall, and what the database itself must refuse.

CREATE TABLE meta (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    hall    TEXT    NOT NULL,
    stream  TEXT    NOT NULL CHECK (length(stream) = 8),
    created INTEGER NOT NULL                    -- unix ms
) STRICT;

-- One row a fact, in the order in which they happened. n has no holes and no second use.
CREATE TABLE fact (
    n        INTEGER PRIMARY KEY,
    identity TEXT    NOT NULL UNIQUE,           -- "{stream}-{n}", or the board's "{uid}-{journal}-{seq}"
    type     TEXT    NOT NULL,
    cause    TEXT    UNIQUE,                    -- identity of the record whose only outcome this is
    at_ms    INTEGER NOT NULL,                  -- wall clock, a label
    boot     TEXT    NOT NULL,
    mono_ms  INTEGER NOT NULL,
    data     TEXT    NOT NULL CHECK (json_valid(data)),
    digest   BLOB    NOT NULL CHECK (length(digest) = 32)   -- running SHA-256 up to this row
) STRICT;

CREATE INDEX fact_type ON fact (type);          -- figures by type, and tickets without paper

CREATE TRIGGER fact_in_order BEFORE INSERT ON fact
WHEN NEW.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM fact)
BEGIN SELECT RAISE(ABORT, 'facts are numbered without a hole'); END;

-- INSERT OR REPLACE would take a row away without asking the trigger on DELETE.
CREATE TRIGGER fact_once BEFORE INSERT ON fact
WHEN EXISTS (SELECT 1 FROM fact WHERE identity = NEW.identity)
  OR EXISTS (SELECT 1 FROM fact WHERE cause = NEW.cause)
BEGIN SELECT RAISE(ABORT, 'a fact is kept once, and a record has one outcome'); END;

CREATE TRIGGER fact_never_changes BEFORE UPDATE ON fact
BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;

CREATE TRIGGER fact_never_goes BEFORE DELETE ON fact
BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;

-- Up to which record each board's journal is kept here.
CREATE TABLE mark (
    uid     TEXT    NOT NULL,
    journal INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (uid, journal)
) STRICT, WITHOUT ROWID;

-- Guards: no rule, however wrong, gives a number twice, …
CREATE TABLE issued (
    day      TEXT    NOT NULL,
    business TEXT    NOT NULL,
    number   INTEGER NOT NULL CHECK (number > 0),
    PRIMARY KEY (day, business, number)
) STRICT, WITHOUT ROWID;

-- … two tickets to a window or two windows to a ticket (called or served), …
CREATE TABLE serving (
    "window" TEXT    NOT NULL PRIMARY KEY,
    ticket   INTEGER NOT NULL UNIQUE REFERENCES fact (n)
) STRICT, WITHOUT ROWID;

-- … or a service two ratings.
CREATE TABLE rated (
    service INTEGER PRIMARY KEY REFERENCES fact (n)
) STRICT;

-- Up to which fact central has said that it holds them too.
CREATE TABLE uplink (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    through INTEGER NOT NULL CHECK (through >= 0)
) STRICT;
INSERT INTO uplink VALUES (1, 0);
