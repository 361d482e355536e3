-- The people of the city and its counties. Nothing of them is in any fact.
CREATE TABLE account (
    token     TEXT    NOT NULL PRIMARY KEY,
    name      TEXT    NOT NULL UNIQUE,                       -- to sign in with
    shown     TEXT    NOT NULL,
    duty      TEXT    NOT NULL CHECK (duty IN ('city', 'county', 'administrator')),
    county    TEXT    CHECK ((county IS NOT NULL) = (duty = 'county')),
    password  TEXT    NOT NULL,                              -- argon2id
    active    INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    failures  INTEGER NOT NULL DEFAULT 0,                    -- wrong passwords in a row
    failed_ms INTEGER NOT NULL DEFAULT 0                     -- wall clock of the last one
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    digest   BLOB    NOT NULL PRIMARY KEY CHECK (length(digest) = 32),  -- SHA-256 of its secret
    account  TEXT    NOT NULL REFERENCES account (token),
    from_ms  INTEGER NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who has done what about accounts and sessions; `who` is a token, or 'machine' for the command line.
CREATE TABLE trail (
    id    INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    who   TEXT    NOT NULL,
    did   TEXT    NOT NULL,
    about TEXT    NOT NULL
) STRICT;
