-- # One row a production model with a replay of logged decisions: days since the last one.
-- title = "Days since decisions were last replayed"
-- unit = "days"
-- needs = ["metric_daily:decisions_replayed"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
select
    model,
    date_diff('day', day, $now::date)::double as value,
    fetched_at as observed_at,
    sources,
    tier,
    'last replayed on ' || strftime(day, '%Y-%m-%d') as detail
from replay
where day <= $now::date
qualify row_number() over (partition by model order by day desc) = 1
