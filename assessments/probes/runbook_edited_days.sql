-- # One row a production model whose runbook tells its last edit: days since then.
-- title = "Days since the runbook was edited"
-- unit = "days"
-- needs = ["document"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
-- The runbook that resolves goes first, then the one that was edited last.
runbook as (
    select *
    from document
    where kind = 'runbook' and state <> 'missing'
    qualify row_number() over (
        partition by model
        order by state = 'exists' desc, edited_at desc nulls last, location
    ) = 1
)
select
    r.model,
    date_diff('day', r.edited_at, $now::timestamp)::double as value,
    r.fetched_at as observed_at,
    [r.source] as sources,
    r.tier,
    r.location || ' was edited on ' || strftime(r.edited_at, '%Y-%m-%d') as detail
from runbook r
join model m using (model)
where m.production and r.edited_at <= $now::timestamp
