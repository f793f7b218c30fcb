-- # One row a production model whose runbook names an owner. A runbook that names none is a gap,
-- # not a fact.
-- title = "The runbook has an owner"
-- unit = "yes or no"
-- needs = ["document:runbook"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
select
    r.model,
    1::double as value,
    r.fetched_at as observed_at,
    [r.source] as sources,
    r.tier,
    r.location || ' is owned by ' || r.owner as detail
from runbook r
where r.owner is not null
