-- One row a model: what its sources say of it, declared before registry, then sources by name.
-- It is in production where a person declared so, or else where a production slot points to it now.
with
record as (
    select
        named.model as model_name, record.*,
        (record.declared is not true, record.source, record.model) as rank
    from landed.model as record
    join model_name as named on named.name = record.model
),
recorded as (
    select
        model_name as model,
        arg_min(team, rank) as team,
        arg_min(tier, rank) as tier,
        arg_min(purpose, rank) as purpose,
        arg_min(sponsor, rank) as sponsor,
        arg_min(contact, rank) as contact,
        arg_min(url, rank) as url,
        arg_min(production, rank) as production,
        arg_min(created_at, rank) as created_at,
        bool_or(declared) as declared,
        bool_or(not declared) as registered,
        bool_or(coalesce(owner_required, false)) as owner_required
    from record
    group by model_name
),
tag_entry as (
    select model_name as model, rank, unnest(map_entries(tags)) as entry from record
),
tag as (
    select model, entry.key as key, arg_min(entry.value, rank) as value
    from tag_entry
    group by model, entry.key
),
tagged as (
    select model, map_from_entries(list({'key': key, 'value': value} order by key)) as tags
    from tag
    group by model
),
versioned as (
    select distinct model from version
),
every as (
    select
        model,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        max(fetched_at) as fetched_at
    from model_name
    group by model
)
select
    every.model,
    recorded.team,
    recorded.tier,
    recorded.purpose,
    recorded.sponsor,
    recorded.contact,
    recorded.url,
    coalesce(recorded.declared, false) as declared,
    coalesce(recorded.registered, false) or versioned.model is not null as registered,
    coalesce(recorded.production, serving_now.model is not null) as production,
    coalesce(recorded.owner_required, false) as owner_required,
    recorded.created_at,
    coalesce(tagged.tags, map {}::map(varchar, varchar)) as tags,
    every.sources,
    every.fetched_at
from every
left join recorded using (model)
left join versioned using (model)
left join tagged using (model)
left join serving_now using (model)
