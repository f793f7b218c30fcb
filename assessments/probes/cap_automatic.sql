-- # One row a production model with a cap of which it is known: whether each one stops by itself and
-- # leaves a record of whoever lifts it.
-- title = "The cap stops by itself, and overrides are logged"
-- unit = "yes or no"
-- needs = ["spend_limit"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
caps as (
    select
        l.model,
        case
            when bool_or(l.automatic is false or l.overrides_logged is false) then 0
            when bool_and(
                coalesce(l.automatic, false) and coalesce(l.overrides_logged, false)
            ) then 1
        end as holds,
        min(l.target) filter (l.automatic is false) as by_hand,
        min(l.target) filter (l.overrides_logged is false) as unlogged,
        count(*) as caps,
        min(l.fetched_at) as observed_at,
        list_sort(list(distinct l.source)) as sources,
        min(l.tier) as tier
    from spend_limit l
    join model m using (model)
    where m.production and l.kind = 'cap'
    group by l.model
)
select
    model,
    holds::double as value,
    observed_at,
    sources,
    tier,
    case
        when by_hand is not null then 'a person has to stop what exceeds the cap on ' || by_hand
        when unlogged is not null then 'whoever lifts the cap on ' || unlogged || ' leaves no record'
        when caps = 1 then 'the cap stops by itself, overrides are logged'
        else caps || ' caps stop by themselves, overrides are logged'
    end as detail
from caps
where holds is not null
