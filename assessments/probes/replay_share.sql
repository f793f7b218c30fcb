-- # One row a production model with a replay of logged decisions: how many the last one
-- # reproduced; fewer than three are too few to tell.
-- title = "Replayed decisions that came out the same"
-- unit = "share"
-- needs = ["metric_daily:decisions_replayed", "metric_daily:decisions_reproduced"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 120
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
from replay
where day <= $now::date
qualify row_number() over (partition by model order by day desc) = 1
