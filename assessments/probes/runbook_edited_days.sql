-- # One row a production model whose runbook tells its last edit: days since then.
-- title = "Days since the runbook was edited"
-- unit = "days"
-- needs = ["document:runbook"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
select
    r.model,
    date_diff('day', r.edited_at, $now::timestamp)::double as value,
    r.fetched_at as observed_at,
    [r.source] as sources,
    r.tier,
    r.location || ' was edited on ' || strftime(r.edited_at, '%Y-%m-%d') as detail
from runbook r
where r.edited_at <= $now::timestamp
