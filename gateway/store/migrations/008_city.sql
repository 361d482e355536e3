-- What was answered to each command of central, written with what the command became.
CREATE TABLE command (
    place      INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    at_ms      INTEGER NOT NULL,   -- when it was answered
    expires_ms INTEGER NOT NULL,
    outcome    TEXT    NOT NULL CHECK (outcome IN ('done', 'refused', 'expired', 'unreadable')),
    n          INTEGER NOT NULL CHECK (n >= 0),
    zh         TEXT    NOT NULL,
    en         TEXT    NOT NULL
) STRICT;

-- Texts of the city's notices, by the tokens that a fact has.
CREATE TABLE notice (
    token TEXT PRIMARY KEY,
    zh    TEXT NOT NULL,
    en    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What has come so far of lists and bundles that are not whole yet.
CREATE TABLE part (
    name       TEXT    NOT NULL,   -- of the command
    version    INTEGER NOT NULL,
    part       INTEGER NOT NULL,
    parts      INTEGER NOT NULL,
    about      TEXT    NOT NULL,   -- what all parts of a version share beside it
    digest     BLOB    NOT NULL,   -- SHA-256 of what came
    size       INTEGER NOT NULL,   -- hashes, or bytes
    piece      BLOB    NOT NULL,   -- empty for a list, whose hashes are in credit
    expires_ms INTEGER NOT NULL,
    PRIMARY KEY (name, version, part)
) STRICT;

-- Keyed hashes of those who have the best tax credit. One version is in force: that of the fact.
CREATE TABLE credit (
    version INTEGER NOT NULL,
    digest  BLOB    NOT NULL CHECK (length(digest) = 12),
    PRIMARY KEY (version, digest)
) STRICT, WITHOUT ROWID;

-- Bundles for boards that are whole.
CREATE TABLE firmware (
    version INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    digest  TEXT NOT NULL,
    bundle  BLOB NOT NULL
) STRICT;
