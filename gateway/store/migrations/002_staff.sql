-- One clerk at a window, one window a clerk.
CREATE TABLE login (
    "window" TEXT NOT NULL PRIMARY KEY,
    staff    TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
