-- The state after fact n, so that a start need not fold every fact since the first day. No fact and
-- in no chain: what does not fit is left aside, and the facts are folded from the beginning.
CREATE TABLE snapshot (
    n      INTEGER PRIMARY KEY REFERENCES fact (n),
    layout BLOB NOT NULL,                       -- digest of the program that folded it
    digest BLOB NOT NULL,                       -- of the chain at n
    state  TEXT NOT NULL,                       -- JSON
    seal   BLOB NOT NULL                        -- SHA-256 over the three before it
) STRICT;
