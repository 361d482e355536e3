-- What stands outside the chain of facts: who people are and what they wrote. Retention may empty
-- it, and no digest changes.

-- What a client was told for its Idempotency-Key: the fact that its request became.
CREATE TABLE answer (
    asker   TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    request BLOB    NOT NULL CHECK (length(request) = 32),  -- SHA-256 of what was asked
    n       INTEGER NOT NULL REFERENCES fact (n),
    at_ms   INTEGER NOT NULL,
    PRIMARY KEY (asker, key)
) STRICT, WITHOUT ROWID;

-- A taxpayer: the token that facts use, and the keyed hash of an identity, never the identity.
CREATE TABLE person (
    token  TEXT    NOT NULL PRIMARY KEY,
    digest BLOB    NOT NULL UNIQUE CHECK (length(digest) = 12),
    at_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A text that somebody wrote; the fact names its token.
CREATE TABLE words (
    token TEXT    NOT NULL PRIMARY KEY,
    n     INTEGER NOT NULL REFERENCES fact (n),
    text  TEXT    NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Somebody of the hall who may sign in.
CREATE TABLE account (
    token    TEXT    NOT NULL PRIMARY KEY,      -- what facts call this person
    name     TEXT    NOT NULL UNIQUE,           -- to sign in with
    shown    TEXT    NOT NULL,                  -- as taxpayers read it
    duty     TEXT    NOT NULL,
    password TEXT,                              -- argon2id; NULL: cannot sign in
    active   INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    failures INTEGER NOT NULL DEFAULT 0,        -- wrong passwords in a row
    failed_ms INTEGER NOT NULL DEFAULT 0,       -- wall clock of the last one
    at_ms    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    digest   BLOB    NOT NULL PRIMARY KEY CHECK (length(digest) = 32),  -- SHA-256 of the cookie
    account  TEXT    NOT NULL REFERENCES account (token),
    from_ms  INTEGER NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A program or a kiosk that asks by itself.
CREATE TABLE api_token (
    name     TEXT    NOT NULL PRIMARY KEY,
    digest   BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    duty     TEXT    NOT NULL,
    account  TEXT    REFERENCES account (token),  -- for whom it acts; NULL: for nobody by name
    from_ms  INTEGER NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who saw or changed what the chain does not tell: people, texts, rights.
CREATE TABLE audit (
    id    INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    who   TEXT    NOT NULL,                     -- token of a person, or name of a program
    did   TEXT    NOT NULL,
    about TEXT    NOT NULL
) STRICT;

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END;
