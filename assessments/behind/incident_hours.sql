-- One row an incident of the last 365 days of one model, or of all, the longest first, with the
-- hours that it counts for: to its end, or to now where it is open.
select
    model,
    incident,
    title,
    opened_at,
    resolved_at,
    epoch(coalesce(resolved_at, $now::timestamp) - opened_at) / 3600 as hours,
    severity,
    service_name,
    cause,
    method,
    rule,
    url,
    source,
    fetched_at,
    count(*) over () as total
from incident
where opened_at > $now::timestamp - interval 365 day and opened_at <= $now::timestamp
    and ($model::varchar is null or model = $model)
order by hours desc, incident
limit $most
