-- # One row a production model with a replay of logged decisions: how many the last one
-- # reproduced; fewer than three are too few to tell.
-- title = "Replayed decisions that came out the same"
-- unit = "share"
-- needs = ["metric_daily"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 120
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
    case when replayed >= 3 then reproduced / replayed end as value,
    replayed::int as n,
    reproduced::int as hits,
    least(fetched_at, day + interval 1 day) as observed_at,
    sources,
    tier,
    case
        when replayed < 3 then 'only ' || printf('%g', replayed) || ' decisions were replayed'
        else printf('%g', reproduced) || ' of ' || printf('%g', replayed) || ' reproduced on '
            || strftime(day, '%Y-%m-%d')
    end as detail
from last_replay
