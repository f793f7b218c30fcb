-- # One row a production model: explanations stored of requests served, over those of the last 30
-- # days on which both were counted.
-- title = "Decisions that are stored with their explanation"
-- unit = "share"
-- needs = ["metric_daily:explanations_stored", "metric_daily:requests_served"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 14
with
counted as (
    select
        model,
        day,
        max(value) filter (metric = 'requests_served') as served,
        max(value) filter (metric = 'explanations_stored') as stored,
        min(fetched_at) as fetched_at,
        list(distinct source) as sources,
        min(tier) as tier
    from metric
    where metric in ('requests_served', 'explanations_stored')
        and day > $now::date - 30 and day <= $now::date
    group by model, day
),
by_model as (
    select
        c.model,
        sum(c.served) as served,
        sum(c.stored) as stored,
        count(*) as days,
        max(c.day) as last_day,
        min(c.fetched_at) as fetched_at,
        list_sort(list_distinct(flatten(list(c.sources)))) as sources,
        min(c.tier) as tier
    from counted c
    join model m using (model)
    where m.production and c.served is not null and c.stored is not null
    group by c.model
)
select
    model,
    least(1, stored / served) as value,
    -- The last day that was counted, not the day that it was read.
    least(fetched_at, last_day + interval 1 day) as observed_at,
    sources,
    tier,
    format('{:,}', stored::bigint) || ' explanations stored, '
    || format('{:,}', served::bigint) || ' requests served on ' || days
    || case days when 1 then ' day' else ' days' end || ' to ' || strftime(last_day, '%Y-%m-%d')
        as detail
from by_model
where served > 0
