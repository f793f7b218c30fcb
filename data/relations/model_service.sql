-- One row a service that a source watches or pages people for: the model that it belongs to.
select distinct
    match.model,
    match.id as service,
    service.name as service_name,
    match.source,
    trust.tier
from match
left join (
    select source, external_id, min(name) as name
    from landed.identity
    where kind = 'service'
    group by source, external_id
) as service
    on service.source = match.source and service.external_id = match.id
join source_trust as trust on trust.source = match.source
where match.entity = 'service'
