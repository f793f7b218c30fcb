-- One row an action that the review of an incident asked for, and the model that the incident hit.
-- An incident of the action's own source goes first, else the one that carries this id anywhere.
-- What was asked for after an incident that was merged into another belongs to the other.
with
sole as (
    select incident, min(source) as source
    from landed.incident
    group by incident
    having count(distinct source) = 1
),
found as (
    select
        action.*,
        coalesce(own.source, sole.source) as incident_source
    from landed.incident_action as action
    left join landed.incident as own
        on own.source = action.source and own.incident = action.incident
    left join sole on sole.incident = action.incident
)
select
    coalesce(incident.model, '(unallocated)') as model,
    coalesce(incident.incident, found.incident) as incident,
    found.action,
    found.opened_at,
    found.closed_at,
    found.url,
    found.source,
    trust.tier,
    found.fetched_at
from found
join source_trust as trust on trust.source = found.source
left join landed.incident as named
    on named.source = found.incident_source and named.incident = found.incident
left join incident
    on incident.source = found.incident_source
    and incident.incident = coalesce(named.tags['merged_into'], named.incident)
