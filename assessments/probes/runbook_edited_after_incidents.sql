-- # One row a production model with a runbook and a resolved incident in the last 365 days:
-- # whether the runbook was edited after the last of them began.
-- title = "The runbook was edited after the last incident"
-- unit = "yes or no"
-- needs = ["document:runbook", "incident"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
last_incident as (
    select
        model,
        max(opened_at) as opened_at,
        arg_max(incident, opened_at) as incident,
        min(fetched_at) as fetched_at,
        list(distinct source) as sources,
        min(tier) as tier
    from incident
    where resolved_at <= $now::timestamp
        and opened_at > $now::timestamp - interval 365 day
    group by model
)
select
    r.model,
    case when r.edited_at >= i.opened_at then 1 else 0 end::double as value,
    least(r.fetched_at, i.fetched_at) as observed_at,
    list_sort(list_distinct(list_append(i.sources, r.source))) as sources,
    least(r.tier, i.tier) as tier,
    'edited on ' || strftime(r.edited_at, '%Y-%m-%d') || ', the last incident (' || i.incident
    || ') began on ' || strftime(i.opened_at, '%Y-%m-%d') as detail
from runbook r
join last_incident i using (model)
where r.edited_at <= $now::timestamp
