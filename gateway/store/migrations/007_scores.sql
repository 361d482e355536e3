-- One more guard: no month is frozen twice in one version.
CREATE TABLE frozen (
    month   TEXT    NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    PRIMARY KEY (month, version)
) STRICT, WITHOUT ROWID;

-- The scores of frozen months. They stand outside the chain, which has their digest.
CREATE TABLE score (
    month   TEXT    NOT NULL,
    version INTEGER NOT NULL,
    staff   TEXT    NOT NULL,
    told    TEXT    NOT NULL CHECK (json_valid(told)),
    trace   TEXT    NOT NULL CHECK (json_valid(trace)),   -- the facts behind it
    UNIQUE (month, version, staff)
) STRICT;
