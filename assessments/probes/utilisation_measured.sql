-- # One row a production model of which it was measured in the last 90 days how much of what it
-- # holds is used.
-- title = "Use of what it holds is measured"
-- unit = "yes or no"
-- needs = ["metric_daily:utilisation_percent"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 14
with
last_seen as (
    select
        model,
        max(day) as day,
        arg_max(used_share, day) as used_share,
        min(fetched_at) as fetched_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from utilisation
    where day <= $now::date and day > $now::date - 90
    group by model
)
select
    s.model,
    1::double as value,
    -- The day that it was measured, not the day that it was read.
    least(s.fetched_at, s.day + interval 1 day) as observed_at,
    s.sources,
    s.tier,
    printf('%.1f %%', 100 * s.used_share) || ' in use on ' || strftime(s.day, '%Y-%m-%d') as detail
from last_seen s
join model m using (model)
where m.production
