-- One row an incident: the model that it hit, by which rule, and how long service took to restore.
-- One that was merged into another (tag `merged_into`) is the other's, and has no row of its own.
with
cause as (
    -- An incident that names its deployment is linked to that deployment's model.
    select match.id as deployment, min(match.model) as model
    from match
    where match.entity = 'deployment' and match.model <> '(unallocated)'
    group by match.id
    having count(distinct match.model) = 1
),
service as (
    select source, external_id, min(name) as name
    from landed.identity
    where kind = 'service'
    group by source, external_id
),
linked as (
    select
        match.method not in ('declared', 'link') and cause.model is not null as by_cause,
        if(by_cause, cause.model, match.model) as model,
        if(by_cause, 'link', match.method) as method,
        if(by_cause, 'deployment', match.rule) as rule,
        incident.* exclude (model),
        service.name as service_name,
        trust.tier
    from landed.incident as incident
    join match
        on match.entity = 'incident'
        and match.source = incident.source
        and match.id = incident.incident
    left join cause on cause.deployment = incident.deployment
    left join service
        on service.source = incident.source and service.external_id = incident.service
    join source_trust as trust on trust.source = incident.source
    where incident.tags['merged_into'] is null
)
select
    model,
    method,
    rule,
    incident,
    title,
    service,
    service_name,
    severity,
    began_at,
    opened_at,
    acknowledged_at,
    resolved_at,
    epoch(resolved_at - opened_at) / 3600 as hours_to_restore,
    detected_by,
    runbook_used,
    reviewed_at,
    cause,
    deployment,
    url,
    source,
    tier,
    fetched_at
from linked
