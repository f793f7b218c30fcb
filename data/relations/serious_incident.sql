-- One row an incident of a production model that is serious, of severity 1 or 2, or that may be:
-- told is false where no source gives its severity.
select
    incident.model,
    incident.incident,
    incident.severity is not null as told,
    incident.opened_at,
    incident.resolved_at,
    incident.reviewed_at,
    incident.cause,
    incident.source,
    incident.tier,
    incident.fetched_at
from incident
join model on model.model = incident.model and model.production
where incident.severity <= 2 or incident.severity is null
