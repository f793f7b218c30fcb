-- One row a model in production that coverage does not count: no registry holds it, or no person
-- declared it and no owner is recorded for it.
select
    model,
    registered as in_a_registry,
    declared,
    model in (select model from owner where role = 'owner') as owner_recorded,
    team,
    url,
    sources,
    fetched_at,
    count(*) over () as total
from model
where production
    and not (
        registered
        and (declared or model in (select model from owner where role = 'owner'))
    )
order by model
limit $most
