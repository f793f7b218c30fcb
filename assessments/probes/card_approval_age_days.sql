-- # One row a production model with an approved card: days since the approval.
-- title = "Days since the card was approved"
-- unit = "days"
-- needs = ["document:model_card"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
select
    c.model,
    date_diff('day', c.approved_at, $now::timestamp)::double as value,
    c.fetched_at as observed_at,
    [c.source] as sources,
    c.tier,
    'approved on ' || strftime(c.approved_at, '%Y-%m-%d')
    || coalesce(' by ' || c.approved_by, '') as detail
from model_card c
where c.approved_at <= $now::timestamp
