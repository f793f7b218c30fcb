-- # One row a production model with a smoke test on record: days since the last one.
-- title = "Days since the last smoke test"
-- unit = "days"
-- needs = ["metric_daily:smoke_test_seconds"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
-- attestable = true
-- ages = true
with
last_test as (
    select
        model,
        max(day) as day,
        arg_max(value, day) as seconds,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from metric
    where metric = 'smoke_test_seconds' and day <= $now::date
    group by model
)
select
    t.model,
    date_diff('day', t.day, $now::date)::double as value,
    t.observed_at,
    t.sources,
    t.tier,
    'last smoke test on ' || strftime(t.day, '%Y-%m-%d') || ', ' || printf('%g', t.seconds)
    || ' seconds' as detail
from last_test t
join model m using (model)
where m.production
