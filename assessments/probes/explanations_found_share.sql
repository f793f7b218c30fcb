-- # One row a production model of which somebody asked for explanations: of the decisions asked
-- # about in the last sample, how many could be explained. A sample is of 30 decisions or more.
-- title = "Decisions of a sample whose explanation was found"
-- unit = "share"
-- needs = ["metric_daily:explanations_asked", "metric_daily:explanations_found"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 180
-- attestable = true
with
sample as (
    select
        model,
        day,
        max(value) filter (metric = 'explanations_asked') as asked,
        max(value) filter (metric = 'explanations_found') as found,
        min(fetched_at) as fetched_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from metric
    where metric in ('explanations_asked', 'explanations_found') and day <= $now::date
    group by model, day
),
last_sample as (
    select s.*
    from sample s
    join model m on m.model = s.model and m.production
    where s.asked > 0 and s.found is not null
    qualify row_number() over (partition by s.model order by s.day desc) = 1
)
select
    model,
    case when asked >= 30 then least(1, found / asked) end as value,
    asked::int as n,
    found::int as hits,
    least(fetched_at, day + interval 1 day) as observed_at,
    sources,
    tier,
    case
        when asked < 30
            then 'only ' || printf('%g', asked) || ' decisions were asked about on '
                || strftime(day, '%Y-%m-%d') || ': a sample is of 30'
        else printf('%g', found) || ' of ' || printf('%g', asked)
            || ' decisions could be explained on ' || strftime(day, '%Y-%m-%d')
    end as detail
from last_sample
