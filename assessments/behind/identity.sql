-- One row an endpoint of a model, as its source knows it.
select
    match.model,
    identity.external_id,
    identity.name,
    identity.kind,
    match.method,
    match.rule,
    identity.url,
    identity.source,
    identity.fetched_at,
    count(*) over () as total
from landed.identity as identity
join match
    on match.entity = 'identity'
    and match.source = identity.source
    and match.id = identity.external_id
where identity.kind = 'endpoint' and ($model::varchar is null or match.model = $model)
order by match.model, identity.external_id
limit $most
