-- What somebody asked of halls: one asking, one command for each hall and part. What is asked is kept
-- once for all halls, since a list or a bundle is long. PostgreSQL has the same.
CREATE TABLE asking (
    id         TEXT    NOT NULL PRIMARY KEY,
    asked_by   TEXT    NOT NULL,                             -- token of an account, 'machine', 'program:…'
    name       TEXT    NOT NULL,                             -- such as notice.set
    asked_ms   INTEGER NOT NULL,
    expires_ms INTEGER,                                      -- NULL: a setting, until a newer one
    version    INTEGER,                                      -- of a setting; rises
    once_key   TEXT,                                         -- its Idempotency-Key
    digest     BLOB    NOT NULL,                             -- SHA-256 of what was asked, and of whom
    UNIQUE (asked_by, once_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX asking_by_time ON asking (asked_ms);
CREATE INDEX asking_by_name ON asking (name, version);

CREATE TABLE asking_part (
    asking TEXT    NOT NULL,
    part   INTEGER NOT NULL,
    data   TEXT    NOT NULL,                                 -- JSON: protocol/schemas/cmd.NAME.json
    PRIMARY KEY (asking, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE command (
    hall       TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    asking     TEXT    NOT NULL,
    part       INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    expires_ms INTEGER,
    due_ms     INTEGER,                                      -- when it goes out next; NULL: not by itself
    sent_ms    INTEGER,                                      -- when the broker had it last
    tries      INTEGER NOT NULL DEFAULT 0,
    replaced   INTEGER NOT NULL DEFAULT 0,                   -- by a newer setting
    outcome    TEXT,                                         -- the hall's reply, and what it says
    stream     TEXT,
    n          INTEGER,
    zh         TEXT,
    en         TEXT,
    code       TEXT,
    replied_ms INTEGER,
    PRIMARY KEY (hall, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX command_due ON command (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX command_by_asking ON command (asking, hall);
CREATE INDEX command_open ON command (hall, name)
    WHERE replaced = 0 AND (expires_ms IS NULL OR outcome IS NULL);

-- The last birth of each hall that commands were looked through for.
CREATE TABLE birth (
    hall    TEXT    NOT NULL PRIMARY KEY,
    stream  TEXT    NOT NULL,
    session TEXT    NOT NULL,
    born_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
