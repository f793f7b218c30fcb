-- # One row a production model with a serious incident (severity 1 or 2) in the last 365 days of
-- # which it is known when the harm began: the hours until it was opened.
-- title = "Hours until a serious incident is noticed"
-- unit = "hours"
-- needs = ["incident"]
-- per = "model"
-- kind = "sample"
-- ttl_days = 30
with
noticed as (
    select *, greatest(0, epoch(opened_at - began_at) / 3600) as hours
    from incident
    where severity <= 2
        and began_at is not null
        and opened_at > $now::timestamp - interval 365 day
        and opened_at <= $now::timestamp
)
select
    n.model,
    list_median(list(n.hours)) as value,
    count(*)::int as n,
    list(n.hours order by n.hours) as samples,
    min(n.fetched_at) as observed_at,
    list_sort(list(distinct n.source)) as sources,
    min(n.tier) as tier,
    count(*) || case count(*) when 1 then ' serious incident' else ' serious incidents' end
    || '; ' || arg_max(n.incident, (n.hours, n.incident)) || ' went unnoticed longest, '
    || printf('%g', round(max(n.hours), 2)) || ' hours' as detail
from noticed n
join model m using (model)
where m.production
group by n.model
