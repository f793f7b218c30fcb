-- # One row a production model with an incident in the last 365 days whose notes are known: how
-- # many of these name the runbook.
-- title = "Incidents in which the runbook was used"
-- unit = "share"
-- needs = ["incident"]
-- per = "model"
-- kind = "share"
-- ttl_days = 30
select
    i.model,
    count(*) filter (i.runbook_used) / count(*) as value,
    count(*)::int as n,
    (count(*) filter (i.runbook_used))::int as hits,
    min(i.fetched_at) as observed_at,
    list_sort(list(distinct i.source)) as sources,
    min(i.tier) as tier,
    'the runbook was used in ' || count(*) filter (i.runbook_used) || ' of ' || count(*)
    || case count(*) when 1 then ' incident' else ' incidents' end as detail
from incident i
join model m using (model)
where m.production
    and i.runbook_used is not null
    and i.opened_at > $now::timestamp - interval 365 day
    and i.opened_at <= $now::timestamp
group by i.model
