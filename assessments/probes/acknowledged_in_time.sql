-- # One row a production model with a serious incident (severity 1 or 2) in the last 365 days: how
-- # many were acknowledged within 15 minutes. One that is still open counts as missed after these
-- # 15 minutes; one that ended without being acknowledged tells nothing.
-- title = "Serious incidents acknowledged within 15 minutes"
-- unit = "share"
-- needs = ["incident"]
-- per = "model"
-- kind = "share"
-- ttl_days = 30
with
answered as (
    select
        model,
        incident,
        source,
        fetched_at,
        tier,
        case
            when acknowledged_at <= $now::timestamp
                then greatest(0, epoch(acknowledged_at - opened_at) / 60)
            when resolved_at is null
                and opened_at < least(fetched_at, $now::timestamp) - interval 15 minute
                then epoch(least(fetched_at, $now::timestamp) - opened_at) / 60
        end as minutes
    from incident
    where severity <= 2
        and opened_at > $now::timestamp - interval 365 day
        and opened_at <= $now::timestamp
)
select
    a.model,
    count(*) filter (a.minutes <= 15) / count(*) as value,
    count(*)::int as n,
    (count(*) filter (a.minutes <= 15))::int as hits,
    min(a.fetched_at) as observed_at,
    list_sort(list(distinct a.source)) as sources,
    min(a.tier) as tier,
    count(*) filter (a.minutes <= 15) || ' of ' || count(*)
    || case count(*) when 1 then ' serious incident was' else ' serious incidents were' end
    || ' acknowledged within 15 minutes' as detail
from answered a
join model m using (model)
where m.production and a.minutes is not null
group by a.model
