-- One row an incident of the model, newest first, with the rule that tied it to the model.
select
    incident,
    title,
    service_name,
    severity,
    opened_at,
    acknowledged_at,
    resolved_at,
    hours_to_restore,
    detected_by,
    runbook_used,
    method,
    rule,
    url,
    source
from incident
where model = $model and opened_at <= $now::timestamp
order by opened_at desc, incident, source
