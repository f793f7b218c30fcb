-- # One row a production model whose standby is watched: whether it was warm on the last day seen.
-- title = "The standby version is kept warm"
-- unit = "yes or no"
-- needs = ["metric_daily:standby_warm"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
-- attestable = true
with
last_seen as (
    select
        model,
        max(day) as day,
        arg_max(value, day) as value,
        min(fetched_at) as fetched_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from metric
    where metric = 'standby_warm' and day <= $now::date
    group by model
)
select
    s.model,
    case when s.value > 0 then 1 else 0 end::double as value,
    -- The day that it was measured, not the day that it was read.
    least(s.fetched_at, s.day + interval 1 day) as observed_at,
    s.sources,
    s.tier,
    case when s.value > 0 then 'warm' else 'not warm' end || ' on ' || strftime(s.day, '%Y-%m-%d')
        as detail
from last_seen s
join model m using (model)
where m.production
