-- # One row a production model with a runbook on record: whether its link resolves. A link that
-- # could not be reached leaves it open, unless another one resolves.
-- title = "The runbook's link resolves"
-- unit = "yes or no"
-- needs = ["document"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
links as (
    select
        model,
        bool_or(state = 'exists') as resolves,
        bool_and(state = 'missing') as all_missing,
        arg_min(location, (state <> 'exists', state = 'missing', location)) as location,
        arg_min(state, (state <> 'exists', state = 'missing', location)) as state,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from document
    where kind = 'runbook'
    group by model
)
select
    l.model,
    case when l.resolves then 1 when l.all_missing then 0 end::double as value,
    l.observed_at,
    l.sources,
    l.tier,
    l.location || case l.state
        when 'exists' then ' resolves'
        when 'missing' then ' is missing'
        when 'unreachable' then ' could not be reached'
        else ' was not checked'
    end as detail
from links l
join model m using (model)
where m.production
