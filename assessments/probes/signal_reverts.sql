-- # One row a production model whose monitors say what they do: whether one that is switched on
-- # stops or reverts the model by itself.
-- title = "A monitor stops or reverts it by itself"
-- unit = "yes or no"
-- needs = ["monitor"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
armed as (
    select
        model,
        bool_or(reverts) as any_reverts,
        count(reverts) = count(*) as all_known,
        count(*) as monitors,
        min(title) filter (reverts) as title,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from monitor
    where enabled
    group by model
)
select
    a.model,
    case when a.any_reverts then 1 when a.all_known then 0 end::double as value,
    a.observed_at,
    a.sources,
    a.tier,
    case
        when a.any_reverts then a.title || ' stops or reverts it'
        when a.all_known and a.monitors = 1 then 'its one monitor does not stop or revert it'
        when a.all_known then 'none of its ' || a.monitors || ' monitors stops or reverts it'
        else 'it is not recorded what its monitors do'
    end as detail
from armed a
join model m using (model)
where m.production
