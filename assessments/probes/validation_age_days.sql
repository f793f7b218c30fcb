-- # One row a production model with a dated challenge: days since the last one.
-- title = "Days since the model was last challenged"
-- unit = "days"
-- needs = ["review:validation"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
select
    model,
    date_diff('day', reviewed_at, $now::timestamp)::double as value,
    fetched_at as observed_at,
    [source] as sources,
    tier,
    'last reviewed on ' || strftime(reviewed_at, '%Y-%m-%d') || coalesce(' by ' || reviewer, '')
        as detail
from validation
where reviewed_at <= $now::timestamp
qualify
    row_number() over (
        partition by model order by reviewed_at desc, reviewer nulls last, source
    ) = 1
