-- Where the rows of `words` and `person` are written anew, portion by portion, after some were
-- erased; when the last one has come over, the old table goes as a whole and this one has its name.
CREATE TABLE words_anew (
    token TEXT    NOT NULL PRIMARY KEY,
    n     INTEGER NOT NULL REFERENCES fact (n),
    text  TEXT    NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person_anew (
    token  TEXT    NOT NULL PRIMARY KEY,
    digest BLOB    NOT NULL UNIQUE CHECK (length(digest) = 12),
    at_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tables out of which something was erased since they were last written anew.
CREATE TABLE scrub (
    name  TEXT    NOT NULL PRIMARY KEY,
    state INTEGER NOT NULL  -- 0: wanted; 1: begun; 2: begun, and wanted again
) STRICT, WITHOUT ROWID;
