-- One row a production model and kind of document on record: whether a link to one resolves.
-- A link that could not be reached leaves it open (resolves is null), unless another one resolves.
with
link as (
    select
        model,
        kind,
        bool_or(state = 'exists') as any_exists,
        bool_and(state = 'missing') as all_missing,
        arg_min(location, (state <> 'exists', state = 'missing', location)) as location,
        arg_min(state, (state <> 'exists', state = 'missing', location)) as state,
        min(fetched_at) as fetched_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from document_state
    where model in (select model from model where production)
    group by model, kind
)
select
    model,
    kind,
    case when any_exists then true when all_missing then false end as resolves,
    location || case state
        when 'exists' then ' resolves'
        when 'missing' then ' is missing'
        when 'unreachable' then ' could not be reached'
        else ' was not checked'
    end as why,
    sources,
    tier,
    fetched_at
from link
