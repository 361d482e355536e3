-- From a figure down to the facts of one ticket, however many facts there are.
-- A ticket is named by the n of its ticket.issued, a service by that of its service.started; a case
-- has the number of its service.

CREATE INDEX ticket_by_day ON fact (hall, json_extract(data, '$.day'), stream, n)
    WHERE type = 'ticket.issued';

CREATE INDEX fact_by_ticket ON fact (hall, stream, json_extract(data, '$.ticket'))
    WHERE json_extract(data, '$.ticket') IS NOT NULL;

CREATE INDEX fact_by_service
    ON fact (hall, stream, coalesce(json_extract(data, '$.service'), json_extract(data, '$.case')))
    WHERE coalesce(json_extract(data, '$.service'), json_extract(data, '$.case')) IS NOT NULL;

-- Of a stream before this one: what a pad has kept over a change of disks.
CREATE INDEX fact_of_other_stream
    ON fact (hall, json_extract(data, '$.stream'), json_extract(data, '$.service'))
    WHERE json_extract(data, '$.stream') IS NOT NULL;
