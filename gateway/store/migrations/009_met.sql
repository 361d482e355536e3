-- Up to where a board had written when this stream met it for the first time: `device.met`.

CREATE TABLE met (
    uid     TEXT    NOT NULL,
    journal INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    PRIMARY KEY (uid, journal)
) STRICT, WITHOUT ROWID;
