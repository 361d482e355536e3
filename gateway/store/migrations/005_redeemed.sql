-- One more guard: no rule, however wrong, takes a second-priority card twice. A card is named by the
-- service that it was given with.
CREATE TABLE redeemed (
    service INTEGER PRIMARY KEY REFERENCES fact (n)
) STRICT;

INSERT OR IGNORE INTO redeemed
SELECT json_extract(data, '$.card') FROM fact
WHERE type = 'ticket.issued' AND json_extract(data, '$.card') IS NOT NULL;
