-- What halls have sent and central has committed; the tables are those of migrations/sqlite, whose
-- comments tell what they hold. What differs, and why:
--
-- fact is partitioned by the month of its arrival, so that years can be moved or let go of as whole
-- tables. Therefore no key of it can be unique: every unique key of a partitioned table has the
-- month in it. That a fact is there once for its hall and identity rests on two tables that are not
-- partitioned: receipt, whose key (hall, stream, n) is the identity of every fact but a board's
-- record; and record, whose key holds the identity of those. A fact is written in the transaction
-- that writes its receipt, and the record if it is one. That nobody else writes of the same hall
-- meanwhile rests on the row of the hall, which every writer takes first.
--
-- Texts are compared as bytes, as SQLite does.
--
-- Every key has the hall in it, so that Citus can distribute by it (deploy/postgresql/citus.sql).

CREATE TABLE hall (
    hall     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    heard_ms BIGINT,
    online   INTEGER,
    version  TEXT COLLATE "C",
    places   BIGINT  NOT NULL DEFAULT 0
);

CREATE TABLE fact (
    hall         TEXT COLLATE "C" NOT NULL,
    place        BIGINT NOT NULL,
    stream       TEXT COLLATE "C" NOT NULL,
    n            BIGINT NOT NULL,
    identity     TEXT COLLATE "C" NOT NULL,
    type         TEXT COLLATE "C" NOT NULL,
    cause        TEXT COLLATE "C",
    at_ms        BIGINT NOT NULL,
    boot         TEXT COLLATE "C" NOT NULL,
    mono_ms      BIGINT NOT NULL,
    data         JSON   NOT NULL,
    ticket       BIGINT,
    service      BIGINT,
    other_stream TEXT COLLATE "C",
    rare         TEXT COLLATE "C",
    received_ms  BIGINT NOT NULL
) PARTITION BY RANGE (received_ms);

-- For months that have no table of their own: nothing fails because one is missing.
CREATE TABLE fact_other PARTITION OF fact DEFAULT;

CREATE INDEX fact_by_arrival ON fact (hall, place);
CREATE INDEX fact_by_place ON fact (hall, stream, n);
CREATE INDEX fact_by_type ON fact (hall, rare, stream, n) WHERE rare IS NOT NULL;
CREATE INDEX ticket_by_day ON fact (hall, (data ->> 'day'), stream, n) WHERE type = 'ticket.issued';
CREATE INDEX fact_by_ticket ON fact (hall, stream, ticket) WHERE ticket IS NOT NULL;
CREATE INDEX fact_by_service ON fact (hall, stream, service) WHERE service IS NOT NULL;
CREATE INDEX fact_of_other_stream ON fact (hall, other_stream, service)
    WHERE other_stream IS NOT NULL;

CREATE TABLE receipt (
    hall     TEXT COLLATE "C" NOT NULL,
    stream   TEXT COLLATE "C" NOT NULL,
    n        BIGINT NOT NULL CHECK (n > 0),
    identity TEXT COLLATE "C" NOT NULL,
    digest   BYTEA  NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (hall, stream, n)
);

CREATE TABLE record (
    identity TEXT COLLATE "C" NOT NULL,
    hall     TEXT COLLATE "C" NOT NULL,
    place    BIGINT NOT NULL,
    PRIMARY KEY (identity, hall)
);

CREATE TABLE stream (
    stream TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hall   TEXT COLLATE "C" NOT NULL
);

CREATE TABLE head (
    hall    TEXT COLLATE "C" NOT NULL,
    stream  TEXT COLLATE "C" NOT NULL,
    place   BIGINT NOT NULL,
    through BIGINT NOT NULL,
    highest BIGINT NOT NULL,
    digest  BYTEA  NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (hall, stream)
);

CREATE TABLE mark (
    hall    TEXT COLLATE "C" NOT NULL,
    uid     TEXT COLLATE "C" NOT NULL,
    journal BIGINT NOT NULL,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (hall, uid)
);

CREATE TABLE quarantine (
    id          BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_ms BIGINT  NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    topic       TEXT COLLATE "C" NOT NULL,
    reason      TEXT COLLATE "C" NOT NULL,
    size        BIGINT  NOT NULL,
    raw         BYTEA   NOT NULL,
    hall        TEXT COLLATE "C",
    stream      TEXT COLLATE "C",
    n           BIGINT,
    read_ms     BIGINT
);

CREATE INDEX quarantine_by_hall ON quarantine (hall) WHERE read_ms IS NULL AND hall IS NOT NULL;

CREATE TABLE counter (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE device (
    hall     TEXT COLLATE "C" NOT NULL,
    uid      TEXT COLLATE "C" NOT NULL,
    at_ms    BIGINT NOT NULL,
    state    JSON   NOT NULL,
    heard_ms BIGINT NOT NULL,
    PRIMARY KEY (hall, uid)
);

CREATE TABLE worker (
    name     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    heard_ms BIGINT NOT NULL,
    status   JSON   NOT NULL
);

CREATE TABLE account (
    token     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name      TEXT COLLATE "C" NOT NULL UNIQUE,
    shown     TEXT COLLATE "C" NOT NULL,
    duty      TEXT COLLATE "C" NOT NULL CHECK (duty IN ('city', 'county', 'administrator')),
    county    TEXT COLLATE "C" CHECK ((county IS NOT NULL) = (duty = 'county')),
    password  TEXT COLLATE "C" NOT NULL,
    active    INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    failures  INTEGER NOT NULL DEFAULT 0,
    failed_ms BIGINT  NOT NULL DEFAULT 0
);

CREATE TABLE session (
    digest   BYTEA  NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    account  TEXT COLLATE "C" NOT NULL REFERENCES account (token),
    from_ms  BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);

CREATE TABLE trail (
    id    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    who   TEXT COLLATE "C" NOT NULL,
    did   TEXT COLLATE "C" NOT NULL,
    about TEXT COLLATE "C" NOT NULL
);
