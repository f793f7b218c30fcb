-- One row a registry's or a file's entry of a model, as its source has it.
select
    named.model,
    entry.model as entry,
    entry.declared,
    entry.production,
    entry.team,
    entry.tier,
    entry.purpose,
    entry.sponsor,
    entry.contact,
    entry.created_at,
    entry.url,
    entry.source,
    entry.fetched_at,
    count(*) over () as total
from landed.model as entry
join model_name as named on named.name = entry.model
where ($model::varchar is null or named.model = $model)
order by named.model, entry.source, entry.model
limit $most
