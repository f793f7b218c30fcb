-- # One row a production model with a serious incident (severity 1 or 2) in the last 180 days that
-- # was acknowledged: the minutes from its opening. One that nobody has acknowledged counts once it
-- # has been open for more than a day; one that ended without tells nothing.
-- title = "Minutes until a serious incident is acknowledged"
-- unit = "minutes"
-- needs = ["incident"]
-- per = "model"
-- kind = "sample"
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
                and opened_at < least(fetched_at, $now::timestamp) - interval 24 hour
                then epoch(least(fetched_at, $now::timestamp) - opened_at) / 60
        end as minutes
    from incident
    where severity <= 2
        and opened_at > $now::timestamp - interval 180 day
        and opened_at <= $now::timestamp
)
select
    a.model,
    list_median(list(a.minutes)) as value,
    count(*)::int as n,
    list(a.minutes order by a.minutes) as samples,
    min(a.fetched_at) as observed_at,
    list_sort(list(distinct a.source)) as sources,
    min(a.tier) as tier,
    count(*) || case count(*) when 1 then ' serious incident' else ' serious incidents' end
    || ' in 180 days; ' || arg_max(a.incident, (a.minutes, a.incident)) || ' waited longest, '
    || printf('%g', round(max(a.minutes), 1)) || ' minutes' as detail
from answered a
join model m using (model)
where m.production and a.minutes is not null
group by a.model
