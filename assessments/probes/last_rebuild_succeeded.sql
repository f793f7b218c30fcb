-- # One row a production model that somebody tried to rebuild: whether it came out inside the
-- # agreed tolerance the last time.
-- title = "The last rebuild came out the same"
-- unit = "yes or no"
-- needs = ["drill"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
rebuilt as (
    select d.*
    from drill d
    join model m on m.model = d.model and m.production
    where d.kind = 'rebuild' and d.drilled_at <= $now::timestamp
)
select
    model,
    succeeded::int::double as value,
    fetched_at as observed_at,
    [source] as sources,
    tier,
    'the rebuild of ' || strftime(drilled_at, '%Y-%m-%d') || case
        when succeeded then ' came out inside the tolerance'
        else ' did not come out inside the tolerance'
    end as detail
from rebuilt
qualify row_number() over (partition by model order by drilled_at desc, source) = 1
