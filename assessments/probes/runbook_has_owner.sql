-- # One row a production model whose runbook names an owner. A runbook that names none is a gap,
-- # not a fact.
-- title = "The runbook has an owner"
-- unit = "yes or no"
-- needs = ["document"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
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
    1::double as value,
    r.fetched_at as observed_at,
    [r.source] as sources,
    r.tier,
    r.location || ' is owned by ' || r.owner as detail
from runbook r
join model m using (model)
where m.production and r.owner is not null
