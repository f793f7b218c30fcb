-- # One row a production model: the age of the oldest logged decision that can be read.
-- title = "Days that the decision log reaches back"
-- unit = "days"
-- needs = ["metric_daily:oldest_log_days"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
last_seen as (
    select
        model,
        max(day) as day,
        arg_max(value, day) as days_kept,
        min(fetched_at) as fetched_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from metric
    where metric = 'oldest_log_days' and day <= $now::date
    group by model
)
select
    s.model,
    s.days_kept as value,
    least(s.fetched_at, s.day + interval 1 day) as observed_at,
    s.sources,
    s.tier,
    'on ' || strftime(s.day, '%Y-%m-%d') || ' the log reached back ' || printf('%g', s.days_kept)
    || ' days' as detail
from last_seen s
join model m using (model)
where m.production
