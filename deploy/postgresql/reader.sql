-- What the role taxhall_reader may read: facts and how far they have come, and nothing that people
-- wrote or that lets somebody in. Run it by a superuser after central has started once, and again
-- after an upgrade: psql -d taxhall -f reader.sql
-- Somebody who may: CREATE ROLE li LOGIN IN ROLE taxhall_reader; \password li
\set ON_ERROR_STOP on

-- All months of it too: rights to a partitioned table are asked of itself alone.
GRANT SELECT ON fact TO taxhall_reader;
GRANT SELECT ON receipt, record, stream, head, mark, hall, device, worker, counter TO taxhall_reader;
-- Closed: account, session, trail, asking, asking_part, command, birth, and quarantine, which keeps
-- messages as they came.
