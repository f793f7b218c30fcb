-- One row an incident that found no model, latest first.
select
    incident,
    title,
    service_name,
    service,
    opened_at,
    resolved_at,
    url,
    source,
    fetched_at,
    count(*) over () as total
from incident
where model = '(unallocated)'
order by opened_at desc, incident
limit $most
