-- # One row a production model that was rebuilt, with its metrics inside the agreed tolerance: days
-- # since the last time.
-- title = "Days since it was rebuilt"
-- unit = "days"
-- needs = ["drill"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
-- ages = true
with
rebuilt as (
    select d.*
    from drill d
    join model m on m.model = d.model and m.production
    where d.kind = 'rebuild' and d.drilled_at <= $now::timestamp
)
select
    model,
    date_diff('day', drilled_at, $now::timestamp)::double as value,
    fetched_at as observed_at,
    [source] as sources,
    tier,
    'rebuilt on ' || strftime(drilled_at, '%Y-%m-%d') || coalesce(' by ' || actor, '') as detail
from rebuilt
where succeeded
qualify row_number() over (partition by model order by drilled_at desc, source) = 1
