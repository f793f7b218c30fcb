-- One row an incident, latest first: of one model, or of all where none is named.
select
    model,
    incident,
    title,
    opened_at,
    resolved_at,
    hours_to_restore,
    severity,
    acknowledged_at,
    detected_by,
    runbook_used,
    reviewed_at,
    cause,
    service_name,
    method,
    rule,
    url,
    source,
    fetched_at,
    count(*) over () as total
from incident
where ($model::varchar is null or model = $model)
order by opened_at desc, incident
limit $most
