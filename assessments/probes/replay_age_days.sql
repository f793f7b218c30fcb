-- # One row a production model with a replay of logged decisions: days since the last one.
-- title = "Days since decisions were last replayed"
-- unit = "days"
-- needs = ["metric_daily"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
replays as (
    select
        model,
        day,
        max(value) filter (metric = 'decisions_replayed') as replayed,
        max(value) filter (metric = 'decisions_reproduced') as reproduced,
        min(fetched_at) as fetched_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from metric
    where metric in ('decisions_replayed', 'decisions_reproduced') and day <= $now::date
    group by model, day
),
last_replay as (
    select r.*
    from replays r
    join model m using (model)
    where m.production and r.replayed > 0 and r.reproduced is not null
    qualify row_number() over (partition by r.model order by r.day desc) = 1
)
select
    model,
    date_diff('day', day, $now::date)::double as value,
    fetched_at as observed_at,
    sources,
    tier,
    'last replayed on ' || strftime(day, '%Y-%m-%d') as detail
from last_replay
